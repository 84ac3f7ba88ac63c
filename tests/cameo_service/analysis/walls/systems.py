"""What this system offers, asked of the kernel without the code that is tested; and systems that offer less.

A system that offers less is made by a filter in front of the worker's own program: some calls are unknown to it.
"""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from cameo_service.analysis.walls.kernel import prctl
from cameo_service.analysis.walls.system_calls import install, refused

NO_NEW_PRIVILEGES = 38
"""Of linux/prctl.h."""
SECCOMP, LANDLOCK, UNSHARE = (317, 277), (444, 444), (272, 97)
CHANGE_USER, CHANGE_GROUP = (117, 147), (119, 149)
"""Numbers on x86-64 and aarch64; the second is landlock_create_ruleset, the last two setresuid and setresgid."""
_HERE = Path(__file__).parents[4]
_LANDLOCK = "import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1) > 0)"
_NETWORK = "import ctypes, os; print(ctypes.CDLL(None).unshare(0x40000000 | 0x10000000 * (os.geteuid() != 0)) == 0)"


@cache
def _says_yes(program: str) -> bool:
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return told.stdout.strip() == "True"


def require_landlock() -> None:
    if not _says_yes(_LANDLOCK):
        pytest.skip("this kernel has no Landlock, or it is switched off")


def require_network() -> None:
    if not _says_yes(_NETWORK):
        pytest.skip("this system gives this user no network namespace")


OVERFLOW_USER = 65534


def has_other_users() -> bool:
    """Whether this is root, in a namespace that knows more users than root."""
    ranges = [map(int, line.split()) for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return os.geteuid() == 0 and any(first <= OVERFLOW_USER < first + count for first, _, count in ranges)


def require_root() -> None:
    if not has_other_users():
        pytest.skip("root alone can change users, where there are others")


@contextmanager
def without(monkeypatch: pytest.MonkeyPatch, folder: Path, *calls: tuple[int, int]) -> Iterator[None]:
    """A system that knows none of these calls, for workers that start meanwhile."""
    numbers = [call[os.uname().machine != "x86_64"] for call in calls]
    program = folder / "older"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom {__name__} import be_without\nbe_without({numbers})\n"
        f"os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])\n"
    )
    program.chmod(0o700)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(program))
        yield


def be_without(numbers: list[int]) -> None:
    """From now on this process, and what it becomes, cannot make these calls."""
    prctl(NO_NEW_PRIVILEGES, 1)
    install(refused(numbers, errno.ENOSYS))
