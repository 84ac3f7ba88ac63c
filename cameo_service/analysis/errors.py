"""Why an analysis gave no result. A recording that cannot be read is `liveness.media.recording_errors`, not this.

AnalysisError
|-- AnalysisFailed       the task raised; the worker lives on
|-- AnalysisTimedOut     no worker was free in time, or the task took more wall or CPU time than it may
|-- WorkerDied           the worker process ended, was killed, or outgrew its memory
`-- AnalysisUnavailable  there is no worker: none could be loaded, or the pool is closed
"""

# ruff: noqa: N818 - the name is the reason, the base class says that it is an error


class AnalysisError(Exception):
    """An analysis ended without a result. The recording may be sent again.

    Attributes:
        detail: what happened, for the operator's log only.
    """

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


class AnalysisFailed(AnalysisError):
    """The task raised something that is no `RecordingError` or `ChallengeError`."""

    def __init__(self, detail: str) -> None:
        super().__init__("The recording could not be analysed: record again, and tell the operator.", detail)


class AnalysisTimedOut(AnalysisError):
    """Too much wall or CPU time."""

    def __init__(self, detail: str) -> None:
        super().__init__("The analysis took too long: try again later, or with a shorter recording.", detail)


class WorkerDied(AnalysisError):
    """The process that worked on the recording is gone."""

    def __init__(self, detail: str) -> None:
        super().__init__("The analysis was cut off: send the recording again.", detail)


class AnalysisUnavailable(AnalysisError):
    """Nothing can be analysed now."""

    def __init__(self, detail: str) -> None:
        super().__init__("No analysis is possible at the moment: try again later.", detail)
