"""What recording an enrollment refuses. Imports no model, so that a process that only names errors starts at once."""

from cameo_service.usecases.acting.errors import NotAllowedError, StateError
from consent.errors import PublicError


class AttemptAbandonedError(StateError):
    """The recording ended before everything was asked; its prompts are burnt."""

    code = "ATTEMPT_ABANDONED"


class AnalysisInterruptedError(PublicError):
    """The recording was not judged, through no fault of its own."""

    code = "ANALYSIS_INTERRUPTED"


class UnknownSessionError(NotAllowedError):
    """No session with that id for this person; the same answer for a session of somebody else."""

    code = "UNKNOWN_SESSION"
