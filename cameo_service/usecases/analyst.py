"""What recording an enrollment needs from the analysis: bytes in, verdict out. Implemented by worker processes."""

from typing import Protocol

from consent.errors import PublicError
from liveness.analysis import Analysis
from liveness.challenge import Challenge
from liveness.policy import Policy


class AnalysisInterruptedError(PublicError):
    """The recording was not judged, through no fault of its own."""

    code = "ANALYSIS_INTERRUPTED"


class Analyst(Protocol):
    """Analyses one recording at a time per worker."""

    def analyse(self, data: bytes, challenge: Challenge, policy: Policy) -> Analysis:
        """The analysis.

        Raises:
            RecordingError: the recording cannot be read or breaks a limit.
            AnalysisInterruptedError: no worker was free in time, or it was lost; the recording may be sent again.
        """
