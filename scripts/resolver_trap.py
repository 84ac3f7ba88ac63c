"""Runs a command where no name can be looked up, and no other machine spoken to, unnoticed.

    python -m scripts.resolver_trap pytest -q tests

The command gets a network of its own in which all but loopback leads to the trap, and a resolver that asks there
(docs/adr/0039-resolver-trap.md). What was sent is listed at the end; then the exit code is 97. Linux alone: where the
system does not allow such a network, the command is not run, and the exit code is 3.
"""

import os  # this process becomes the one inside
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from scripts.trapped_network import Trap

CAUGHT, CANNOT_RUN = 97, 3
INSIDE = "--inside"
CONTROL = "control.example"
"""Looked up before the command runs: a trap that does not hear it would not hear the command."""
_FILES = {
    # An address for documentation (RFC 5737): no machine has it.
    "/etc/resolv.conf": "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
}
_DAEMONS = "/run"
"""Programs that look names up for others, such as nscd and systemd-resolved, listen on sockets in here."""


class CannotTrapError(Exception):
    """The trap cannot be set, or hears nothing; the message says why."""


def main(command: list[str]) -> int:
    """The command's own exit code; CAUGHT if it sent something, CANNOT_RUN if it was not run."""
    try:
        if command[:1] == [INSIDE]:
            return _run_trapped(command[1:])
        inside = [*_own_network(), sys.executable, "-m", "scripts.resolver_trap", INSIDE, *command]
        os.execv(inside[0], inside)  # noqa: S606 - the command is an argument list
    except CannotTrapError as error:
        _say(f"NOT RUN: {error}\nNothing was tried: that no name is looked up is NOT shown.")
        return CANNOT_RUN


def _own_network() -> list[str]:
    """The command in front that gives a process a network and a file tree of its own."""
    unshare = shutil.which("unshare")
    if unshare is None:
        raise CannotTrapError("there is no unshare: the trap needs Linux and util-linux.")
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    front = [unshare, "--net", "--mount", *as_root, "--"]
    tried = subprocess.run([*front, "true"], capture_output=True, text=True, check=False)  # noqa: S603 - as above
    if tried.returncode:
        raise CannotTrapError(f"this system allows no network of one's own. {tried.stderr.strip()}")
    return front


def _run_trapped(command: list[str]) -> int:
    _mount_resolver()
    try:
        trap = Trap()
    except OSError as error:
        raise CannotTrapError(f"this system lets no one listen on a network. {error}") from error
    _require_hearing(trap)
    status = _status_of(command)
    caught = trap.caught()
    if not caught:
        _say(f"No name was looked up, and nothing was sent to another machine, by: {' '.join(command)}")
        return status
    _say("\n".join(("CAUGHT on the way to other machines:", *caught)))
    return status or CAUGHT


def _status_of(command: list[str]) -> int:
    """Runs the command; a trap that is told to end tells the command."""
    with subprocess.Popen(command) as process:  # noqa: S603 - the command is an argument list
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


def _mount_resolver() -> None:
    """Hides the system's resolver, in this file tree alone."""
    _mount("-t", "tmpfs", "none", _DAEMONS)
    folder = Path(_DAEMONS) / "resolver-trap"
    folder.mkdir()
    for name, text in _FILES.items():
        target = Path(name).resolve()
        if target.is_relative_to(_DAEMONS):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        if target.exists():
            ours = folder / target.name
            ours.write_text(text, encoding="ascii")
            _mount("--bind", str(ours), str(target))


def _mount(*arguments: str) -> None:
    tried = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    if tried.returncode:
        raise CannotTrapError(f"the system's resolver cannot be hidden. {tried.stderr.strip()}")


def _require_hearing(trap: Trap) -> None:
    try:
        socket.getaddrinfo(CONTROL, 443)
    except socket.gaierror:
        pass
    else:
        raise CannotTrapError(f"{CONTROL} has an address here: a resolver is reached past the trap.")
    if not any(CONTROL in sent for sent in trap.caught()):
        raise CannotTrapError("the trap did not hear a name that was looked up beside it.")


def _say(text: str) -> None:
    sys.stderr.write(f"\nresolver trap: {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
