"""What sessions and recordings refuse. Imports no model, so that a process that only names errors starts at once."""

from cameo_service.usecases.acting.errors import InvalidArgumentError, NotAllowedError, StateError
from consent.errors import PublicError


class ReleaseMissingError(InvalidArgumentError):
    """There is no written release for what verification has to compute."""

    code = "RELEASE_MISSING"


class ConsentTimeRefusedError(InvalidArgumentError):
    """The person cannot have agreed at that time, or agreed too long ago."""

    code = "CONSENT_TIME_REFUSED"


class UnknownSessionError(NotAllowedError):
    """No session with that id for this person; the same answer for another person's session."""

    code = "UNKNOWN_SESSION"


class VerificationNotLiveError(PublicError):
    """An owner is to be verified with a finished file."""

    code = "VERIFICATION_NOT_LIVE"


class AttemptAbandonedError(StateError):
    """The recording ended before everything was asked; its prompts are not asked again."""

    code = "ATTEMPT_ABANDONED"


class UploadTooSlowError(PublicError):
    """An upload took longer than any upload may."""

    code = "UPLOAD_TOO_SLOW"

    def __init__(self) -> None:
        super().__init__("The upload took too long: record shorter, or find a faster connection.")


class AnalysisInterruptedError(PublicError):
    """The service failed to judge the recording; the recording is not at fault."""

    code = "ANALYSIS_INTERRUPTED"
