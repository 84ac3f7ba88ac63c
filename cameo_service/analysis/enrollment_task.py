"""What a worker does: loads the model pack once, then turns recordings into verdicts. Holds no key and no database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cameo_service.analysis.errors import AnalysisError
from cameo_service.analysis.limits import WorkerLimits
from cameo_service.analysis.live_stream import LiveStream
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError
from liveness.challenge.prompts import Challenge
from liveness.engines.choice import EngineChoice
from liveness.engines.chosen import load
from liveness.errors import UnknownWordError
from liveness.live.decoder import Progress
from liveness.media.formats import RecordingLimits
from liveness.observations import Delivery
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.policy import Policy

TIMEOUT_S = 60.0
"""For one recording, waiting for a free worker included."""
FEED_TIMEOUT_S = 5.0
"""For one chunk; 64 KiB take 56 ms at most on 2 cores (measured on 720p recordings)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One recording with what was asked, what is required, a photo of whom it must show, and how it came in."""

    data: bytes
    challenge: Challenge
    policy: Policy
    photo: bytes | None
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Models:
    """folder: of built model packs. choice: which engine fills which role."""

    folder: Path
    choice: EngineChoice


def load_analyser(models: Models, limits: RecordingLimits, consent: str) -> Analyser:
    """The state of one worker.

    Raises:
        ModelPackError: a file of the pack is missing or wrong.
        UnknownWordError: the consent sentence holds a word that no recording could be judged on.
    """
    engines = load(models.folder, models.choice)
    unknown = [word for word in consent.split() if not engines.speech.knows(word)]
    if unknown:
        raise UnknownWordError(unknown)
    return Analyser(engines, limits, time.perf_counter)


def analyse(analyser: Analyser, job: Job) -> Analysis:
    """The task of one worker."""
    return analyser.analyse(job.data, job.challenge, job.policy, photo=job.photo, delivery=job.delivery)


class PooledAnalyst:
    """See usecases.analyst.Analyst: recordings are analysed in worker processes.

    Args:
        models: what the workers load.
        recording: limits of one recording.
        consent: the sentence that every live recording asks for.
        workers: how many recordings are analysed at once.
        clock: for deadlines.

    Raises:
        AnalysisUnavailable: a worker did not load. Its `detail` says why.
    """

    def __init__(self, models: Models, recording: RecordingLimits, consent: str, workers: int, clock: Clock) -> None:
        loader = partial(load_analyser, models, recording, consent)
        self._pool = AnalysisPool(workers, loader, analyse, WorkerLimits(), clock)

    def analyse(
        self, data: bytes, challenge: Challenge, policy: Policy, *, photo: bytes | None, delivery: Delivery | None
    ) -> Analysis:
        """The analysis; see the port for what it raises."""
        with _interruptions():
            result = self._pool.submit(Job(data, challenge, policy, photo, delivery), TIMEOUT_S)
        if not isinstance(result, Analysis):
            raise AnalysisInterruptedError("The analysis gave no result: send the recording again.")
        return result

    def close(self) -> None:
        """Ends the workers."""
        self._pool.close()


class IsolatedFollower(LiveStream):
    """See usecases.analyst.Follower: what strangers send is decoded in a process of its own.

    Raises:
        AnalysisInterruptedError: the process did not start.
    """

    def __init__(self, limits: RecordingLimits, clock: Clock) -> None:
        with _interruptions():
            super().__init__(limits, clock)

    def feed(self, chunk: bytes, timeout_s: float = FEED_TIMEOUT_S) -> Progress:
        """How far the recording has come; see the port for what it raises."""
        with _interruptions():
            return super().feed(chunk, timeout_s)


@contextmanager
def _interruptions() -> Iterator[None]:
    try:
        yield
    except AnalysisError as error:
        raise AnalysisInterruptedError(str(error)) from error
