"""Snapshots and transactions: one room for each noun, all over one unit."""

from sqlalchemy import delete, select

from cameo_service.storage.activity import Activity
from cameo_service.storage.enrollments import Enrollments
from cameo_service.storage.epochs import Epochs, Everything
from cameo_service.storage.erasures import Erasures
from cameo_service.storage.facts import Facts
from cameo_service.storage.grants import AccessRequests, Blocks, Grants
from cameo_service.storage.groups import Groups
from cameo_service.storage.held import HeldRenders
from cameo_service.storage.names import Names, OwnRestrictions
from cameo_service.storage.outbox import Events
from cameo_service.storage.people import People
from cameo_service.storage.recordings import Recordings
from cameo_service.storage.removals import Removals
from cameo_service.storage.renders import Renders, Takedowns
from cameo_service.storage.sessions import Invitations, OwnerProofs, Sessions
from cameo_service.storage.stand_ins import Delegations, Guardianships
from cameo_service.storage.statements import Statement, adding, given, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.deployment import RememberedRequestTable
from cameo_service.storage.unit import Unit

REMEMBERED_US = 24 * 3_600_000_000
"""How long the answer to a write is kept for its repetition: 24 h."""

_REQUESTS = rows_of(RememberedRequestTable)
_REMEMBER = adding(_REQUESTS)
_FORGET = Statement(delete(_REQUESTS).where(_REQUESTS.c.created_us <= given("until_us")))
_REMEMBERED = Statement(
    select(_REQUESTS.c.body_sha256, _REQUESTS.c.reply).where(
        *same(_REQUESTS, "caller", "request_id"), _REQUESTS.c.created_us > given("since_us")
    )
)


class StoredSnapshot:
    """See ports.store.Snapshot. A room costs nothing until it is entered."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def revision(self) -> int:
        """The newest revision seen."""
        return self.unit.revision()

    def remembered(self, caller: str, request_id: str, now_us: int) -> tuple[bytes, bytes] | None:
        """The request's digest and its answer, if it was answered in the last 24 h."""
        named = {"caller": caller, "request_id": request_id}
        row = _REMEMBERED.one(self.unit.connection, **named, since_us=now_us - REMEMBERED_US)
        return None if row is None else (row[0], row[1])

    @property
    def people(self) -> People:
        """Subjects: accounts, handles, settings."""
        return People(self.unit)

    @property
    def names(self) -> Names:
        """Names that count as mentions."""
        return Names(self.unit)

    @property
    def restrictions(self) -> OwnRestrictions:
        """What owners do not want to be shown doing or saying."""
        return OwnRestrictions(self.unit)

    @property
    def facts(self) -> Facts:
        """Everything a render decision is made from."""
        return Facts(self.unit)

    @property
    def grants(self) -> Grants:
        """Grants to one grantee each."""
        return Grants(self.unit)

    @property
    def blocks(self) -> Blocks:
        """Blocks of an actor by an owner."""
        return Blocks(self.unit)

    @property
    def access_requests(self) -> AccessRequests:
        """Requests for access without an answer."""
        return AccessRequests(self.unit)

    @property
    def groups(self) -> Groups:
        """Groups, their members, and grants to them."""
        return Groups(self.unit)

    @property
    def delegations(self) -> Delegations:
        """Delegates of owners."""
        return Delegations(self.unit)

    @property
    def guardianships(self) -> Guardianships:
        """Guardians of minors."""
        return Guardianships(self.unit)

    @property
    def sessions(self) -> Sessions:
        """Enrollment sessions."""
        return Sessions(self.unit)

    @property
    def invitations(self) -> Invitations:
        """Invitations to enroll."""
        return Invitations(self.unit)

    @property
    def owner_proofs(self) -> OwnerProofs:
        """Proofs that an owner was verified for an act."""
        return OwnerProofs(self.unit)

    @property
    def enrollments(self) -> Enrollments:
        """Enrollments and what is sealed for them."""
        return Enrollments(self.unit)

    @property
    def recordings(self) -> Recordings:
        """Recordings that were handed in, as fingerprints."""
        return Recordings(self.unit)

    @property
    def renders(self) -> Renders:
        """Renders from lease to publication."""
        return Renders(self.unit)

    @property
    def takedowns(self) -> Takedowns:
        """Orders to take outputs down."""
        return Takedowns(self.unit)

    @property
    def held(self) -> HeldRenders:
        """Renders that wait for an answer."""
        return HeldRenders(self.unit)

    @property
    def removals(self) -> Removals:
        """Removal requests of people without an account."""
        return Removals(self.unit)

    @property
    def erasures(self) -> Erasures:
        """Erasures of people."""
        return Erasures(self.unit)

    @property
    def activity(self) -> Activity:
        """The activity feed."""
        return Activity(self.unit)

    @property
    def events(self) -> Events:
        """The outbox."""
        return Events(self.unit)


class StoredTransaction(StoredSnapshot):
    """See ports.store.Transaction."""

    def next_revision(self) -> int:
        """The revision this transaction commits as, drawn once."""
        return self.unit.next_revision()

    def remember(self, caller: str, request_id: str, body_sha256: bytes, reply: bytes, now_us: int) -> None:
        """Keeps the answer for 24 h and forgets those that are older."""
        _FORGET.run(self.unit.connection, until_us=now_us - REMEMBERED_US)
        _REMEMBER.run(
            self.unit.connection,
            caller=caller,
            request_id=request_id,
            body_sha256=body_sha256,
            reply=reply,
            created_us=now_us,
        )

    @property
    def epochs(self) -> Epochs:
        """Epochs of owners and pairs."""
        return Epochs(self.unit)

    @property
    def everything(self) -> Everything:
        """What an operator does to every render at once."""
        return Everything(self.unit)
