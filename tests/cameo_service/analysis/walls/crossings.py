"""What a decoder that was taken over would try: each attempt runs in a worker, and says what the system answered.

Only what needs no file is imported; names of answers are those of errno(3), and "crossed" is what no wall may allow.
"""

import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LIBC = ctypes.CDLL(None, use_errno=True)
CROSSED = "crossed"
SET_DUMPABLE, READ_BOUND = 4, 23
"""Of linux/prctl.h."""
SEIZE = 0x4206
"""PTRACE_SEIZE of linux/ptrace.h."""
MOST_THREADS = 300
NUMBERS = {
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "mount": (165, 40),
    "io_uring_setup": (425, 425),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "setns": (308, 268),
    "unshare": (272, 97),
    "memfd_create": (319, 279),
    "pidfd_open": (434, 434),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "execveat": (322, 281),
    "openat2": (437, 437),
    "clone3": (435, 435),
    "sendmsg": (46, 211),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
}
"""On x86-64 and aarch64: calls that are tried by number."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is within reach of the service. readable: a file that every user may read; folder: one all may write to."""

    ring: str
    database: str
    readable: str
    folder: str
    port: int
    service: int


def nothing() -> None:
    """Loads nothing."""


def cross(_: None, job: tuple[str, Target]) -> str:
    """The answer to one attempt."""
    attempt, target = job
    if attempt in NUMBERS:
        return _by_number(attempt)
    try:
        answer = _ATTEMPTS[attempt](target)
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return CROSSED if answer is None else str(answer)


def _by_number(name: str) -> str:
    number = NUMBERS[name][os.uname().machine != "x86_64"]
    answer = LIBC.syscall(*map(ctypes.c_long, (number, 0, 0, 0, 0, 0, 0)))
    return errno.errorcode[ctypes.get_errno()] if answer < 0 else CROSSED


def _answered(answer: int) -> None:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "")


def _read(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY))


def _write(target: Target) -> None:
    os.close(os.open(f"{target.folder}/left-behind", os.O_WRONLY | os.O_CREAT, 0o666))


def _connect(target: Target) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as caller:
        caller.connect(("127.0.0.1", target.port))


def _fork(_: Target) -> None:
    # The parent does not wait: it may not, which must not pass for a refused child.
    if os.fork() == 0:
        os._exit(0)


def _thread_bomb(_: Target) -> str:
    """How many threads there were before no more would start."""
    over, threads = threading.Event(), 0
    try:
        while threads < MOST_THREADS:
            threading.Thread(target=over.wait, daemon=True).start()
            threads += 1
    except RuntimeError:
        pass
    over.set()
    return str(threads)


def _new_code(_: Target) -> None:
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _code_by_protection(_: Target) -> None:
    page = mmap.mmap(-1, mmap.PAGESIZE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    _answered(LIBC.mprotect(ctypes.c_void_p(start), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_EXEC))


def _user(_: Target) -> str:
    return str(os.getresuid()[0])


def _bounds(_: Target) -> str:
    return str(sum(LIBC.prctl(READ_BOUND, number, 0, 0, 0) == 1 for number in range(41)))


def _capabilities(_: Target) -> str:
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _answered(LIBC.capget(header, data))
    return str(any(data))


def _limit(which: int) -> Callable[[Target], str]:
    return lambda _: str(resource.getrlimit(which)[1])


def _raise_limit(which: int) -> Callable[[Target], None]:
    return lambda _: _answered(LIBC.setrlimit(which, (ctypes.c_uint64 * 2)(2**64 - 1, 2**64 - 1)))


_ATTEMPTS: Mapping[str, Callable[[Target], str | None]] = {
    "read the key ring": lambda target: _read(target.ring),
    "read the database": lambda target: _read(target.database),
    "read any file": lambda target: _read(target.readable),
    "read the memory of the service": lambda target: _read(f"/proc/{target.service}/mem"),
    "write a file": _write,
    "connect to a listener": _connect,
    "make a socket of this machine": lambda _: socket.socket(socket.AF_UNIX).close(),
    "make a socket to the kernel": lambda _: socket.socket(16, socket.SOCK_RAW).close(),
    "run a program": lambda _: os.execv("/bin/true", ["/bin/true"]),  # noqa: S606 - it should not run
    "start a process": _fork,
    "start threads without end": _thread_bomb,
    "trace the service": lambda target: _answered(LIBC.ptrace(SEIZE, target.service, None, None)),
    "signal the service": lambda target: os.kill(target.service, 0),
    "kill the service": lambda target: os.kill(target.service, signal.SIGTERM),
    "bring code": _new_code,
    "make data code": _code_by_protection,
    "be root": lambda _: os.setresuid(0, 0, 0),
    "be dumped": lambda _: _answered(LIBC.prctl(SET_DUMPABLE, 1, 0, 0, 0)),
    "dump core": _raise_limit(resource.RLIMIT_CORE),
    "limit the service": lambda target: _answered(LIBC.prlimit(target.service, resource.RLIMIT_CPU, None, None)),
    "take all memory": _raise_limit(resource.RLIMIT_DATA),
    "read its user": _user,
    "count what a program could gain": _bounds,
    "have capabilities": _capabilities,
    "gain privileges": lambda _: str(LIBC.prctl(39, 0, 0, 0, 0)),
    "limit of files": _limit(resource.RLIMIT_NOFILE),
    "limit of bytes written": _limit(resource.RLIMIT_FSIZE),
    "write to the log": lambda _: str(os.write(2, b"a line of the service\n")),
}
