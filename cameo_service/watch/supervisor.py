"""Keeps the watch process running: starts it, restarts it on the same port when it dies, and ends it."""

import json
import logging
import os
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from tempfile import TemporaryFile
from threading import Event, Thread
from typing import Self

READY = "ready"
"""First word of the line that the process prints when it is ready; the port follows."""


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Settings for the watch process, passed as one line of JSON. They hold no key.

    database: path of main.db, or the URL of a PostgreSQL database, which may hold its password. deployment_id:
        hexadecimal. port: 0 lets the system choose. callers: path of the caller file; empty: callers name themselves.
        tls: paths of certificate, key and client authorities; empty: none. ended_keys: revoked key ids.
    """

    database: str
    deployment_id: str
    incarnation: int
    host: str
    port: int
    callers: str
    tls: tuple[str, ...]
    ended_keys: tuple[str, ...]
    is_shared: bool = False
    """Whether other processes listen on the same port."""
    noted: int = -1
    """Descriptor of a file of eight bytes, in which the process notes up to when it has told everything; -1: none."""
    woken: int = -1
    """Descriptor of a socket on which a byte comes with each commit of this service; -1: none."""

    def as_line(self) -> str:
        """The settings as one line with a line end."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """The reverse of as_line. Raises ValueError or TypeError for another text."""
        said = json.loads(line)
        return cls(**{**said, "tls": tuple(said["tls"]), "ended_keys": tuple(said["ended_keys"])})


LOG = logging.getLogger(__name__)
NOTE = struct.Struct("=d")
"""What stands in the file of `WatchSettings.noted`: monotonic seconds, which all processes of a machine count alike."""

PROCESS_RESTART_S = 0.2
"""Pause before a dead process is started again. Renderers stop after 3 s without a message."""
PROCESS_STOP_S = 5.0
WATCH_MODULE = "cameo_service.watch_process"


class WatchUnavailableError(Exception):
    """The watch process did not start: see its message in the log, and check that its port is free."""


class WatchSupervisor:
    """One watch process, and a thread that restarts it. The constructor starts it.

    Attributes:
        port: port for watchers.

    Raises:
        WatchUnavailableError: it did not start.
    """

    def __init__(self, settings: WatchSettings) -> None:
        self._noted, self._restarts = TemporaryFile(), 0  # noqa: SIM115 - closed with this
        self._woken, self._waking = socket.socketpair()
        for end in (self._woken, self._waking):
            end.settimeout(0)
        settings = replace(settings, noted=self._noted.fileno(), woken=self._woken.fileno())
        try:
            self._process, self.port = _started(settings)
        except WatchUnavailableError:
            self._close_files()
            raise
        self._settings = replace(settings, port=self.port)
        self._stopping = Event()
        self._thread = Thread(target=self._keep_alive, name="watch-supervisor", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The process id of the newest process."""
        return self._process.pid

    @property
    def restarts(self) -> int:
        """How often it was started again."""
        return self._restarts

    def told_until_s(self) -> float:
        """The monotonic second up to which watchers were told everything; 0 before the first look."""
        noted = os.pread(self._noted.fileno(), NOTE.size, 0)
        return float(NOTE.unpack(noted)[0]) if noted else 0.0

    def stop(self) -> None:
        """Ends the process; watchers hear that, and their streams end. May be called again."""
        self._stopping.set()
        _end(self._process)
        self._thread.join()
        self._close_files()

    def wake(self) -> None:
        """Something was committed: watchers are told at once. Never waits; after `stop`, it does nothing.

        Where so much waits in the socket that nothing more fits, the process is about to look.
        """
        with suppress(OSError):
            self._waking.send(b"\0")

    def _close_files(self) -> None:
        for file in (self._noted, self._woken, self._waking):
            file.close()

    def _keep_alive(self) -> None:
        while not self._stopping.is_set():
            status = self._process.wait()
            if self._stopping.wait(PROCESS_RESTART_S):
                return
            LOG.error("the watch process ended with status %d; starting it again", status)
            _end(self._process)
            self._restarts += 1
            with suppress(WatchUnavailableError):
                self._process, _ = _started(self._settings)
                # `stop` was called while this process started, and does not know it.
                if self._stopping.is_set():
                    _end(self._process)


def _started(settings: WatchSettings) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", WATCH_MODULE],
        # A fresh interpreter without our environment, open files or memory: no key reaches it.
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=(settings.noted, settings.woken),
        # An interrupt from the terminal is for the service, which ends this process itself.
        start_new_session=True,
    )
    said: list[str] = []
    if process.stdin and process.stdout:
        with suppress(BrokenPipeError):
            process.stdin.write(settings.as_line())
            process.stdin.flush()
        said = process.stdout.readline().split()
    if said[:1] != [READY]:
        _end(process)
        raise WatchUnavailableError(str(WatchUnavailableError.__doc__))
    return process, int(said[1])


def _end(process: subprocess.Popen[str]) -> None:
    """Closes its input, which ends it; kills it if that does not."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    try:
        process.wait(PROCESS_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
