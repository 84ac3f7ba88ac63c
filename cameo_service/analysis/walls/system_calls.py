"""Which system calls a worker may make: those that an analysis needs, by a list, and no other (seccomp(2)).

A call that is not on the list is answered "not permitted". One that is younger than Linux 5.1 is answered "not known",
as an older kernel would: the C library then takes the older way.
"""

import ctypes
import errno
import mmap
import resource
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cameo_service.analysis.walls.kernel import IS_X86, number_of, system_call

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
"""SECCOMP_SET_MODE_FILTER and SECCOMP_FILTER_FLAG_TSYNC of linux/seccomp.h."""
_ARCHITECTURE = 0xC000003E if IS_X86 else 0xC00000B7
"""AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 of linux/audit.h."""
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
"""Places in struct seccomp_data, linux/seccomp.h."""
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
"""SECCOMP_RET_ALLOW, _KILL_PROCESS and _ERRNO of linux/seccomp.h; an error number is added to the last."""
_LOAD, _EQUALS, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_ALU|AND|K, BPF_RET|K of linux/bpf_common.h."""
_FIRST_YOUNG = 424
"""From here on every machine has the same numbers, and glibc knows an older way."""
_CLONE_THREAD, _CLONE_NEW = 0x00010000, 0x7E020000
"""Of linux/sched.h: a thread of this process; any namespace."""
_READ_OPTIONS = (3, 21, 23, 39)
"""PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS of linux/prctl.h."""
_NAME_THREAD = 15
"""PR_SET_NAME of linux/prctl.h."""


class Only(NamedTuple):
    """A call is allowed only if this 32-bit word of its arguments is `value` under `mask`.

    word: 2 n is the low half of argument n, 2 n + 1 the high one.
    """

    word: int
    value: int
    mask: int = 0xFFFFFFFF


_ALWAYS = (
    *("futex", "clock_gettime", "read", "write", "pread64", "recvmsg", "close", "fstat", "newfstatat", "lseek"),
    *("brk", "munmap", "mremap", "madvise", "membarrier", "sched_yield", "sched_getaffinity", "getcpu"),
    *("nanosleep", "clock_nanosleep", "clock_getres", "restart_syscall", "getrandom", "getrusage", "sysinfo", "uname"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "rseq", "set_robust_list"),
    *("getpid", "gettid", "getresuid", "getresgid", "capget", "exit", "exit_group"),
)
_NO_NEW_CODE = Only(4, 0, mmap.PROT_EXEC)
_ITSELF = Only(0, 0)
_SOMETIMES = (
    ("mmap", (_NO_NEW_CODE,)),
    ("mprotect", (_NO_NEW_CODE,)),
    # A thread, but no process, and none in another namespace.
    ("clone", (Only(0, _CLONE_THREAD, _CLONE_THREAD | _CLONE_NEW),)),
    # Limits of its own are read; that of processor time is set anew for each job.
    ("prlimit64", (_ITSELF, Only(2, resource.RLIMIT_CPU))),
    ("prlimit64", (_ITSELF, Only(4, 0), Only(5, 0))),
    *(("prctl", (Only(0, option),)) for option in (_NAME_THREAD, *_READ_OPTIONS)),
)


def close_system_calls() -> None:
    """From now on this process makes the listed system calls alone, in all its threads, for good.

    Raises:
        OSError: the kernel has no such filter.
    """
    install(_program())


def install(program: Sequence[bytes]) -> None:
    """Gives every system call of this process to a program first.

    Raises:
        OSError: the kernel has no such filter, or refuses this one.
    """
    code = ctypes.create_string_buffer(b"".join(program))
    # struct sock_fprog of linux/filter.h: the number of instructions, and where they are.
    loaded = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    system_call("seccomp", _SET_MODE_FILTER, _ALL_THREADS, ctypes.addressof(loaded))


def instruction(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One instruction, struct sock_filter of linux/filter.h; yes, no: how many instructions a comparison skips."""
    return struct.pack("=HBBI", code, yes, no, value)


def refused(numbers: Sequence[int], error: int) -> list[bytes]:
    """A program that refuses these system calls alone."""
    each = [part for number in numbers for part in _if_equal(number, [instruction(_RETURN, REFUSE | error)])]
    return [instruction(_LOAD, _NUMBER_AT), *each, instruction(_RETURN, ALLOW)]


def _program() -> list[bytes]:
    allow = [instruction(_RETURN, ALLOW)]
    load_number = instruction(_LOAD, _NUMBER_AT)
    always = [part for name in _ALWAYS for part in _if_equal(number_of(name), allow)]
    sometimes = [part for name, rules in _SOMETIMES for part in (load_number, *_checked(name, rules))]
    return [
        instruction(_LOAD, _ARCHITECTURE_AT),
        # Numbers of another machine mean other calls.
        instruction(_EQUALS, _ARCHITECTURE, yes=1),
        instruction(_RETURN, KILL),
        *(load_number, *always),
        *sometimes,
        load_number,
        instruction(_AT_LEAST, _FIRST_YOUNG, no=1),
        instruction(_RETURN, REFUSE | errno.ENOSYS),
        instruction(_RETURN, REFUSE | errno.EPERM),
    ]


def _checked(name: str, rules: Sequence[Only]) -> Iterator[bytes]:
    then = [instruction(_RETURN, ALLOW)]
    for word, value, mask in reversed(rules):
        load = instruction(_LOAD, _ARGUMENTS_AT + 4 * word)
        then = [load, instruction(_AND, mask), *_if_equal(value, then)]
    yield from _if_equal(number_of(name), then)


def _if_equal(value: int, then: Sequence[bytes]) -> list[bytes]:
    return [instruction(_EQUALS, value, no=len(then)), *then]
