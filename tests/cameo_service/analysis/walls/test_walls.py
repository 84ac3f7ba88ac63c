"""A decoder that was taken over tries to leave its worker; and with one wall gone, the next one holds."""

import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cameo_service.analysis.enrollment_task import LIVE_LIMITS
from cameo_service.analysis.errors import AnalysisUnavailable
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.analysis.spool import MemorySpool
from cameo_service.analysis.walls.erect import Wall
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import SystemClock
from tests.cameo_service.analysis.walls import crossings, readings, systems
from tests.cameo_service.analysis.walls.crossings import CROSSED, Target
from tests.liveness import clips
from tests.liveness.clips import Clip, encode

LIMITS = WorkerLimits(memory_bytes=600 * 1024**2)
ENOUGH_S = 300.0
"""No job takes as long, unless the machine is far too busy."""
THREADS = 64

Attempt = Callable[[str], str]


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """What an operator has: a key ring and a database for the service alone, a listener, a folder for all."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as listener:
        folder = Path(name)
        folder.chmod(0o755)
        for file, mode in (("ring.json", 0o600), ("main.db", 0o600), ("readable", 0o644)):
            (folder / file).write_bytes(b"bytes")
            (folder / file).chmod(mode)
        (folder / "all").mkdir()
        (folder / "all").chmod(0o777)
        ring, database, readable, shared = (str(folder / file) for file in ("ring.json", "main.db", "readable", "all"))
        yield Target(ring, database, readable, shared, listener.getsockname()[1], os.getpid())


@contextmanager
def worker(limits: WorkerLimits = LIMITS) -> Iterator[WorkerProcess]:
    started = WorkerProcess(crossings.nothing, crossings.cross, limits, SystemClock())
    started.wait_until_loaded()
    try:
        yield started
    finally:
        started.kill()


def attempt_in(started: WorkerProcess, target: Target) -> Attempt:
    def attempt(what: str) -> str:
        answer = started.run((what, target), SystemClock().monotonic_s() + ENOUGH_S)
        assert isinstance(answer, str)
        return answer

    return attempt


@pytest.fixture(scope="module")
def attempt(target: Target) -> Iterator[Attempt]:
    """What a worker with all its walls is answered."""
    with worker() as started:
        yield attempt_in(started, target)


@pytest.mark.parametrize(
    "what",
    [
        "read the key ring",
        "read the database",
        "read any file",
        "read the memory of the service",
        "write a file",
        "connect to a listener",
        "make a socket of this machine",
        "make a socket to the kernel",
        "run a program",
        "start a process",
        "trace the service",
        "signal the service",
        "kill the service",
        "bring code",
        "make data code",
        "be root",
        "be dumped",
        "dump core",
        "take all memory",
        *("keyctl", "bpf", "mount", "perf_event_open", "userfaultfd", "setns", "unshare", "memfd_create"),
        *("process_vm_readv", "process_vm_writev", "execveat", "sendmsg", "fcntl", "ioctl"),
    ],
)
def test_a_decoder_that_was_taken_over_may_not(attempt: Attempt, what: str) -> None:
    assert attempt(what) == "EPERM"


@pytest.mark.parametrize("what", ["io_uring_setup", "pidfd_open", "openat2", "clone3"])
def test_younger_system_calls_are_answered_as_by_an_older_kernel(attempt: Attempt, what: str) -> None:
    assert attempt(what) == "ENOSYS"


def test_a_worker_has_no_privilege_and_gains_none(attempt: Attempt) -> None:
    assert attempt("have capabilities") == "False"
    assert attempt("gain privileges") == "1"


def test_a_program_that_a_worker_of_root_became_would_gain_nothing_either(attempt: Attempt) -> None:
    systems.require_root()
    assert attempt("count what a program could gain") == "0"


def test_a_worker_writes_to_no_file_and_opens_few(attempt: Attempt) -> None:
    assert attempt("limit of bytes written") == "0"
    assert attempt("limit of files") == "64"


def test_no_line_in_the_log_of_the_service_is_from_a_worker(target: Target, capfd: pytest.CaptureFixture[str]) -> None:
    with worker() as started:
        assert attempt_in(started, target)("write to the log") == "22"
    assert capfd.readouterr().err == ""


def test_threads_have_an_end(target: Target) -> None:
    systems.require_network()
    if os.geteuid() == 0:
        systems.require_root()
    with worker() as started:
        assert 1 < int(attempt_in(started, target)("start threads without end")) < THREADS


def test_each_worker_of_root_is_a_user_of_its_own(target: Target) -> None:
    systems.require_root()
    with worker() as one, worker() as other:
        users = {attempt_in(each, target)("read its user") for each in (one, other)}
    assert len(users) == 2
    assert str(os.geteuid()) not in users


def test_a_worker_has_a_network_of_its_own() -> None:
    systems.require_network()
    systems.require_root()
    with worker() as started:
        assert Path(f"/proc/{started.pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_what_decides_goes_before_what_follows_and_that_before_what_analyses() -> None:
    with worker() as analysing, worker(replace(LIVE_LIMITS, load_seconds=ENOUGH_S)) as following:
        assert psutil.Process().nice() < psutil.Process(following.pid).nice() < psutil.Process(analysing.pid).nice()
        assert psutil.Process(analysing.pid).nice() == min(psutil.Process().nice() + 19, 19)


def test_no_wall_is_missing_here(attempt: Attempt) -> None:
    systems.require_landlock()
    systems.require_network()
    other_users = systems.has_other_users() or os.geteuid() != 0
    with worker() as started:
        assert started.missing_walls == (() if other_users else (Wall.OWN_USER, Wall.PROCESSES))


FILES = ("read the key ring", "read the database", "read any file", "write a file", "read the memory of the service")


def test_landlock_alone_closes_every_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target) -> None:
    systems.require_landlock()
    older = systems.without(monkeypatch, tmp_path, systems.SECCOMP, systems.CHANGE_USER, systems.UNSHARE)
    with older, worker() as started:
        assert Wall.FILES not in started.missing_walls
        assert Wall.SYSTEM_CALLS in started.missing_walls
        attempt = attempt_in(started, target)
        assert {attempt(what) for what in FILES} == {"EACCES"}


def test_the_filter_alone_closes_every_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target) -> None:
    older = systems.without(monkeypatch, tmp_path, systems.LANDLOCK, systems.CHANGE_USER, systems.UNSHARE)
    with older, worker() as started:
        assert Wall.FILES in started.missing_walls
        assert Wall.SYSTEM_CALLS not in started.missing_walls
        attempt = attempt_in(started, target)
        assert {attempt(what) for what in FILES} == {"EPERM"}


def test_an_empty_network_alone_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target
) -> None:
    systems.require_network()
    with systems.without(monkeypatch, tmp_path, systems.SECCOMP, systems.LANDLOCK), worker() as started:
        assert {Wall.SYSTEM_CALLS, Wall.FILES} == set(started.missing_walls)
        assert attempt_in(started, target)("connect to a listener") == "ENETUNREACH"


def test_another_user_alone_reads_and_signals_nothing_of_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target
) -> None:
    systems.require_root()
    older = systems.without(monkeypatch, tmp_path, systems.SECCOMP, systems.LANDLOCK, systems.UNSHARE)
    with older, worker() as started:
        assert Wall.OWN_USER not in started.missing_walls
        attempt = attempt_in(started, target)
        own = ("read the key ring", "read the database", "read the memory of the service")
        assert {attempt(what) for what in own} == {"EACCES"}
        assert {attempt(what) for what in ("signal the service", "trace the service", "be root")} == {"EPERM"}


def test_a_worker_that_stays_root_has_no_capability_and_gains_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target
) -> None:
    with systems.without(monkeypatch, tmp_path, systems.CHANGE_USER), worker() as started:
        attempt = attempt_in(started, target)
        assert attempt("have capabilities") == "False"
        assert attempt("gain privileges") == "1"


def test_a_worker_with_the_service_s_user_sets_no_limit_of_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target
) -> None:
    older = systems.without(monkeypatch, tmp_path, systems.CHANGE_USER, systems.CHANGE_GROUP)
    with older, worker() as started:
        assert attempt_in(started, target)("limit the service") == "EPERM"


def test_a_worker_without_any_wall_starts_and_the_service_says_once_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    nothing = (systems.SECCOMP, systems.LANDLOCK, systems.CHANGE_USER, systems.UNSHARE)
    with systems.without(monkeypatch, tmp_path, *nothing):
        with AnalysisPool(2, crossings.nothing, crossings.cross, LIMITS, SystemClock()) as pool:
            assert pool.submit(("read any file", target), ENOUGH_S) == CROSSED
        lines = [record.getMessage() for record in caplog.records]
    own = "own_user, " if os.geteuid() == 0 else ""
    missing = f"network, files, {own}processes, system_calls"
    assert lines == [f"workers start without these walls: {missing}; `cameo doctor` says what to do"]


def leave_a_thread() -> None:
    threading.Thread(target=threading.Event().wait, daemon=True).start()


def test_a_loader_that_leaves_a_thread_behind_is_refused_for_it_would_stand_outside() -> None:
    started = WorkerProcess(leave_a_thread, crossings.cross, LIMITS, SystemClock())
    with pytest.raises(AnalysisUnavailable) as refused:
        started.wait_until_loaded()
    assert "left threads behind" in refused.value.detail


@pytest.mark.parametrize(
    "clip",
    [
        *(clips.WEBM, replace(clips.WEBM, video_codec="libvpx-vp9"), clips.AV1_WEBM, clips.H264_WEBM),
        *(clips.MP4, replace(clips.MP4, video_codec="libx265"), clips.CHROMIUM_MP4, clips.CHROMIUM_VP9_MP4),
        *(clips.AV1_MP4, clips.FRAGMENTED),
    ],
    ids=lambda clip: f"{clip.muxer} {clip.video_codec} {clip.audio_codec} {clip.movflags}",
)
def test_every_recording_is_read_behind_the_walls(reader: WorkerProcess, clip: Clip) -> None:
    with MemorySpool() as spool:
        spool.write(encode(clip))
        read = reader.run("a clip", SystemClock().monotonic_s() + ENOUGH_S, spool.seal())
    assert read[:2] == ("a clip", len(clip.times_s))
    assert read[2] > 0


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkerProcess]:
    started = WorkerProcess(readings.nothing, readings.read, LIMITS, SystemClock())
    started.wait_until_loaded()
    yield started
    started.kill()
