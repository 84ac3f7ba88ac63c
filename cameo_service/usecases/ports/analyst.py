"""What recording an enrollment needs from the analysis: bytes in, verdict out. Implemented by worker processes."""

from types import TracebackType
from typing import Protocol, Self

from liveness.challenge.prompts import Challenge
from liveness.live.decoder import Progress
from liveness.observations import Delivery
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import Policy


class Analyst(Protocol):
    """Analyses one recording at a time per worker."""

    def analyse(
        self, data: bytes, challenge: Challenge, policy: Policy, *, photo: bytes | None, delivery: Delivery | None
    ) -> Analysis:
        """The analysis.

        photo: JPEG of whom the recording must show, if one was given. delivery: how a live recording came in;
        None for a file, which is never worth more than UPLOADED.

        Raises:
            RecordingError: the recording cannot be read or breaks a limit.
            ChallengeError: what was asked cannot be judged.
            AnalysisInterruptedError: no worker was free in time, or it was lost; the recording may be sent again.
        """


class Follower(Protocol):
    """Follows one recording while it arrives; used by one thread, closed by leaving its block."""

    def feed(self, chunk: bytes) -> Progress:
        """Takes the next bytes and says how far the recording has come.

        Raises:
            RecordingError: the recording cannot be decoded while it arrives, or breaks a limit.
            AnalysisInterruptedError: it can no longer be followed, through no fault of its own.
        """

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
