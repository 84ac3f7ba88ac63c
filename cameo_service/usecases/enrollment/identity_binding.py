"""Whether it was shown whose face was enrolled, and by what."""

from enum import StrEnum

from cameo_service.usecases.ports.enrollment import EnrollmentRow
from liveness.verdict.judge import Verdict
from liveness.verdict.policy import Check


class IdentityBinding(StrEnum):
    """What an enrollment was matched against."""

    UNBOUND = "unbound"
    """A live person, but nobody showed who."""
    PHOTO = "photo"
    """A photo that the app vouches for, such as one of an identity document."""
    EARLIER_ENROLLMENT = "earlier_enrollment"
    """An earlier enrollment that was itself bound."""

    @property
    def is_bound(self) -> bool:
        """Whether anything was shown."""
        return self is not IdentityBinding.UNBOUND


def binding_of(verdict: Verdict, earlier: EnrollmentRow | None) -> IdentityBinding:
    """What a take shows about whose it is; nothing unless it passed.

    A passed take was matched with the photo, if one came, and with the earlier enrollment, if there is one. To enroll
    twice shows no more than to enroll once, so an earlier enrollment lends only what it has.
    """
    if not verdict:
        return IdentityBinding.UNBOUND
    if Check.REFERENCE_PHOTO in {record.check for record in verdict.checks}:
        return IdentityBinding.PHOTO
    if earlier is not None and earlier.bound_to is not None:
        return IdentityBinding.EARLIER_ENROLLMENT
    return IdentityBinding.UNBOUND
