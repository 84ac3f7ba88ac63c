"""Jobs on a real cluster: back-pressure, a node that is killed, a head that is gone, and what no other may read."""

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from cameo_service.analysis.cluster.member import ClusterMember
from cameo_service.analysis.cluster.settings import AnalysisSettings, Backend
from cameo_service.analysis.cluster.workers import ClusterWorkers
from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.spool import MemorySpool
from cameo_service.analysis.walls.look_around import Outside, look_around, nothing
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import SystemClock
from tests.cameo_service.analysis import tasks
from tests.ray_cluster.conftest import new_cluster
from tests.ray_cluster.nodes import RayCluster
from tests.ray_cluster.tasks import open_pipes, tell_and_wait

LIMITS = WorkerLimits(memory_bytes=600 * 1024**2)
ENOUGH_S = 300.0
"""No job takes as long, unless the machine is far too busy."""
MARK = b"a face and a voice of a person"
RECORDING = MARK * 100_000

Anything = Callable[..., Any]


def settings(cluster: RayCluster, token: Path | None = None) -> AnalysisSettings:
    return AnalysisSettings(backend=Backend.RAY, address=cluster.address, token=token or cluster.token)


@contextmanager
def entered(
    cluster: RayCluster,
    loader: Callable[..., Any] = tasks.load,
    task: Callable[..., Any] = tasks.measure,
    places: int = 4,
) -> Iterator[ClusterWorkers]:
    workers = ClusterWorkers(partial(ClusterMember, settings(cluster), loader, task, LIMITS), places, SystemClock())
    try:
        workers.enter()
        yield workers
    finally:
        workers.close()


def done(workers: ClusterWorkers, job: object, timeout_s: float = ENOUGH_S, recording: bytes = RECORDING) -> Any:
    with MemorySpool() as spool:
        spool.write(recording)
        return workers.submit(job, timeout_s, timeout_s, spool.seal())


class Gate:
    """Jobs that wait on nodes: each tells where it runs, and ends when it is let."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        paths = [str(folder / name) for name in ("told", "let-go")]
        for path in paths:
            os.mkfifo(path)
        self.loader = partial(open_pipes, *paths)
        self._told, self._let_go = (opened.enter_context(self._open(path)) for path in paths)

    def began(self) -> tuple[int, str]:
        """The process and the name of the next job that begins."""
        pid, job = self._told.readline().decode().split()
        return int(pid), job

    def let_go(self, number: int = 1) -> None:
        self._let_go.write(b"." * number)

    @staticmethod
    def _open(path: str) -> BinaryIO:
        return os.fdopen(os.open(path, os.O_RDWR), "r+b", buffering=0)


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    with ExitStack() as opened:
        yield Gate(tmp_path, opened)


def test_a_recording_is_read_behind_the_walls_that_stand_here_too(cluster: RayCluster) -> None:
    outside = Outside(str(cluster.token), os.getuid())
    here = WorkerProcess(nothing, look_around, LIMITS, SystemClock())
    try:
        here.wait_until_loaded()
        with entered(cluster, nothing, look_around) as workers:
            assert workers.submit(outside, ENOUGH_S) == here.run(outside, SystemClock().monotonic_s() + ENOUGH_S)
    finally:
        here.kill()


def test_more_jobs_than_the_cluster_holds_wait_and_are_refused_in_the_end(cluster: RayCluster, gate: Gate) -> None:
    with entered(cluster, gate.loader, tell_and_wait, places=3) as workers, ThreadPoolExecutor(3) as threads:
        running = [threads.submit(done, workers, job) for job in ("first", "second")]
        assert {gate.began()[1] for _ in running} == {"first", "second"}
        with pytest.raises(AnalysisBusy) as no_node:
            done(workers, "third", timeout_s=1.0)
        waiting = threads.submit(done, workers, "fourth")
        gate.let_go(3)
        assert [job.result() for job in (*running, waiting)] == [
            (job, len(RECORDING)) for job in ("first", "second", "fourth")
        ]
    assert no_node.value.detail == "no node of the cluster was free in time"


def test_a_node_that_is_killed_costs_its_job_another_run_and_nothing_else(cluster: RayCluster, gate: Gate) -> None:
    cluster.add_node()
    with entered(cluster, gate.loader, tell_and_wait) as workers, ThreadPoolExecutor(2) as threads:
        running = {job: threads.submit(done, workers, job) for job in ("first", "second")}
        (lost_pid, lost), (_, kept) = gate.began(), gate.began()
        cluster.kill(next(node for node in cluster.nodes if node.has(lost_pid)))
        _, again = gate.began()
        assert again == lost
        gate.let_go(2)
        assert {job: result.result() for job, result in running.items()} == {
            lost: (lost, len(RECORDING)),
            kept: (kept, len(RECORDING)),
        }


def test_a_head_that_is_killed_refuses_the_job_that_runs_and_the_next_one(gate: Gate) -> None:
    with new_cluster(1) as cluster, entered(cluster, gate.loader, tell_and_wait) as workers:
        with ThreadPoolExecutor(1) as threads:
            running = threads.submit(done, workers, "first")
            gate.began()
            cluster.kill(cluster.nodes[0])
            with pytest.raises(AnalysisUnavailable):
                running.result()
        with pytest.raises(AnalysisUnavailable):
            done(workers, "second")


def test_a_head_that_is_not_there_is_told_as_the_reason(cluster: RayCluster) -> None:
    absent = RayCluster(cluster.folder, cluster.token, address="127.0.0.1:1")
    with pytest.raises(AnalysisUnavailable) as refused, entered(absent):
        pytest.fail("it was entered")
    assert "ConnectionRefusedError" in refused.value.detail


def test_a_member_with_another_token_is_let_in_nowhere(cluster: RayCluster, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("0" * 64, encoding="ascii")
    member = ClusterMember(settings(cluster, tmp_path / "token"), tasks.load, tasks.measure, LIMITS)
    with pytest.raises(AnalysisUnavailable):
        member.wait_until_entered()


def test_a_node_of_another_version_judges_nothing(cluster: RayCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cameo_service.analysis.cluster.member.program_digest", lambda: "another")
    with entered(cluster) as workers, pytest.raises(AnalysisUnavailable) as refused:
        done(workers, "job")
    assert "another version" in refused.value.detail


def test_a_recording_lies_in_the_open_neither_in_files_nor_in_the_memory_of_a_node(cluster: RayCluster) -> None:
    with entered(cluster) as workers:
        assert done(workers, "job") == len(RECORDING)
        assert done(workers, "job", recording=MARK) == len(MARK)
        assert not [file for file in cluster.folder.rglob("*") if file.is_file() and MARK in file.read_bytes()]
        by_node = [list(_stores(node.process_named("raylet").pid)) for node in cluster.nodes]
    assert all(by_node), "each node has a store"
    stores = list(chain.from_iterable(by_node))
    assert not [store for store in stores if MARK in store]
    # What is looked at is where jobs lie: some of it is no longer empty.
    assert [store for store in stores if store.strip(b"\0")]


def _stores(pid: int) -> Iterator[bytes]:
    """The shared memory in which Ray keeps objects, as a process has it."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:  # noqa: PTH123 - made by the kernel as it is read
        spans = re.findall(r"^(\w+)-(\w+) rw-s .*/plasma", maps.read(), re.MULTILINE)
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - as above
        for start, end in ((int(start, 16), int(end, 16)) for start, end in spans):
            memory.seek(start)
            yield memory.read(end - start)


def test_no_node_reports_its_use_and_none_shows_a_page(cluster: RayCluster) -> None:
    serving = [node.process_named("raylet") for node in cluster.nodes] + [cluster.nodes[0].process_named("gcs_server")]
    assert [process.environ()["RAY_USAGE_STATS_ENABLED"] for process in serving] == ["0"] * len(serving)
    log = next(cluster.folder.glob("session_2*/logs/dashboard.log")).read_text(encoding="utf-8")
    assert "Usage reporting is disabled." in log
    assert "http server disabled." in log
