"""What is decided about one person: allowed with its bounds, held, or denied with a reason that only the subject reads.

And what is answered for a whole render.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from consent.identity import GrantId
from consent.terms import Approver


class Reason(StrEnum):
    """Why a render was denied. For the subject's own activity; a requester reads `public_code` instead."""

    UNKNOWN_SUBJECT = "unknown_subject"
    SUBJECT_ERASED = "subject_erased"
    SUBJECT_SUSPENDED = "subject_suspended"
    NOT_ENROLLED = "not_enrolled"
    ENROLLMENT_EXPIRED = "enrollment_expired"
    NOT_VERIFIED = "not_verified"
    EVERYTHING_FROZEN = "everything_frozen"
    FROZEN = "frozen"
    REQUESTER_SUSPENDED = "requester_suspended"
    NOTHING_ASKED = "nothing_asked"
    MODALITY_NOT_ENROLLED = "modality_not_enrolled"
    SUBJECT_NOT_ADULT = "subject_not_adult"
    REQUESTER_NOT_ADULT = "requester_not_adult"
    BLOCKED = "blocked"
    HARD_DENIED = "hard_denied"
    CLASSIFICATION_REQUIRED = "classification_required"
    CLASS_DENIED = "class_denied"
    BANNED_WORD = "banned_word"
    MEDIA_UNDECLARED = "media_undeclared"
    MEDIA_UNSCREENED = "media_unscreened"
    AUDIENCE_NOBODY = "audience_nobody"
    AUDIENCE_ONLY_ME = "audience_only_me"
    REVOKED = "revoked"
    NO_GRANT = "no_grant"
    GRANT_EXPIRED = "grant_expired"
    GRANT_DOES_NOT_COVER = "grant_does_not_cover"
    USE_NEEDS_A_GRANT = "use_needs_a_grant"
    NOT_MUTUAL = "not_mutual"
    NARROWED_SINCE_CHECK = "narrowed_since_check"
    GRANT_USED_UP = "grant_used_up"
    ADDED_BY_REWRITE = "added_by_rewrite"
    TAKEN_DOWN = "taken_down"
    NOBODY_ASKS = "nobody_asks"
    DECLINED = "declined"
    REVIEW_DECLINED = "review_declined"
    ANSWER_USED = "answer_used"
    ASKED_TOO_OFTEN = "asked_too_often"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, until `expires_us` at the latest (UTC microseconds); None: nothing in the facts ends.

    grant_id: the grant that allows it; None if the audience does, or the owner is the requester.
    """

    grant_id: GrantId | None
    expires_us: int | None

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, for a reason that only the subject reads."""

    reason: Reason

    def __bool__(self) -> Literal[False]:
        return False


@dataclass(frozen=True, slots=True)
class Held:
    """Not yet: no rule says no, and `waits_for` have not said yes to this very render. Allows nothing."""

    waits_for: frozenset[Approver]

    def __bool__(self) -> Literal[False]:
        return False


Decision: TypeAlias = Allowed | Held | Denied


class Outcome(StrEnum):
    """The answer for a whole render. NO_SUBJECTS: it shows no person, so no consent is needed.

    CLASSIFICATION_REQUIRED: not permitted, and no labels that count came with the request: with labels it might be. The
    answer is the same for every refusal, so it says nothing about any person. HELD: no rule refuses, and an owner or a
    reviewer was asked and must say yes first. Check again later, for the same job and prompt.
    """

    ALLOWED = "ALLOWED"
    NOT_PERMITTED = "NOT_PERMITTED"
    NO_SUBJECTS = "NO_SUBJECTS"
    CLASSIFICATION_REQUIRED = "CLASSIFICATION_REQUIRED"
    HELD = "HELD"


def public_code(reason: Reason) -> Literal["NOT_PERMITTED"]:
    """The one code that a requester reads, whatever the true reason is."""
    del reason
    return "NOT_PERMITTED"
