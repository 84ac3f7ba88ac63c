"""What happened to a person, as they read it. Decides nothing.

Part of `ports`: every snapshot reads it, every transaction may write it.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cameo_service.usecases.ports.renders import TakedownId
from consent.identity import SubjectId
from consent.names import Run

REFUSED = "refused"
"""The activity kind that is counted per (owner, actor, reason, hour); every other kind is appended."""


class ActivityKind(StrEnum):
    """Closed vocabulary of the feed. What happens to everything at once is in the history only."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    ENROLLMENT_FAILED = "enrollment_failed"
    OWNER_VERIFIED = "owner_verified"
    OWNER_NOT_VERIFIED = "owner_not_verified"
    TEMPLATES_MOVED = "templates_moved"
    TEMPLATES_MOVE_UNDONE = "templates_move_undone"
    ENROLLMENT_ENDED = "enrollment_ended"
    HANDLE_CLAIMED = "handle_claimed"
    AGE_ASSERTED = "age_asserted"
    AGE_SETTLED = "age_settled"
    AUDIENCE_SET = "audience_set"
    RESTRICTIONS_SET = "restrictions_set"
    NAMES_SET = "names_set"
    NAMES_VOUCHED = "names_vouched"
    VOUCH_WITHDRAWN = "vouch_withdrawn"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_DENIED = "access_denied"
    GRANTED = "granted"
    REVOKED = "revoked"
    PUT_IN_GROUP = "put_in_group"
    REMOVED_FROM_GROUP = "removed_from_group"
    GROUP_GRANTED = "group_granted"
    GROUP_REVOKED = "group_revoked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    SUSPENDED = "suspended"
    ERASED = "erased"
    ERASURE_FINAL = "erasure_final"
    DELEGATED = "delegated"
    DELEGATION_ENDED = "delegation_ended"
    GUARDIAN_SET = "guardian_set"
    GUARDIANSHIP_ENDED = "guardianship_ended"
    REMOVAL_ORDERED = "removal_ordered"
    REMOVAL_REFUSED = "removal_refused"
    SUSPENSION_LIFTED = "suspension_lifted"
    EVERYTHING_FROZEN = "everything_frozen"
    EVERYTHING_UNFROZEN = "everything_unfrozen"
    ASKING_SET = "asking_set"
    RENDER_HELD = "render_held"
    RENDER_APPROVED = "render_approved"
    RENDER_DECLINED = "render_declined"
    RENDER_REVIEWED = "render_reviewed"
    RENDER_LAPSED = "render_lapsed"
    FETCHED = "fetched"
    DRAFTED = "drafted"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"
    TAKEDOWN_DONE = "takedown_done"
    WORK_TAKEN_DOWN = "work_taken_down"
    REFUSED = REFUSED
    ISSUED = "issued"
    """A render grant was signed. In the history only: the feed tells of its use."""


EVERY_KIND = frozenset(ActivityKind)
KINDS_BY_OTHERS = frozenset(
    {
        ActivityKind.ACCESS_REQUESTED,
        ActivityKind.RENDER_HELD,
        ActivityKind.RENDER_REVIEWED,
        ActivityKind.RENDER_LAPSED,
        ActivityKind.FETCHED,
        ActivityKind.DRAFTED,
        ActivityKind.PUBLISHED,
        ActivityKind.REFUSED,
    }
)
"""What requesters cause, and so can cause without end."""
FEED_END = 2**63 - 1
"""A place behind every line of a feed."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of a subject's activity feed. `reason` is the true one; only the subject reads it.

    revision: the one the transaction commits as; for REFUSED rows the newest at that time, as a refusal changes
    nothing and must not move the revision that the refused caller reads.
    output_sha256, takedown_id: for what is about one output, or about an order to take it down.
    first_us: the first attempt of counted ones; None: `at_us`, which is the last.
    place: where the line stands in its owner's feed, from 1; it never changes. 0: not written yet.
    """

    owner: SubjectId
    revision: int
    at_us: int
    kind: str
    actor: SubjectId | None
    provider: str
    reason: str
    count: int
    output_sha256: bytes | None = None
    takedown_id: TakedownId | None = None
    first_us: int | None = None
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused attempt to render `owner`; `actor` None: no assertion came with it.

    names: the spelled words of the owner's names by which the prompt named them; none if it mentioned them.
    """

    owner: SubjectId
    actor: SubjectId | None
    provider: str
    reason: str
    at_us: int
    names: frozenset[Run] = frozenset()


@dataclass(frozen=True, slots=True)
class RefusedTally:
    """How often one requester was refused one owner within an hour of the clock, whatever the reasons.

    at_us: the latest attempt.
    """

    owner: SubjectId
    actor: SubjectId | None
    count: int
    at_us: int


class Refusals(Protocol):
    """Where refused attempts are noted without touching the database; written out at most a second later."""

    def note(self, refusal: Refusal) -> None:
        """Counts one attempt, also at an unknown person, of which nothing is kept. A crash may lose the last second."""


class ActivityReads(Protocol):
    """Reads of one moment."""

    def of(
        self, owner: SubjectId, limit: int, before: int = FEED_END, kinds: AbstractSet[str] = EVERY_KIND
    ) -> tuple[ActivityRow, ...]:
        """The last `limit` lines of these kinds at places before this one, the last first. One hour's like refusals
        are one line.
        """

    def refusals_of(self, owner: SubjectId, limit: int, before: int, until: int) -> tuple[ActivityRow, ...]:
        """Refused attempts at places up to `until`: one line for each requester and reason, with the sum of its counts,
        at the place of its last hour. The last `limit` of those lines at places before `before`, the last first.
        """

    def refused_between(self, after_us: int, until_us: int) -> tuple[RefusedTally, ...]:
        """Every pair with an attempt later than `after_us` and not later than `until_us`, with its whole hour's count.

        An hour counts when its latest attempt for some reason lies in between.
        """


class ActivityWrites(ActivityReads, Protocol):
    """Writes of one transaction."""

    def record(self, row: ActivityRow) -> None:
        """Appends, and emits an event of its kind; refused attempts are counted per (owner, actor, reason, hour) in one
        row and are no events.
        """
