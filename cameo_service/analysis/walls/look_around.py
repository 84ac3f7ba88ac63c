"""What stands between a worker and everything else, as the worker itself finds it: tried from inside, not believed.

Each answer is True where the wall holds, False where it does not, None where this system cannot say.
"""

import os
import resource
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cameo_service.analysis.walls import privileges
from cameo_service.analysis.walls.kernel import prctl

Found = Mapping[str, bool | None]
_GET_DUMPABLE, _GET_SECCOMP = 3, 21
"""PR_GET_DUMPABLE, PR_GET_SECCOMP of linux/prctl.h."""
_FILTERED = 2
"""SECCOMP_MODE_FILTER of linux/seccomp.h."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a worker should not reach. key_ring: path of the file; user: the service's own."""

    key_ring: str
    user: int


def nothing() -> None:
    """A worker that looks at its walls loads no state."""


def look_around(_state: None, outside: Outside) -> Found:
    """Runs in a worker."""
    return {
        "core_dump": resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 and _asked(lambda: prctl(_GET_DUMPABLE) == 0),
        "memory": resource.getrlimit(resource.RLIMIT_DATA)[1] != resource.RLIM_INFINITY,
        "key_ring": _is_refused(lambda: os.close(os.open(outside.key_ring, os.O_RDONLY))),
        # A file that every user may read.
        "files": _is_refused(lambda: os.close(os.open(os.devnull, os.O_RDONLY))),
        "own_user": os.getresuid()[0] != outside.user,
        "network": _is_refused(lambda: socket.socket().close()),
        "new_privileges": _asked(lambda: prctl(privileges.GET_NO_NEW_PRIVILEGES) == 1),
        "capabilities": _asked(lambda: not privileges.capabilities()),
        "processes": resource.getrlimit(resource.RLIMIT_NPROC)[1] != resource.RLIM_INFINITY,
        "system_calls": _asked(lambda: prctl(_GET_SECCOMP) == _FILTERED),
    }


def _is_refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False


def _asked(question: Callable[[], bool]) -> bool | None:
    try:
        return question()
    except OSError:
        return None
