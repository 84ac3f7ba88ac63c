"""What every store must do. A test class derives from StoreContract and gives it a `store` fixture."""

from tests.contracts.consent_contract import ConsentContract
from tests.contracts.enrollment_contract import EnrollmentContract
from tests.contracts.event_contract import EventContract
from tests.contracts.group_contract import GroupContract
from tests.contracts.held_contract import HeldContract
from tests.contracts.kept_contract import KeptContract
from tests.contracts.log_contract import LogContract
from tests.contracts.net_move_contract import NetMoveContract
from tests.contracts.render_contract import RenderContract
from tests.contracts.replay_contract import ReplayContract
from tests.contracts.row_contract import RowContract
from tests.contracts.subject_contract import SubjectContract


class StoreContract(
    SubjectContract,
    ConsentContract,
    GroupContract,
    HeldContract,
    EnrollmentContract,
    NetMoveContract,
    LogContract,
    EventContract,
    RenderContract,
    ReplayContract,
    KeptContract,
    RowContract,
):
    """All of it."""
