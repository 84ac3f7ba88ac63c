"""What a study refuses. `docs/study.md` lists every reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from evaluation.collection import AlreadyKeptError, NoConsentError, NotDeletedError


class StudyError(Exception):
    """Nothing was changed. The message says what to do.

    Attributes:
        reason: stable; in docs/study.md.
        http_status: of the reply of a page.
        words: the message.
    """

    reason: ClassVar[str]
    http_status: ClassVar[int]
    words: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.words)


class ReleaseMissingError(StudyError):
    """No signed release belongs to this key: without one nothing is recorded."""

    reason, http_status = "RELEASE_NOT_SIGNED", 403
    words = "Sign the release first. If you deleted everything, this link opens nothing any more."


class InvitationWrongError(StudyError):
    """The page was not opened by the link of this study."""

    reason, http_status = "INVITATION_WRONG", 403
    words = "Open the link that the operator of the study gave you."


class ReleaseChangedError(StudyError):
    """The person agreed to another text than the one of this study."""

    reason, http_status = "RELEASE_CHANGED", 409
    words = "Load the page again and read the release anew: its text has changed."


class NameMalformedError(StudyError):
    """No name that can stand under a release."""

    reason, http_status = "NAME_MALFORMED", 400
    words = "Type your name: 1 to 100 characters, without control characters."


class AdultNeededError(StudyError):
    """The person did not say that they are an adult."""

    reason, http_status = "ADULT_NEEDED", 400
    words = "Only adults take part: confirm that you are 18 or older."


class PurposeNeededError(StudyError):
    """The person agreed to no measuring, or to something that is not asked."""

    reason, http_status = "PURPOSE_NEEDED", 400
    words = "Agree to measuring at least: without it there is nothing to record for."


class StudyFullError(StudyError):
    """As many volunteers take part as can."""

    reason, http_status = "STUDY_FULL", 409
    words = "The study has all volunteers that it takes. Tell the operator."


class ConditionUnknownError(StudyError):
    """No condition of a take, or no kind of an attack."""

    reason, http_status = "CONDITION_UNKNOWN", 400
    words = "Choose one of the takes, or one of the attacks, that the page lists."


class TakesUsedUpError(StudyError):
    """The person recorded this condition as often as they may."""

    reason, http_status = "TAKES_USED_UP", 409
    words = "You have recorded this three times, which is enough. Choose another take."


class UploadsUsedUpError(StudyError):
    """The person uploaded as many attacks as they may."""

    reason, http_status = "UPLOADS_USED_UP", 409
    words = "You have uploaded 20 files, which is enough."


class UploadTooLargeError(StudyError):
    """A file that is larger than any that is asked for."""

    reason, http_status = "UPLOAD_TOO_LARGE", 413
    words = "Send a picture or a short video of at most 50 MiB."


class UploadUnreadableError(StudyError):
    """A file of a format that `cameo evaluate` does not read."""

    reason, http_status = "UPLOAD_UNREADABLE", 400
    words = "Send a picture as JPEG, PNG or WebP, or a video as MP4 or WebM."


class UploadKnownError(StudyError):
    """The study holds this file already."""

    reason, http_status = "UPLOAD_KNOWN", 409
    words = "This file is here already. Choose another one."


class DeletionFailedError(StudyError):
    """The system deletes a file not. Your link works on."""

    reason, http_status = "DELETION_FAILED", 500
    words = "Not everything could be deleted. Your link still works: try again, and tell the operator."


class BodyMalformedError(StudyError):
    """The body is not the JSON that the page sends."""

    reason, http_status = "STUDY_BODY_MALFORMED", 400
    words = "Use the page of the study."


@contextmanager
def told() -> Iterator[None]:
    """Tells what a collection refuses in the words of a study."""
    try:
        yield
    except NoConsentError:
        raise ReleaseMissingError from None
    except AlreadyKeptError:
        raise UploadKnownError from None
    except NotDeletedError:
        raise DeletionFailedError from None
