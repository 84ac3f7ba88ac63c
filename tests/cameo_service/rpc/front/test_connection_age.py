"""A connection is used for a while; then clients are told to open another one, and lose no call by it."""

from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from cameo_service.rpc.front.server import Ages
from cameo_service.rpc.front.server_loop import ServerLoop
from tests.cameo_service.rpc.front.half_open import HalfOpenCalls
from tests.cameo_service.rpc.front.small_port import CHECK, LONG_S, PATIENT, RECORD, STUDIO, Port

YOUNG = Ages(connection_s=0.2, grace_s=LONG_S)
GOAWAY = 7
"""Frame of RFC 9113, section 6.8."""


class YoungPort(Port):
    """Its connections are old at once."""

    ages = YOUNG


@pytest.fixture
def port() -> Iterator[Port]:
    loop = ServerLoop()
    young = YoungPort(loop, PATIENT)
    yield young
    young.stop()
    loop.close()


def test_a_client_is_told_to_open_another_connection_and_its_calls_go_on(port: Port) -> None:
    with HalfOpenCalls(port.server.port, CHECK, 1) as watched:
        watched.wait_for(GOAWAY)
    assert port.answer(CHECK) == b"hello"


def test_a_stream_that_runs_when_its_connection_is_old_is_not_cut(port: Port) -> None:
    said: SimpleQueue[bytes | None] = SimpleQueue()
    opened: Any = port.channel.stream_stream(RECORD)
    replies = opened(iter(said.get, None), metadata=STUDIO, timeout=LONG_S)
    said.put(b"before")
    assert next(replies) == b"before"
    with HalfOpenCalls(port.server.port, CHECK, 1) as watched:
        watched.wait_for(GOAWAY)
    said.put(b"after")
    assert next(replies) == b"after"
    said.put(None)
    assert list(replies) == []
