"""`python -m benchmarks.watchers PORT COUNT CURSOR`: opens COUNT watchers, each on its own TCP connection.

Real watchers run on other machines, so these cost as little as they can: one thread, and of HTTP/2 (RFC 9113) just what
one gRPC stream needs. Prints `watching` once all are answered, then, when its input ends, one line of JSON: for each
scope that was told, when each watcher heard it (seconds of the machine's monotonic clock, which all processes share).
"""

import json
import selectors
import socket
import sys
from collections import defaultdict
from time import monotonic

from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb

METHOD = "/cameo.v1.RevocationService/WatchRevocations"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6
END_STREAM, ACK, END_HEADERS = 1, 1, 4
FRAME_HEAD = 9
MESSAGE_HEAD = 5
"""Prefix of a gRPC message: compressed flag, and length."""


class Watcher:
    """One connection, one stream."""

    def __init__(self, port: int, cursor: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.is_answered = False
        self._unread = b""
        request = pb.WatchRevocationsRequest(cursor=cursor).SerializeToString()
        message = b"\0" + len(request).to_bytes(4, "big") + request
        opening = frame(SETTINGS, 0, 0, b"") + frame(HEADERS, END_HEADERS, 1, headers(METHOD))
        self.socket.sendall(PREFACE + opening + frame(DATA, END_STREAM, 1, message))

    def heard(self) -> list[bytes]:
        """Messages received so far."""
        self._unread += self.socket.recv(65536)
        messages = []
        while len(self._unread) >= FRAME_HEAD:
            end = FRAME_HEAD + int.from_bytes(self._unread[:3], "big")
            if len(self._unread) < end:
                break
            kind, flags, payload = self._unread[3], self._unread[4], self._unread[FRAME_HEAD:end]
            self._unread = self._unread[end:]
            if kind == DATA and payload:
                messages.append(payload[MESSAGE_HEAD:])
            elif kind in {SETTINGS, PING} and not flags & ACK:
                self.socket.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
        self.is_answered = self.is_answered or bool(messages)
        return messages


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """One frame of HTTP/2."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def headers(method: str) -> bytes:
    """A generation service's head of a call: literal fields without indexing, new names (RFC 7541, section 6.2.2)."""
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": method,
        ":authority": "127.0.0.1",
        "te": "trailers",
        "content-type": "application/grpc",
        "cameo-dev-service": "studio",
        "cameo-dev-role": "generation",
    }
    return b"".join(
        b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in fields.items()
    )


def watch_all(port: int, count: int, cursor: str) -> dict[str, list[float]]:
    """Reads until the input ends; returns times by scope in hexadecimal."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    heard: list[tuple[float, bytes]] = []
    watchers = []
    for _ in range(count):
        watcher = Watcher(port, cursor)
        selector.register(watcher.socket, selectors.EVENT_READ, watcher)
        watchers.append(watcher)
    is_told = False
    while True:
        for key, _ in selector.select():
            if key.data is None:
                return _by_scope(heard)
            messages = key.data.heard()
            at_s = monotonic()
            heard += [(at_s, message) for message in messages]
        if not is_told and all(watcher.is_answered for watcher in watchers):
            is_told = True
            print("watching", flush=True)


def _by_scope(heard: list[tuple[float, bytes]]) -> dict[str, list[float]]:
    found: defaultdict[str, list[float]] = defaultdict(list)
    for at_s, message in heard:
        for floor in pb.WatchRevocationsResponse.FromString(message).floors:
            found[floor.scope.hex()].append(at_s)
    return found


if __name__ == "__main__":
    print(json.dumps(watch_all(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
