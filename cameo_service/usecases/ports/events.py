"""Events on their way out: what happened, under the revision it committed as. Written with the change, read by cursor.

Part of `ports`: every snapshot reads events, every transaction may write them.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from cameo_service.usecases.ports.renders import TakedownId
from consent.identity import GrantId, SubjectId
from consent.render_lease import Removal

OWNER_EPOCH = "owner_epoch"
PAIR_EPOCH = "pair_epoch"
GRANT_EXPIRED = "grant_expired"
BLOCK_EXPIRED = "block_expired"
GRANT_EXPIRING = "grant_expiring"
ENROLLMENT_ENDING = "enrollment_ending"
"""A person who enrolled by nets of before should come; `due_us`: when the enrollment ends if they do not."""
TAKEDOWN_DUE = "takedown_due"
TAKEDOWN_OVERDUE = "takedown_overdue"
REFUSED_ATTEMPTS = "refused_attempts"
REFUSED_ATTEMPTS_ALERT = "refused_attempts_alert"
ANY_PROVIDER = ""
"""As `provider` of an event that ends renders: those of every provider."""
GRANT_ENDED = "grant_ended"
EPOCH_KINDS = (OWNER_EPOCH, PAIR_EPOCH, GRANT_ENDED)
"""Kinds that a bump, or the end of a group's grant, writes by itself.

They are for renderers; an app reads the act that caused them.
"""

WHOLE_REVISION = 2**32 - 1
"""As `seq` of a position: after the last event of the revision."""


class Position(NamedTuple):
    """A place in the order of events: after event `seq` of `revision`."""

    revision: int
    seq: int


START = Position(0, WHOLE_REVISION)
"""Before the first event."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `actor` None: about the owner alone. `epoch`: the new one, for EPOCH_KINDS.

    provider: the service that acted, "" when none did; of those about grants and PAIR_EPOCH the only service
    whose renders it is about, "" for every one. grant_id: for GRANT_EXPIRED, GRANT_EXPIRING
    and GRANT_ENDED.
    takedown_id, output_sha256, removal: the order, the output it is about, and what is to become of it.
    due_us: when what is told of falls due.
    count: for REFUSED_ATTEMPTS and its alert.
    """

    owner: SubjectId
    position: Position
    kind: str
    actor: SubjectId | None
    provider: str
    epoch: int | None
    grant_id: GrantId | None
    at_us: int
    takedown_id: TakedownId | None = None
    output_sha256: bytes | None = None
    due_us: int | None = None
    removal: Removal = Removal.NONE
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    """A grant or block that time ended. `grant_id` None: a block. provider: of the grant, "" for any.

    actor: who held it; None for a group.
    """

    owner: SubjectId
    actor: SubjectId | None
    grant_id: GrantId | None
    provider: str
    expires_us: int


class EventReads(Protocol):
    """Reads of one moment."""

    def after(self, after: Position, limit: int) -> tuple[EventRow, ...]:
        """The first `limit` events after a position, in order."""

    def forgotten_revision(self) -> int:
        """The newest revision of which events may have been forgotten; 0: none."""

    def swept_us(self) -> int:
        """Until when expiries were told as events; 0: never."""

    def posted(self) -> Position:
        """The last event that the app took as a webhook; (0, 0): none."""

    def expired(self, after_us: int, until_us: int) -> tuple[Expired, ...]:
        """Grants and blocks whose expiry is later than `after_us` and not later than `until_us`."""

    def expiring(self, after_us: int, until_us: int, lead_us: int) -> tuple[Expired, ...]:
        """Grants that end in that time and were given more than `lead_us` before their end."""

    def refusals_told_us(self) -> int:
        """Until when refused attempts were told as events; 0: never."""

    def has_until(self, until_us: int) -> bool:
        """Whether there are events as old as that."""


class EventWrites(EventReads, Protocol):
    """Writes of one transaction."""

    def emit(self, owner: SubjectId, kind: str, body: bytes, now_us: int) -> None:
        """Appends an event under this transaction's revision; `body` as `event_body` writes it."""

    def set_swept(self, now_us: int) -> None:
        """Expiries until then are told."""

    def set_refusals_told(self, now_us: int) -> None:
        """Refused attempts until then are told."""

    def set_posted(self, position: Position) -> None:
        """The app took every event up to there."""

    def forget(self, until_us: int) -> None:
        """Deletes events as old as that, and remembers which revisions are incomplete now."""
