"""What a line of an owner's activity feed says happened."""

from enum import StrEnum

from cameo_service.usecases.activity_ports import REFUSED


class ActivityKind(StrEnum):
    """Closed vocabulary of the feed. What happens to everything at once is in the history only."""

    ENROLLED = "enrolled"
    ENROLLMENT_FAILED = "enrollment_failed"
    OWNER_VERIFIED = "owner_verified"
    OWNER_NOT_VERIFIED = "owner_not_verified"
    HANDLE_CLAIMED = "handle_claimed"
    AGE_ASSERTED = "age_asserted"
    AUDIENCE_SET = "audience_set"
    RESTRICTIONS_SET = "restrictions_set"
    NAMES_SET = "names_set"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_DENIED = "access_denied"
    GRANTED = "granted"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    SUSPENDED = "suspended"
    ERASED = "erased"
    ERASURE_FINAL = "erasure_final"
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
