"""A node does one job behind walls, and answers sealed: here without a cluster around it."""

import os
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from cameo_service.analysis.cluster import node
from cameo_service.analysis.cluster.jobs import NodeJob, Work
from cameo_service.analysis.cluster.program import program_digest
from cameo_service.analysis.cluster.sealing import Way, new_key, seal, unseal
from cameo_service.analysis.exchange import Status, WorkerLimits, read_reply
from tests.cameo_service.analysis import tasks

ENOUGH_S = 300.0
"""No job takes as long, unless the machine is far too busy."""
LIMITS = WorkerLimits(memory_bytes=600 * 1024**2)


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    for worker in node._WORKERS.values():
        worker.kill()
    node._WORKERS.clear()


def work(loader: Any = tasks.load, task: Any = tasks.do, program: str | None = None) -> bytes:
    return pickle.dumps(Work(loader, task, LIMITS, program or program_digest()))


def judged(job: object, recording: bytes | None = None, by: bytes | None = None) -> tuple[Status, Any]:
    key = new_key()
    sealed = seal(key, Way.THERE, pickle.dumps(NodeJob(pickle.dumps(job), recording, ENOUGH_S)))
    answer, _ = node.judge(by or work(), key, sealed)
    return read_reply(unseal(key, Way.BACK, answer))


def test_a_recording_reaches_the_worker_of_the_node() -> None:
    assert judged("size", b"recording", work(task=tasks.measure)) == (Status.DONE, len(b"recording"))


def test_the_worker_stays_for_the_next_job_and_is_another_process() -> None:
    first, second = judged(("pid", None)), judged(("pid", None))
    assert first == second
    assert first[1] != os.getpid()


def test_refusals_and_failures_of_a_task_come_back_as_what_they_are() -> None:
    assert judged(("refuse", 60))[0] is Status.REFUSED
    assert judged(("misask", "zyxgadget"))[0] is Status.MISASKED
    status, (kind, detail) = judged(("raise", "what was said"))
    assert (status, kind) == (Status.UNJUDGED, "AnalysisFailed")
    assert "KeyError" in detail
    assert "what was said" not in detail


def test_a_worker_that_dies_is_told_and_the_next_job_has_another_one() -> None:
    _, before = judged(("pid", None))
    assert judged(("die", 9)) == (Status.UNJUDGED, ("WorkerDied", "the worker ended with status 9"))
    assert judged(("pid", None))[1] != before


def test_a_node_with_another_program_judges_nothing() -> None:
    status, (kind, detail) = judged(("pid", None), by=work(program="another"))
    assert (status, kind) == (Status.UNJUDGED, "AnalysisUnavailable")
    assert "another version of the program" in detail


def test_a_node_without_the_models_says_so() -> None:
    status, (kind, detail) = judged(("pid", None), by=work(tasks.load_badly))
    assert (status, kind) == (Status.UNJUDGED, "AnalysisUnavailable")
    assert "no such model file" in detail


def test_the_program_is_known_by_every_file_that_analyses() -> None:
    assert len(program_digest()) == 64
    assert program_digest() == program_digest.__wrapped__()
