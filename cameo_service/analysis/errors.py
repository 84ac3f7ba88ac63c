"""Errors of an analysis without a result. Unreadable recordings have the errors of `liveness.media.recording_errors`.

AnalysisError
|-- AnalysisFailed       the task raised an error; the worker goes on
|-- AnalysisTimedOut     no worker was free in time, or the task exceeded its wall or CPU time
|-- WorkerDied           the worker process ended, was killed, or outgrew its memory
`-- AnalysisUnavailable  no worker exists: none could be loaded, or the pool is closed
"""

# ruff: noqa: N818 - the name is the reason, the base class says that it is an error


class AnalysisError(Exception):
    """An analysis ended without a result. The recording may be sent again.

    Attributes:
        detail: cause, for the operator's log only.
    """

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


class AnalysisFailed(AnalysisError):
    """The task raised an error other than `RecordingError` and `ChallengeError`."""

    def __init__(self, detail: str) -> None:
        super().__init__("The recording could not be analysed: record again, and tell the operator.", detail)


class AnalysisTimedOut(AnalysisError):
    """The analysis took too much wall or CPU time."""

    def __init__(self, detail: str) -> None:
        super().__init__("The analysis took too long: try again later, or with a shorter recording.", detail)


class WorkerDied(AnalysisError):
    """The process that analysed the recording ended."""

    def __init__(self, detail: str) -> None:
        super().__init__("The analysis was interrupted: send the recording again.", detail)


class AnalysisUnavailable(AnalysisError):
    """No analysis is possible now."""

    def __init__(self, detail: str) -> None:
        super().__init__("No analysis is possible at the moment: try again later.", detail)
