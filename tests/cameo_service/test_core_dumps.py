"""No process of the service leaves its memory behind when it dies. Each is started as it is in earnest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LAST_WORDS = """
import atexit, ctypes, resource, runpy, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
tell = lambda: print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr)
tell()
atexit.register(tell)
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
MAY, MAY_NOT = "1", "0 0 0"
"""What PR_GET_DUMPABLE says, then the limit of core dumps, soft and hard."""


def settings_of(place: Path, *program: str) -> tuple[str, str]:
    """What holds in a process when it starts, and what when it ends; `program` is a module and what follows it."""
    command = [sys.executable, "-c", LAST_WORDS, *program]
    told = subprocess.run(command, input="", capture_output=True, text=True, check=False, cwd=place).stderr.splitlines()
    return told[0].split()[0], told[-1]


PROGRAMS = {
    "a service": ("cameo_service", "serve", "--data-dir", "data", "--key-ring", "missing", "--insecure-dev"),
    "a new key ring": ("cameo_service", "keys", "init", "--data-dir", "data", "--key-ring", "ring"),
    "a new key of a witness": ("cameo_service", "witness", "init", "witness.key"),
    "the watch": ("cameo_service.watch_process",),
    "a worker": ("cameo_service.analysis.worker", "0", "0"),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_process_that_holds_keys_or_faces_may_not_dump_core(tmp_path: Path, program: tuple[str, ...]) -> None:
    assert settings_of(tmp_path, *program) == (MAY, MAY_NOT)


def test_a_process_that_crashes_leaves_no_core(tmp_path: Path) -> None:
    crash = "import os; from cameo_service.core_dumps import forbid_core_dumps; forbid_core_dumps(); os.abort()"
    with subprocess.Popen([sys.executable, "-c", crash], cwd=tmp_path) as process:
        _, status = os.waitpid(process.pid, 0)
        process.returncode = status
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []
