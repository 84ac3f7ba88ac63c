"""Errors of an analysis without a result. Unreadable recordings have the errors of `liveness.media.recording_errors`.

AnalysisError
|-- AnalysisFailed       the task raised an error; the worker goes on
|-- AnalysisBusy         no worker was free in time
|-- AnalysisOverLimit    the task exceeded its wall time, CPU time or memory
|-- WorkerDied           the worker process ended or was killed
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


class AnalysisBusy(AnalysisError):
    """No worker was free in time."""

    def __init__(self, detail: str) -> None:
        super().__init__("Too many recordings wait to be judged: try again in some minutes.", detail)


class AnalysisOverLimit(AnalysisError):
    """The analysis took more time or memory than one recording may."""

    def __init__(self, detail: str) -> None:
        super().__init__("The recording takes too much work: record shorter, with smaller or fewer pictures.", detail)


class WorkerDied(AnalysisError):
    """The process that analysed the recording ended."""

    def __init__(self, detail: str) -> None:
        super().__init__("The analysis was interrupted: send the recording again.", detail)


class AnalysisUnavailable(AnalysisError):
    """No analysis is possible now."""

    def __init__(self, detail: str) -> None:
        super().__init__("No analysis is possible at the moment: try again later.", detail)
