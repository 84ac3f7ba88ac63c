"""No file for a worker, by landlock(7): none is opened, made, renamed or removed, whatever its user may do."""

import ctypes
import os
import struct

from cameo_service.analysis.walls.kernel import system_call

_VERSION = 1
"""LANDLOCK_CREATE_RULESET_VERSION of linux/landlock.h: asks which version the kernel has."""
_FILES_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many of the rights LANDLOCK_ACCESS_FS_* each version brings in all."""
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 0b11, 0b11
"""LANDLOCK_ACCESS_NET_*: TCP. LANDLOCK_SCOPE_*: abstract sockets and signals of other processes."""


def close_files() -> None:
    """From now on this thread and those it starts open no file, connect to nothing and signal no other process.

    What is open stays open.

    Raises:
        OSError: the kernel has no landlock, or it is switched off.
    """
    version = system_call("landlock_create_ruleset", 0, 0, _VERSION)
    rights = max(count for since, count in _FILES_BY_VERSION.items() if since <= version)
    network = _BIND_AND_CONNECT if version >= _NETWORK_SINCE else 0
    scopes = _SOCKETS_AND_SIGNALS if version >= _SCOPES_SINCE else 0
    # struct landlock_ruleset_attr; what a version does not know is 0. Without a rule nothing is allowed.
    handled = ctypes.create_string_buffer(struct.pack("=QQQ", (1 << rights) - 1, network, scopes), 24)
    ruleset = system_call("landlock_create_ruleset", ctypes.addressof(handled), 24, 0)
    try:
        system_call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
