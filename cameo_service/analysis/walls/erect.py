"""The walls in their order. A wall that cannot stand here is named, and the worker starts without it."""

import os
import resource
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from cameo_service.analysis.walls import privileges
from cameo_service.analysis.walls.files import close_files
from cameo_service.analysis.walls.system_calls import close_system_calls
from cameo_service.core_dumps import forbid_core_dumps

_STANDARD_ERROR = 2
_OPEN_FILES = 64
_THREADS = 64
"""A worker has about five open files, and two threads more while it decodes."""


class Wall(StrEnum):
    """A wall that not every system has."""

    NEW_PRIVILEGES = "new_privileges"
    NETWORK = "network"
    FILES = "files"
    OWN_USER = "own_user"
    CAPABILITIES = "capabilities"
    PROCESSES = "processes"
    SYSTEM_CALLS = "system_calls"


class Walls:
    """The walls around this process. Twice told to rise: as early as possible, and before the first recording.

    Attributes:
        missing: the walls that do not stand, in the order they were tried.
    """

    def __init__(self) -> None:
        self.missing: list[Wall] = []

    def before_loading(self) -> None:
        """What needs one thread, and takes away nothing that loading needs."""
        self._try(Wall.NEW_PRIVILEGES, privileges.renounce_new_privileges)
        self._try(Wall.NETWORK, privileges.leave_the_network)

    def before_media(self) -> None:
        """Everything else: from now on this process opens nothing and becomes nothing else.

        Raises:
            RuntimeError: what was loaded left threads behind, which some walls would not enclose.
        """
        _require_one_thread()
        _leave_the_log()
        _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
        _limit(resource.RLIMIT_FSIZE, 0)
        self._try(Wall.FILES, close_files)
        self._try(Wall.CAPABILITIES, _close_bounds_where_it_matters)
        if os.geteuid() == 0:
            self._try(Wall.OWN_USER, privileges.become_another)
        self._try(Wall.CAPABILITIES, privileges.drop_capabilities)
        self._try(Wall.PROCESSES, _limit_processes)
        # Another user may be dumped as the system likes.
        forbid_core_dumps()
        self._try(Wall.SYSTEM_CALLS, close_system_calls)

    def _try(self, wall: Wall, rise: Callable[[], None]) -> None:
        try:
            rise()
        except OSError:
            if wall not in self.missing:
                self.missing.append(wall)


def _require_one_thread() -> None:
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("what was loaded left threads behind")


def _leave_the_log() -> None:
    """What stands in the service's log is from the service: a worker that was taken over writes no line there."""
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), _STANDARD_ERROR)


def _limit(which: int, most: int) -> None:
    resource.setrlimit(which, (most, most))


def _close_bounds_where_it_matters() -> None:
    """Without a capability, and with no new privileges, there is nothing to bound."""
    if privileges.capabilities():
        privileges.close_bounds()


def _limit_processes() -> None:
    if not privileges.has_a_count_of_its_own():
        raise PermissionError
    _limit(resource.RLIMIT_NPROC, _THREADS)
