"""What sessions and recordings refuse. Imports no model, so that a process that only names errors starts at once."""

from cameo_service.usecases.acting.busy import BusyError
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


class WordlessNotOfferedError(StateError):
    """The operator does not let people enroll without words."""

    code = "WORDLESS_NOT_OFFERED"


class WordsNeededError(StateError):
    """Without words a recording would stand for more than it shows: for an enrollment with words, or an act that opens
    the likeness further.
    """

    code = "WORDS_NEEDED"


class WordlessNotLiveError(PublicError):
    """A finished file came for a session without words: it was shown no colours."""

    code = "WORDLESS_NOT_LIVE"


class AttemptAbandonedError(StateError):
    """The recording ended before everything was asked; its prompts are not asked again."""

    code = "ATTEMPT_ABANDONED"


class UploadTooSlowError(PublicError):
    """An upload came slower, or took longer, than any upload may."""

    code = "UPLOAD_TOO_SLOW"

    def __init__(self) -> None:
        super().__init__("The upload was too slow: record shorter, or find a faster connection.")


class RecordingReplacedError(StateError):
    """The person opened a newer stream, which ended this one."""

    code = "RECORDING_REPLACED"

    def __init__(self) -> None:
        super().__init__("A newer recording of this person ended this one: go on with the newer one.")


class RecordingRunningError(StateError):
    """An earlier recording of the person has come whole and gets its verdict first."""

    code = "RECORDING_RUNNING"

    def __init__(self) -> None:
        super().__init__("This person's last recording is being judged: read its verdict before recording again.")


class TooManyRecordingsError(BusyError):
    """So many recordings wait that this one has to come back."""

    code = "TOO_MANY_RECORDINGS"

    def __init__(self, retry_s: float) -> None:
        super().__init__("Too many recordings wait: come back after the time that this reply names.", retry_s)


class UnjudgedError(PublicError):
    """A recording got no verdict, through no choice of the person.

    detail: the cause, for the operator's log only.
    """

    code = "UNJUDGED"

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class AnalysisInterruptedError(UnjudgedError):
    """The service lost the recording or had no room for it; the recording is not at fault and costs no attempt."""

    code = "ANALYSIS_INTERRUPTED"


class AnalysisOverLimitError(UnjudgedError):
    """The recording took more time or memory than any may."""

    code = "ANALYSIS_OVER_LIMIT"


class AnalysisFailedError(UnjudgedError):
    """The analysis raised an error, or ended its worker twice."""

    code = "ANALYSIS_FAILED"


class CaptureOriginRefusedError(InvalidArgumentError):
    """No origin of a page that may record: not spelled as browsers do, or one that is read along the way."""

    code = "CAPTURE_ORIGIN_REFUSED"


class CaptureTokenError(PublicError):
    """A capture token opens nothing here."""

    code = "CAPTURE_TOKEN_INVALID"


class CaptureTokenInvalidError(CaptureTokenError):
    """This service made no such token."""

    code = "CAPTURE_TOKEN_INVALID"


class CaptureTokenExpiredError(CaptureTokenError):
    """The token is over."""

    code = "CAPTURE_TOKEN_EXPIRED"


class CaptureTokenOtherSessionError(CaptureTokenError):
    """The token was made for another session."""

    code = "CAPTURE_TOKEN_OTHER_SESSION"


class CaptureTokenOtherOriginError(CaptureTokenError):
    """The token was made for another origin, or the caller names none."""

    code = "CAPTURE_TOKEN_OTHER_ORIGIN"


class CaptureTokenNotAloneError(CaptureTokenError):
    """A token and an assertion came together: each says who records, so neither counts."""

    code = "CAPTURE_TOKEN_NOT_ALONE"
