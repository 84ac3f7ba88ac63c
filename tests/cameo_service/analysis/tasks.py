"""Tiny loaders and tasks for worker processes; a job is (what to do, argument).

A worker opens nothing once it has loaded, so what needs a file is done by a loader.
"""

import ctypes
import os
import resource
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from liveness.errors import UnknownWordError
from liveness.media.recording import Sound
from liveness.media.recording_errors import TooLong

GET_DUMPABLE, SET_DUMPABLE = 3, 4
"""Of linux/prctl.h."""


def load() -> str:
    return "models"


def load_badly() -> str:
    raise FileNotFoundError("no such model file")


def load_and_die() -> str:
    os._exit(3)


def load_slowly() -> str:
    while True:
        pass


def load_with_pipe(path: str) -> int:
    """A named pipe, open in both directions: else opening it would wait for the test."""
    return os.open(path, os.O_RDWR)


def load_what_it_was_given() -> tuple[bytes, list[str]]:
    """The environment that the process was started with, and its open files."""
    ctypes.CDLL(None).prctl(SET_DUMPABLE, 1, 0, 0, 0)  # or the file is for the system's administrator alone
    return Path("/proc/self/environ").read_bytes(), _open_files()


def measure(_: str, job: object, recording: int) -> int:
    return os.fstat(recording).st_size


def load_shelf() -> dict[int, bytes]:
    return {}


def shelve(shelf: dict[int, bytes], job: tuple[str, int], *recording: int) -> tuple[int, bytes]:
    """Joins the parts of each recording; answers with the process and what it has of this one."""
    kind, number = job
    if kind == "die":
        os._exit(7)
    for descriptor in recording:
        shelf[number] = shelf.get(number, b"") + os.pread(descriptor, 1 << 20, 0)
    return os.getpid(), shelf.get(number, b"")


def load_with_libraries() -> int:
    """How many threads a library uses."""
    import cv2  # noqa: PLC0415 - in this worker only

    return cv2.getNumThreads()


def tell(state: object, job: object) -> object:
    return state


class Unwelcome:
    """Runs code where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.getpid, ()


def do(state: Any, job: tuple[str, Any]) -> Any:
    kind, argument = job
    return _KINDS[kind](state, argument)


def _pid(state: str, argument: Any) -> int:
    assert state == "models"
    return os.getpid()


def _hear(_: str, argument: Any) -> Sound:
    return Sound(np.arange(argument, dtype=np.float32), start_s=0.5)


def _raise(_: str, argument: Any) -> None:
    raise KeyError(argument)


def _refuse(_: str, argument: Any) -> None:
    raise TooLong(argument)


def _misask(_: str, argument: Any) -> None:
    raise UnknownWordError([argument])


def _allocate(_: str, argument: Any) -> int:
    return len(bytearray(argument))


def _creep(_: str, argument: Any) -> None:
    """Takes memory in pieces and holds on to it."""
    held = []
    while True:
        held.append(np.ones(argument // 8))


def _let_go(_: str, argument: Any) -> int:
    """Bytes that the process still holds of pictures of this size between which something small stays."""
    before, stay = _data_bytes(), []
    for _round in range(50):
        pictures = [np.ones(argument, dtype=np.uint8)]
        stay.append(bytearray(5000))
        pictures.clear()
        pictures += [np.ones(argument, dtype=np.uint8) for _ in range(3)]
        stay.append(bytearray(5000))
    pictures.clear()
    return _data_bytes() - before


class _Malloc(ctypes.Structure):
    """What glibc holds, as mallinfo2(3) tells it: a worker opens no file that would say so."""

    _fields_ = [(name, ctypes.c_size_t) for name in ("heap", "a", "b", "c", "mapped", "d", "e", "f", "g", "h")]


def _data_bytes() -> int:
    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = _Malloc
    held = ask()
    return int(held.heap + held.mapped)


def _spin(_: str, argument: Any) -> None:
    while True:
        pass


def _wait(_: str, argument: Any) -> None:
    threading.Event().wait()


def _die(_: str, argument: Any) -> None:
    os._exit(argument)


def _environment(_: str, argument: Any) -> dict[str, str]:
    return dict(os.environ)  # noqa: TID251 - what a worker can see is what is tested


def _may_dump(_: str, argument: Any) -> tuple[int, tuple[int, int]]:
    return ctypes.CDLL(None).prctl(GET_DUMPABLE, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)


def _open_files() -> list[str]:
    links = []
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the folder's own descriptor is gone by then
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))  # noqa: PTH115 - as above
        except OSError:
            continue
    return links


def _unwelcome(_: str, argument: Any) -> Unwelcome:
    return Unwelcome()


def _tell_pid_and_spin(pipe: int, argument: Any) -> None:
    os.write(pipe, f"{os.getpid()}\n".encode())
    while True:
        pass


def _tell_pid_and_wait(pipe: int, argument: Any) -> None:
    os.write(pipe, f"{os.getpid()}\n".encode())
    threading.Event().wait()


_KINDS: Mapping[str, Callable[[Any, Any], Any]] = {
    "pid": _pid,
    "hear": _hear,
    "raise": _raise,
    "refuse": _refuse,
    "misask": _misask,
    "allocate": _allocate,
    "creep": _creep,
    "let go": _let_go,
    "spin": _spin,
    "die": _die,
    "wait": _wait,
    "may dump": _may_dump,
    "environment": _environment,
    "unwelcome": _unwelcome,
    "tell pid and spin": _tell_pid_and_spin,
    "tell pid and wait": _tell_pid_and_wait,
}
