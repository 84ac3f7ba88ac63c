"""What an analysis without a result costs, and which are run again: workers are told what becomes of each run."""

import logging
from collections.abc import Callable

import pytest

from cameo_service.analysis.enrollment_task import ANALYSIS_TIMEOUT_S, ANALYSIS_WAIT_S, PooledAnalyst
from cameo_service.analysis.errors import (
    AnalysisBusy,
    AnalysisError,
    AnalysisFailed,
    AnalysisOverLimit,
    AnalysisUnavailable,
    WorkerDied,
)
from cameo_service.analysis.pool import PoolLoad
from cameo_service.analysis.spool import MemorySpool
from cameo_service.usecases.enrollment.enrollment_errors import (
    AnalysisFailedError,
    AnalysisInterruptedError,
    AnalysisOverLimitError,
)
from liveness.challenge.prompts import Challenge
from liveness.media.recording_errors import TooLong
from liveness.observations import Delivery
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import DEMO
from tests.cameo_service.usecases.enrolling import passed

LIVE = Delivery(arrivals=())


class ToldWorkers:
    """Give these answers, one a run."""

    def __init__(self, *answers: object) -> None:
        self._answers = list(answers)
        self.limits: list[tuple[float, float | None]] = []
        self.is_closed = False

    def submit(
        self, job: object, timeout_s: float, wait_s: float | None = None, recording: int | None = None
    ) -> object:
        self.limits.append((timeout_s, wait_s))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stream(self) -> None:
        return None

    def load_now(self) -> PoolLoad:
        return PoolLoad(waiting=1, begun=len(self.limits), waited_s=0.5, replaced=0)

    def close(self) -> None:
        self.is_closed = True


class ToldCluster(ToldWorkers):
    """Workers elsewhere, which the analyst tries to reach."""

    has_begun = False

    def enter_soon(self) -> None:
        self.has_begun = True


def loaded(workers: ToldWorkers, cluster: ToldCluster | None = None) -> PooledAnalyst:
    analyst = PooledAnalyst(lambda: workers, cluster)
    analyst.load()
    return analyst


def analysed(workers: ToldWorkers, analyst: PooledAnalyst | None = None, delivery: Delivery | None = None) -> Analysis:
    by = analyst or loaded(workers)
    with MemorySpool() as recording:
        recording.write(b"recording")
        return by.analyse(recording, Challenge(), DEMO, photo=None, delivery=delivery)


def test_a_recording_whose_worker_was_killed_is_analysed_again(caplog: pytest.LogCaptureFixture) -> None:
    analysis = passed()
    assert analysed(ToldWorkers(WorkerDied("status -9"), analysis)) is analysis
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "run 1 of 2 of an analysis: status -9")
    ]


def test_a_recording_that_ends_its_worker_twice_is_at_fault() -> None:
    workers = ToldWorkers(WorkerDied("status -11"), WorkerDied("status -11"), passed())
    with pytest.raises(AnalysisFailedError) as failed:
        analysed(workers)
    assert (len(workers.limits), failed.value.detail) == (2, "status -11")


def test_a_service_that_stops_is_the_one_that_killed_its_worker() -> None:
    workers = ToldWorkers(WorkerDied("status -9"))
    analyst = loaded(workers)
    analyst.close()
    with pytest.raises(AnalysisInterruptedError):
        analysed(workers, analyst)
    assert workers.is_closed


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (AnalysisBusy, AnalysisInterruptedError),
        (AnalysisUnavailable, AnalysisInterruptedError),
        (AnalysisOverLimit, AnalysisOverLimitError),
        (AnalysisFailed, AnalysisFailedError),
    ],
)
def test_no_other_run_is_repeated_and_the_cause_is_kept_for_the_operator(
    error: Callable[[str], AnalysisError], told: type[AnalysisFailedError]
) -> None:
    workers = ToldWorkers(error("the cause"))
    with pytest.raises(told) as unjudged:
        analysed(workers)
    assert (len(workers.limits), unjudged.value.detail) == (1, "the cause")
    assert "the cause" not in str(unjudged.value)


def test_a_refused_recording_is_refused_as_itself() -> None:
    with pytest.raises(TooLong):
        analysed(ToldWorkers(TooLong(60)))


def test_a_reply_that_is_no_analysis_is_none() -> None:
    with pytest.raises(AnalysisFailedError):
        analysed(ToldWorkers("well done"))


def test_the_wait_for_a_worker_takes_no_time_from_the_analysis() -> None:
    workers = ToldWorkers(passed())
    analysed(workers)
    assert workers.limits == [(ANALYSIS_TIMEOUT_S, ANALYSIS_WAIT_S)]


def test_it_is_idle_before_its_workers_are_there_and_as_busy_as_they_are_after() -> None:
    workers = ToldWorkers()
    analyst = PooledAnalyst(lambda: workers)
    assert analyst.load_now() == PoolLoad(waiting=0, begun=0, waited_s=0.0, replaced=0)
    analyst.load()
    assert analyst.load_now() == workers.load_now()


def test_a_file_goes_to_the_cluster_and_a_live_recording_stays_here() -> None:
    here, there = passed(), passed()
    workers, cluster = ToldWorkers(here), ToldCluster(there)
    analyst = loaded(workers, cluster)
    assert cluster.has_begun
    assert analysed(workers, analyst) is there
    assert analysed(workers, analyst, LIVE) is here


def test_a_file_is_analysed_here_while_there_is_no_cluster(caplog: pytest.LogCaptureFixture) -> None:
    here = passed()
    cluster = ToldCluster(AnalysisUnavailable("no cluster"))
    assert analysed(ToldWorkers(), loaded(ToldWorkers(here), cluster)) is here
    assert [record.getMessage() for record in caplog.records] == ["a file is analysed here: no cluster"]


def test_a_file_that_two_nodes_lost_in_turn_with_the_cluster_is_analysed_here() -> None:
    here = passed()
    cluster = ToldCluster(WorkerDied("a node was lost"), AnalysisUnavailable("the head was lost"))
    assert analysed(ToldWorkers(), loaded(ToldWorkers(here), cluster)) is here


@pytest.mark.parametrize(
    ("error", "told"),
    [(AnalysisBusy, AnalysisInterruptedError), (AnalysisOverLimit, AnalysisOverLimitError)],
)
def test_what_a_cluster_refuses_is_not_tried_here(
    error: Callable[[str], AnalysisError], told: type[AnalysisFailedError]
) -> None:
    here = ToldWorkers(passed())
    with pytest.raises(told):
        analysed(here, loaded(here, ToldCluster(error("the cause"))))
    assert not here.limits


def test_who_waits_for_a_cluster_is_counted_too_and_it_is_left_at_the_end() -> None:
    workers, cluster = ToldWorkers(), ToldCluster()
    analyst = loaded(workers, cluster)
    assert analyst.load_now().waiting == 2
    analyst.close()
    assert cluster.is_closed
