"""No core dump of a process that holds keys, faces or voices, for the operator or for a crash reporter.

Settings of the kernel (core(5), prctl(2)). The limit passes to children, the other setting to none that starts another
program: each process calls this itself, before it reads any key.
"""

import ctypes
import os
import resource
import sys

_SET_DUMPABLE = 4
"""PR_SET_DUMPABLE of linux/prctl.h."""


def forbid_core_dumps() -> None:
    """From now on no memory of this process is written anywhere when it dies.

    Both settings are needed: where the kernel pipes core dumps to a program, it passes over the limit. The second keeps
    other processes of the same user out of this one's memory, too. Other systems than Linux know the limit alone.

    Raises:
        OSError: the kernel refuses.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_SET_DUMPABLE, 0, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
