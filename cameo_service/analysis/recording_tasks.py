"""What analysis workers do: judge a recording that has come whole, or measure the parts of one that still arrives."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cameo_service.analysis.cluster.member import ClusterMember
from cameo_service.analysis.cluster.settings import AnalysisSettings
from cameo_service.analysis.cluster.workers import ClusterWorkers
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.analysis.spool import read_whole
from cameo_service.clock import Clock
from liveness.challenge.language import Language
from liveness.challenge.prompts import Asked, Challenge
from liveness.engines.choice import EngineChoice
from liveness.engines.loading import load
from liveness.errors import UnknownWordError
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.limits.recordings import RecordingLimits
from liveness.observations import Delivery
from liveness.verdict.ahead import AheadAnalysis
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.policy import Policy

AHEAD_CPU_S = 60.0
"""CPU time that the parts of one recording may take in all, the same as the whole may at once; then it is given up."""


@dataclass(frozen=True, slots=True)
class Job:
    """What goes with one recording: challenge, policy, the reference photo if there is one, and its delivery.

    stream: number of the recording whose parts this worker was given; None: it was given none.
    """

    challenge: Challenge
    policy: Policy
    photo: bytes | None
    delivery: Delivery | None
    stream: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What goes with the next bytes of a recording that arrives. stream: its number."""

    stream: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Dropped:
    """No more parts come of this recording, and it is not judged from them."""

    stream: int


@dataclass(frozen=True, slots=True)
class Models:
    """Models of a worker. folder: folder of built model packs. choice: the engine for each role. in_force: limits.
    languages: those that are asked besides English.
    """

    folder: Path
    choice: EngineChoice
    in_force: LimitsInForce = SHIPPED
    languages: tuple[Language, ...] = ()

    def from_anywhere(self) -> "Models":
        """The same, for a process that runs in another folder: limits and languages go with it."""
        return replace(self, folder=self.folder.resolve())


def load_desk(models: Models, limits: RecordingLimits, consent: str) -> "Desk":
    """Loads the state of one worker.

    Raises:
        ModelPackError: a file of a pack is missing or wrong.
        UnknownWordError: the consent sentence holds a word that the speech engine does not know.
        CalibratedForOtherModelsError: the deployment calibrated other nets or another engine than those in use.
    """
    engines = load(models.folder, models.choice, models.languages)
    made_by = engines.face_template.model_id, engines.voice_template.model_id
    models.in_force.require_models(*made_by, engines.speech_scorer.scorer_id)
    unknown = [
        word for word in consent.split() if not (engines.speech_scorer.knows(word) and engines.phone_timer.knows(word))
    ]
    if unknown:
        raise UnknownWordError(unknown)
    return Desk(Analyser(engines, limits, time.perf_counter, in_force=models.in_force))


@dataclass(slots=True)
class _Arriving:
    ahead: AheadAnalysis
    spent_s: float = 0.0


@dataclass(slots=True)
class Desk:
    """The state of one worker. timer: CPU time of this process, in seconds."""

    analyser: Analyser
    timer: Callable[[], float] = time.process_time
    _arriving: dict[int, _Arriving] = field(default_factory=dict)

    def take(self, part: Part, data: bytes) -> bool:
        """Measures the next part of a recording. Returns whether more of it is wanted."""
        began_s = self.timer()
        if part.stream not in self._arriving:
            self._arriving[part.stream] = _Arriving(self.analyser.ahead())
        arriving = self._arriving[part.stream]
        arriving.ahead.take(data, part.asked)
        arriving.spent_s += self.timer() - began_s
        if arriving.spent_s > AHEAD_CPU_S:
            arriving.ahead.give_up()
        return not arriving.ahead.is_given_up

    def judge(self, job: Job, data: bytes) -> Analysis:
        """Judges a whole recording."""
        arriving = None if job.stream is None else self._arriving.pop(job.stream, None)
        ahead = arriving.ahead if arriving else None
        try:
            return self.analyser.analyse(
                data, job.challenge, job.policy, photo=job.photo, delivery=job.delivery, ahead=ahead
            )
        finally:
            if ahead:
                ahead.give_up()

    def drop(self, stream: int) -> None:
        """Forgets the parts of a recording."""
        arriving = self._arriving.pop(stream, None)
        if arriving is not None:
            arriving.ahead.give_up()


def analyse(desk: Desk, job: Job | Part | Dropped, *recording: int) -> Analysis | bool:
    """Does one job in a worker. recording: descriptor of the bytes that go with it; none with Dropped."""
    if isinstance(job, Dropped):
        desk.drop(job.stream)
        return False
    data = read_whole(*recording)
    return desk.take(job, data) if isinstance(job, Part) else desk.judge(job, data)


def analysis_workers(
    models: Models, recording: RecordingLimits, consent: str, workers: int, clock: Clock
) -> AnalysisPool:
    """Workers that have loaded what an analysis needs.

    Args:
        models: models that the workers load.
        recording: limits of one recording.
        consent: consent sentence of every live recording.
        workers: number of recordings analysed at the same time.
        clock: for deadlines.
    """
    return AnalysisPool(workers, partial(load_desk, models, recording, consent), analyse, WorkerLimits(), clock)


def cluster(
    settings: AnalysisSettings, models: Models, recording: RecordingLimits, consent: str, clock: Clock
) -> ClusterWorkers | None:
    """The nodes that do the same for recordings that come as files; None where files are analysed here, too."""
    if not settings.is_cluster:
        return None
    loader = partial(load_desk, models.from_anywhere(), recording, consent)
    new_member = partial(ClusterMember, settings, loader, analyse, WorkerLimits())
    return ClusterWorkers(new_member, settings.places, clock)
