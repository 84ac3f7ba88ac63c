"""A client that opens calls and leaves them there, in bare HTTP/2 frames (RFC 9113) on one connection."""

import socket
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING = 0, 1, 3, 4, 6
END_STREAM, ACK, END_HEADERS = 1, 1, 4
FRAME_HEAD = 9
PROMISE = b"\0\0\0\0\x08"
"""gRPC's own head of a message: not compressed, eight bytes. None of them comes."""


INITIAL_WINDOW_SIZE, NOTHING = b"\0\x04", bytes(4)


class DeafCall:
    """One whole message, from a client that takes no byte of any reply: its window stays shut (RFC 9113, 6.9.2)."""

    def __init__(self, port: int, method: str, message: bytes, metadata: Iterable[tuple[str, str]]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        settings = _frame(SETTINGS, 0, 0, INITIAL_WINDOW_SIZE + NOTHING)
        opened = _frame(HEADERS, END_HEADERS, 1, _headers(method, metadata))
        begun = _frame(DATA, 0, 1, b"\0" + len(message).to_bytes(4, "big") + message)
        self._socket.sendall(PREFACE + settings + opened + begun)

    def close(self) -> None:
        """Goes away."""
        self._socket.close()


def _plain(connection: socket.socket) -> socket.socket:
    return connection


class HalfOpenCalls:
    """`count` calls of one method, without credentials: headers, the head of a message, and nothing more.

    secured: wraps the connection, for a port that speaks TLS.
    """

    def __init__(
        self, port: int, method: str, count: int, secured: Callable[[socket.socket], socket.socket] = _plain
    ) -> None:
        self._socket = secured(socket.create_connection(("127.0.0.1", port), timeout=60))
        self._streams = {2 * number + 1 for number in range(count)}
        self._ended: set[int] = set()
        self._unread = b""
        opened = b"".join(_frame(HEADERS, END_HEADERS, stream, _headers(method)) for stream in sorted(self._streams))
        begun = b"".join(_frame(DATA, 0, stream, PROMISE) for stream in sorted(self._streams))
        self._socket.sendall(PREFACE + _frame(SETTINGS, 0, 0, b"") + opened + begun + _frame(PING, 0, 0, bytes(8)))
        self._read_until(lambda kind, flags: kind == PING and bool(flags & ACK))

    def trickle(self) -> None:
        """One more byte of each message."""
        self._socket.sendall(b"".join(_frame(DATA, 0, stream, b"\0") for stream in sorted(self._streams)))

    def ping(self, times: int) -> None:
        """Asks so many times whether the service is there. Raises ConnectionError when it sends the client away."""
        for _ in range(times):
            self._socket.sendall(_frame(PING, 0, 0, bytes(8)))
            self._read_until(lambda kind, flags: kind == PING and bool(flags & ACK))

    @property
    def ended(self) -> int:
        """How many the service has ended, as far as its frames were read."""
        return len(self._ended)

    def wait_until_all_ended(self) -> None:
        """Until the service has ended every one of them."""
        self._read_until(lambda *_: self._ended == self._streams)

    def wait_for(self, kind: int) -> None:
        """Until the service sends a frame of this kind."""
        self._read_until(lambda came, _: came == kind)

    def close(self) -> None:
        """Goes away."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_until(self, is_enough: Callable[[int, int], bool]) -> None:
        while True:
            kind, flags, stream, payload = self._frame()
            if kind == RST_STREAM or (kind == HEADERS and flags & END_STREAM):
                self._ended.add(stream)
            elif kind in {SETTINGS, PING} and not flags & ACK:
                self._socket.sendall(_frame(kind, ACK, 0, payload if kind == PING else b""))
            if is_enough(kind, flags):
                return

    def _frame(self) -> tuple[int, int, int, bytes]:
        head = self._bytes(FRAME_HEAD)
        payload = self._bytes(int.from_bytes(head[:3], "big"))
        return head[3], head[4], int.from_bytes(head[5:], "big"), payload

    def _bytes(self, count: int) -> bytes:
        while len(self._unread) < count:
            came = self._socket.recv(65536)
            if not came:
                raise ConnectionError("the service closed the connection")
            self._unread += came
        taken, self._unread = self._unread[:count], self._unread[count:]
        return taken


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def send_whole_call(port: int, method: str, sent: Sequence[tuple[str, bytes]], message: bytes) -> None:
    """One whole call with these headers, whatever their bytes, over a connection that then stays open until it ended.

    gRPC's own clients send no bytes in a text header that are no text.
    """
    framed = b"\0" + len(message).to_bytes(4, "big") + message
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        opened = _frame(HEADERS, END_HEADERS, 1, _headers(method) + b"".join(_literal(*field) for field in sent))
        connection.sendall(PREFACE + _frame(SETTINGS, 0, 0, b"") + opened + _frame(DATA, END_STREAM, 1, framed))
        answer = connection.makefile("rb")
        while head := answer.read(FRAME_HEAD):
            answer.read(int.from_bytes(head[:3], "big"))
            if head[3] == RST_STREAM or (head[3] == HEADERS and head[4] & END_STREAM):
                return


def _literal(name: str, value: bytes) -> bytes:
    """A header field without indexing, with a new name (RFC 7541, section 6.2.2)."""
    return b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value


def _headers(method: str, metadata: Iterable[tuple[str, str]] = ()) -> bytes:
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": method,
        ":authority": "127.0.0.1",
        "te": "trailers",
        "content-type": "application/grpc",
        **dict(metadata),
    }
    return b"".join(_literal(name, value.encode()) for name, value in fields.items())
