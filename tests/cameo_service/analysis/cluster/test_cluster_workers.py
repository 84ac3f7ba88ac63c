"""Places on a cluster are bounded; one that cannot be entered refuses each job, and costs no start."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from cameo_service.analysis.cluster.member import ClusterMember
from cameo_service.analysis.cluster.settings import AnalysisSettings
from cameo_service.analysis.cluster.workers import RETRY_S, ClusterWorkers
from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.clock import SystemClock
from tests.cameo_service.analysis import tasks
from tests.cameo_service.usecases.world import SECOND_US, ToldClock

LONG_S = 300.0
"""No test waits as long, unless the machine is far too busy."""


@dataclass
class ToldMember:
    """A membership that is as the test says, and does what the test lets it."""

    refusal: AnalysisUnavailable | None = None
    is_entered: bool = False
    is_closed: bool = False
    entered: threading.Event = field(default_factory=threading.Event)
    began: "threading.Semaphore" = field(default_factory=lambda: threading.Semaphore(0))
    may_end: "threading.Semaphore" = field(default_factory=lambda: threading.Semaphore(0))
    waits_s: list[float] = field(default_factory=list)

    def wait_until_entered(self) -> None:
        try:
            if self.refusal:
                raise self.refusal
            self.is_entered = True
        finally:
            self.entered.set()

    def run(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> object:
        self.waits_s.append(wait_s)
        self.began.release()
        self.may_end.acquire()
        return job

    def close(self) -> None:
        self.is_closed = True


def entered(member: ToldMember, places: int = 1) -> ClusterWorkers:
    workers = ClusterWorkers(lambda: member, places, SystemClock())
    workers.enter()
    return workers


def test_no_more_jobs_are_given_than_there_are_places_and_the_next_one_waits_or_is_refused() -> None:
    member = ToldMember()
    workers = entered(member, places=2)
    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(workers.submit, job, LONG_S) for job in ("first", "second")]
        for _ in running:
            member.began.acquire()
        with pytest.raises(AnalysisBusy):
            workers.submit("third", LONG_S, wait_s=0.0)
        running.append(threads.submit(workers.submit, "fourth", LONG_S))
        member.may_end.release(3)
        assert [job.result() for job in running] == ["first", "second", "fourth"]
    assert workers.load_now().begun == 4
    assert workers.load_now().waiting == 0


def test_a_place_that_was_waited_for_leaves_less_time_for_a_node() -> None:
    member = ToldMember()
    workers = entered(member)
    member.may_end.release()
    workers.submit("job", timeout_s=120.0, wait_s=240.0)
    assert 120.0 <= member.waits_s[0] <= 360.0


def test_a_cluster_that_cannot_be_entered_refuses_and_is_tried_again_after_a_while() -> None:
    first, second = ToldMember(AnalysisUnavailable("refused")), ToldMember()
    coming, clock = iter([first, second]), ToldClock()
    workers = ClusterWorkers(lambda: next(coming), 1, clock)
    workers.enter_soon()
    first.entered.wait()
    for _ in range(2):
        with pytest.raises(AnalysisUnavailable):
            workers.submit("job", LONG_S)
    assert not second.entered.is_set()
    clock.now_us += int(RETRY_S * SECOND_US)
    with pytest.raises(AnalysisUnavailable):
        workers.submit("job", LONG_S)
    second.entered.wait()
    second.may_end.release()
    assert workers.submit("job", LONG_S) == "job"
    assert workers.load_now().replaced == 1


def test_the_log_says_why_a_cluster_is_not_used(caplog: pytest.LogCaptureFixture) -> None:
    refused = AnalysisUnavailable("the token is another one")
    ClusterWorkers(lambda: ToldMember(refused), 1, SystemClock())._try_to_enter()
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "the cluster cannot be used, so files are analysed here: the token is another one")
    ]


def test_a_service_that_stops_leaves_its_cluster_and_takes_no_more_jobs() -> None:
    member = ToldMember()
    workers = entered(member)
    workers.close()
    assert member.is_closed
    with pytest.raises(AnalysisUnavailable):
        workers.submit("job", LONG_S)


def test_a_service_without_ray_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cameo_service.analysis.cluster.member.find_spec", {}.get)
    with pytest.raises(AnalysisUnavailable) as refused:
        ClusterMember(AnalysisSettings(), tasks.load, tasks.do, WorkerLimits())
    assert "cameo-service[ray]" in refused.value.detail
