"""Calls of the Linux kernel that Python has no function for. Numbers are those of its headers."""

import ctypes
import os
import platform

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long
IS_X86 = platform.machine() == "x86_64"
"""Else it is read as aarch64, the other machine that numbers are known for."""

SYSTEM_CALLS = {
    "brk": (12, 214),
    "capget": (125, 90),
    "capset": (126, 91),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "clone": (56, 220),
    "close": (3, 57),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getcpu": (309, 168),
    "getpid": (39, 172),
    "getrandom": (318, 278),
    "getresgid": (120, 150),
    "getresuid": (118, 148),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "lseek": (8, 62),
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "prctl": (157, 167),
    "pread64": (17, 67),
    "prlimit64": (302, 261),
    "read": (0, 63),
    "recvmsg": (47, 212),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "seccomp": (317, 277),
    "set_robust_list": (273, 99),
    "sigaltstack": (131, 132),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "write": (1, 64),
}
"""Number on x86-64 (asm/unistd_64.h) and on aarch64 (asm-generic/unistd.h)."""


def number_of(name: str) -> int:
    """The number of a system call on this machine."""
    x86, aarch64 = SYSTEM_CALLS[name]
    return x86 if IS_X86 else aarch64


def system_call(name: str, *arguments: int) -> int:
    """What the kernel answers to a system call.

    Raises:
        OSError: the kernel refuses, or does not know it.
    """
    return _answered(_LIBC.syscall(*map(ctypes.c_long, (number_of(name), *arguments))))


def prctl(option: int, *arguments: int) -> int:
    """What the kernel answers where an option of this process is set or read.

    Raises:
        OSError: the kernel refuses, or does not know it.
    """
    given = (*arguments, 0, 0, 0, 0)[:4]
    return _answered(_LIBC.prctl(ctypes.c_int(option), *map(ctypes.c_ulong, given)))


def unshare(flags: int) -> None:
    """Namespaces of its own for this process, of the kinds that the flags CLONE_NEW* name.

    Raises:
        OSError: the kernel refuses.
    """
    _answered(_LIBC.unshare(ctypes.c_int(flags)))


def _answered(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
