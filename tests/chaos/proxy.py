"""A TCP port of this machine between a replica and its PostgreSQL, whose connections are cut, slowed or held."""

import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Self
from urllib.parse import parse_qs, urlsplit

CHUNK = 65_536
SLOW_S = 0.05


class Proxy:
    """Hands on what comes. A connection that is held stays open at both ends, and nothing comes through.

    url: of the database, through a socket file. `url`: of the same, through the proxy.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._behind = str(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://{parts.username}@127.0.0.1:{self._listener.getsockname()[1]}{parts.path}"
        self._is_open, self._is_closed, self._lock = Event(), Event(), Lock()
        self._is_open.set()
        self._ends: list[socket.socket] = []
        self._delay_s = 0.0
        self._accepting = Thread(target=self._accept)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed.set()
        self._is_open.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        self.cut()

    def cut(self) -> None:
        """Ends every connection, wherever it stands in a message. New ones are handed on."""
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def hold(self) -> None:
        """From now on nothing comes through, and no end is told."""
        self._is_open.clear()

    def slow(self) -> None:
        """From now on every piece comes later."""
        self._delay_s = SLOW_S

    def release(self) -> None:
        """From now on all comes through at once, what was held first."""
        self._delay_s = 0.0
        self._is_open.set()

    def _accept(self) -> None:
        while not self._is_closed.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with ExitStack() as opened:
                opened.callback(near.close)
                far = socket.socket(socket.AF_UNIX)
                try:
                    far.connect(self._behind)
                except OSError:
                    far.close()
                    continue
                opened.pop_all()
            with self._lock:
                self._ends += [near, far]
            for source, target in ((near, far), (far, near)):
                Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                self._is_open.wait()
                self._is_closed.wait(self._delay_s)
                target.sendall(chunk)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
