"""What stands between a worker and everything else, as the worker itself finds it: tried from inside, not believed.

Each answer is True where the wall holds, False where it does not, None where this system cannot say.
"""

import os
import resource
import socket
from collections.abc import Mapping
from pathlib import Path

Walls = Mapping[str, bool | None]


def nothing() -> None:
    """A worker that looks at its walls loads no state."""


def look_around(_state: None, key_ring: str) -> Walls:
    """Runs in a worker. key_ring: the path of the key ring file, which a worker should not be able to read."""
    status = _status()
    return {
        "core_dump": resource.getrlimit(resource.RLIMIT_CORE)[1] == 0,
        "memory": resource.getrlimit(resource.RLIMIT_DATA)[1] != resource.RLIM_INFINITY,
        "key_ring": not os.access(key_ring, os.R_OK),
        "network": {name for _, name in socket.if_nameindex()} <= {"lo"},
        "new_privileges": _is(status.get("NoNewPrivs"), "1"),
        "capabilities": _is(status.get("CapEff", "").lstrip("0") or ("0" if "CapEff" in status else None), "0"),
        "system_calls": _is(status.get("Seccomp"), "2"),
    }


def _is(found: str | None, wanted: str) -> bool | None:
    return None if found is None else found == wanted


def _status() -> dict[str, str]:
    """The lines of the kernel's own account of this process; empty where there is none."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
