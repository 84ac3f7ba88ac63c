"""What a worker may do by who it is: its user, its capabilities, its network."""

import ctypes
import os
import struct
from contextlib import suppress

from cameo_service.analysis.walls.kernel import prctl, system_call, unshare

KILL, SETGID, SETUID, SYS_ADMIN = 5, 6, 7, 21
"""Capabilities of linux/capability.h."""
_MOST_CAPABILITIES = 64
_DROP_BOUND, READ_BOUND = 24, 23
_NO_NEW_PRIVILEGES, GET_NO_NEW_PRIVILEGES = 38, 39
_AMBIENT, _CLEAR_ALL = 47, 4
"""PR_CAPBSET_*, PR_*_NO_NEW_PRIVS, PR_CAP_AMBIENT and PR_CAP_AMBIENT_CLEAR_ALL of linux/prctl.h."""
_VERSION_3 = 0x20080522
"""_LINUX_CAPABILITY_VERSION_3 of linux/capability.h."""
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER, CLONE_NEWNET of linux/sched.h."""
_FIRST_USER = 0x70000000
"""Users from here to 0x7fffffff are given to no person, service or container by systemd's table of user ids; a process
id fits in."""
_NOBODY = 65534
"""The overflow user. For a container that maps no other."""


def renounce_new_privileges() -> None:
    """No program that this process starts gains a privilege by its file.

    Raises:
        OSError: the kernel refuses.
    """
    prctl(_NO_NEW_PRIVILEGES, 1)


def leave_the_network() -> None:
    """An empty network of its own, without even a loopback that is up. For a process with one thread.

    Raises:
        OSError: the kernel or the container does not let this user have one.
    """
    may_make_one = SYS_ADMIN in capabilities()
    if not may_make_one and os.geteuid() == 0:
        # In a namespace of users it could not become another user.
        raise PermissionError
    flags = _NEW_NETWORK if may_make_one else _NEW_USERS | _NEW_NETWORK
    unshare(flags)


def has_a_count_of_its_own() -> bool:
    """Whether the limit of processes counts those of this worker alone, after `leave_the_network` or `become_another`.

    Else it counts everything that the user of the service runs.
    """
    return os.geteuid() >= _FIRST_USER or os.geteuid() == _NOBODY


def become_another() -> None:
    """A user that no person, service or other worker is, with no group and no home. For root.

    Raises:
        OSError: root without the right to change users, or without the right to end processes of another: a worker that
            cannot be ended is worse than one with the same user.
    """
    if not {SETUID, SETGID, KILL} <= capabilities():
        raise PermissionError
    os.setgroups([])
    own = _FIRST_USER + os.getpid()
    try:
        _be(own)
    except OSError:
        _be(_NOBODY)


def _be(user: int) -> None:
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def capabilities() -> frozenset[int]:
    """The capabilities in effect.

    Raises:
        OSError: the kernel refuses.
    """
    header, data = _header(), ctypes.create_string_buffer(24)
    system_call("capget", ctypes.addressof(header), ctypes.addressof(data))
    low, _, _, high, _, _ = struct.unpack("=6I", data.raw)
    bits = low | high << 32
    return frozenset(number for number in range(_MOST_CAPABILITIES) if bits >> number & 1)


def close_bounds() -> None:
    """Takes every capability out of the set that a program could gain. Needs a right that `become_another` loses.

    Raises:
        OSError: the kernel refuses.
    """
    for number in range(_MOST_CAPABILITIES):
        try:
            is_in = prctl(READ_BOUND, number)
        except OSError:
            return  # the kernel knows no more
        if is_in:
            prctl(_DROP_BOUND, number)


def drop_capabilities() -> None:
    """No capability is left in any set that counts.

    Raises:
        OSError: the kernel refuses.
    """
    with suppress(OSError):  # older than Linux 4.3: there are none
        prctl(_AMBIENT, _CLEAR_ALL)
    header, none = _header(), ctypes.create_string_buffer(24)
    system_call("capset", ctypes.addressof(header), ctypes.addressof(none))


def _header() -> "ctypes.Array[ctypes.c_char]":
    return ctypes.create_string_buffer(struct.pack("=Ii", _VERSION_3, 0), 8)
