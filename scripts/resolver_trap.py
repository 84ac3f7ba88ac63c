"""Runs a command where no name can be looked up, and no other machine spoken to, unnoticed.

    python scripts/resolver_trap.py pytest -q tests

The command gets a network of its own, in which loopback works and every other address leads to the trap, and a
resolver that asks there (ADR 0039). What was sent is listed at the end, and fails the command. Linux alone; where the
system does not allow such a network, nothing is run and the exit code is 3.
"""

import os  # replaces this process, and starts the command
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from packets import PacketTrap, bring_up_loopback

CAUGHT, CANNOT_RUN = 97, 3
"""Exit codes: something was sent; nothing was tried."""
INSIDE = "--inside"
SILENCE_S = 1.0
"""How long the trap listens after the command has ended: what it sent is on the loopback device by then."""
CONTROL = "control.cameo-trap.example"
"""Looked up before the command runs: a trap that does not hear it hears nothing."""
_RESOLVER = "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n"
"""An address for documentation (RFC 5737): no machine has it, and every road from here leads to the trap."""
_FILES = {
    "/etc/resolv.conf": _RESOLVER,
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
}
_SERVICES = "/run"
"""Daemons that look names up for others, such as nscd and systemd-resolved, are reached by sockets in here."""
