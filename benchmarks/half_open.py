"""`python -m benchmarks.half_open PORT METHOD COUNT` keeps COUNT calls open that send no whole message.

The service ends each of them after some seconds; another one takes its place at once. Prints `open` when the first are
open, and ends when its input does. One connection, and of HTTP/2 (RFC 9113) just what that needs.
"""

import selectors
import socket
import sys

from benchmarks.watchers import (
    ACK,
    END_HEADERS,
    END_STREAM,
    FRAME_HEAD,
    HEADERS,
    PING,
    PREFACE,
    SETTINGS,
    frame,
    headers,
)

RST_STREAM, DATA = 3, 0
PROMISE = b"\0\0\0\0\x08"
"""gRPC's own head of a message: not compressed, eight bytes. None of them comes."""


def keep_open(port: int, method: str, calls: int) -> None:
    """Until the input ends."""
    connection = socket.create_connection(("127.0.0.1", port))
    numbers = iter(range(1, 2**31, 2))

    def open_calls(how_many: int) -> None:
        for _ in range(how_many):
            stream = next(numbers)
            opened = frame(HEADERS, END_HEADERS, stream, headers(method))
            connection.sendall(opened + frame(DATA, 0, stream, PROMISE))

    connection.sendall(PREFACE + frame(SETTINGS, 0, 0, b""))
    open_calls(calls)
    print("open", flush=True)
    selector, unread = selectors.DefaultSelector(), b""
    selector.register(sys.stdin, selectors.EVENT_READ)
    selector.register(connection, selectors.EVENT_READ)
    while not any(key.fileobj is sys.stdin for key, _ in selector.select()):
        unread += connection.recv(65_536)
        while len(unread) >= FRAME_HEAD and len(unread) >= (end := FRAME_HEAD + int.from_bytes(unread[:3], "big")):
            kind, flags, payload = unread[3], unread[4], unread[FRAME_HEAD:end]
            unread = unread[end:]
            if kind == RST_STREAM or (kind == HEADERS and flags & END_STREAM):
                open_calls(1)
            elif kind in {SETTINGS, PING} and not flags & ACK:
                connection.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))


if __name__ == "__main__":
    keep_open(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
