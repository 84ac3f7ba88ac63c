"""A recording while it arrives: outside this process, unchangeable once it has come, gone when it is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.analysis.spool import MemorySpool, read_whole
from cameo_service.clock import SystemClock
from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError
from tests.cameo_service.analysis import tasks

MIB = 1024**2
ENOUGH_S = 300.0


def test_what_was_written_is_read_by_whoever_has_the_descriptor_and_more_than_once() -> None:
    with MemorySpool() as spool:
        spool.write(b"one ")
        spool.write(b"two")
        assert spool.size == 7
        descriptor = spool.seal()
        assert (read_whole(descriptor), read_whole(descriptor)) == (b"one two", b"one two")


def test_a_part_of_it_is_a_copy_that_nobody_changes_while_more_comes() -> None:
    with MemorySpool() as spool:
        spool.write(b"one two")
        with spool.part(4, 7) as part:
            spool.write(b" three")
            assert (read_whole(part.seal()), part.size) == (b"two", 3)
        assert read_whole(spool.seal()) == b"one two three"


def test_a_recording_takes_no_memory_of_the_process_that_holds_the_keys() -> None:
    chunk, before = bytes(64 * 1024), psutil.Process().memory_info().rss
    with MemorySpool() as spool:
        for _ in range(60 * 16):
            spool.write(chunk)
        assert spool.size == 60 * MIB
        assert psutil.Process().memory_info().rss - before < 10 * MIB


@pytest.mark.parametrize(
    "change",
    [lambda file: os.pwrite(file, b"x", 0), lambda file: os.ftruncate(file, 0), lambda file: os.ftruncate(file, 10)],
)
def test_a_worker_changes_no_byte_of_it(change: Callable[[int], object]) -> None:
    with MemorySpool() as spool:
        spool.write(b"recording")
        with pytest.raises(PermissionError):
            change(spool.seal())


def test_it_is_gone_when_it_is_left() -> None:
    with MemorySpool() as spool:
        descriptor = spool.seal()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_no_file_is_left_behind_by_a_service_that_is_killed(tmp_path: Path) -> None:
    """The kernel names the file nowhere, so there is nothing to leave."""
    program = (
        "import os, sys\nfrom cameo_service.analysis.spool import MemorySpool\nspool = MemorySpool()\n"
        "spool.write(b'a face')\nprint(os.fstat(spool.seal()).st_nlink, flush=True)\nsys.stdin.read()"
    )
    ours, pipe = {"PYTHONPATH": os.pathsep.join(sys.path)}, subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=pipe, stdout=pipe, cwd=tmp_path, env=ours, text=True
    ) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "0\n"
        service.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_gives_a_recording_back_after_each_job() -> None:
    limits = WorkerLimits(memory_bytes=600 * MIB)
    with AnalysisPool(1, tasks.load, tasks.measure, limits, SystemClock()) as pool, MemorySpool() as spool:
        spool.write(b"recording")
        # More often than a worker may have open files.
        sizes = {pool.submit(None, ENOUGH_S, recording=spool.seal()) for _ in range(100)}
    assert sizes == {9}


def test_a_system_without_room_costs_the_person_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with MemorySpool() as spool:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(AnalysisInterruptedError) as refused:
            spool.write(b"recording")
        monkeypatch.undo()
    assert "space" not in str(refused.value)
    assert "No space left" in refused.value.detail
