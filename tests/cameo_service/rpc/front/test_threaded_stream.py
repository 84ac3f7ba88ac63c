"""A stream between a client and the thread that answers it."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_service.json_log import CALL
from cameo_service.rpc.front.first_message import Patience, Received
from cameo_service.rpc.front.lane import Lane
from cameo_service.rpc.front.threaded_stream import READ_AHEAD, ThreadedStream
from tests.cameo_service.rpc.front.half_open import DeafCall
from tests.cameo_service.rpc.front.small_port import CHECK, LONG_S, PATIENT, RECORD, STUDIO, Port
from tests.cameo_service.usecases.world import ToldClock


def recording(port: Port, messages: Iterator[bytes]) -> Any:
    opened: Any = port.channel.stream_stream(RECORD)
    return opened(messages, metadata=STUDIO, timeout=LONG_S)


def test_messages_come_in_order_and_their_replies_go_back(port_with: Callable[[Patience], Port]) -> None:
    assert list(recording(port_with(PATIENT), iter([b"a", b"b", b"c"]))) == [b"a", b"b", b"c"]


def test_a_client_that_goes_away_lets_go_of_the_thread(
    port_with: Callable[[Patience], Port], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    port, over = port_with(PATIENT), Event()

    def then_silent() -> Iterator[bytes]:
        yield b"a"
        over.wait(LONG_S)

    call = recording(port, then_silent())
    assert next(call) == b"a"
    call.cancel()
    came = [port.handlers.arrived.get(timeout=LONG_S) for _ in range(2)]
    over.set()
    assert [arrival.message for arrival in came if arrival] == [b"a", None]
    port.stop()
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == []
    (line,) = [getattr(record, CALL) for record in caplog.records if hasattr(record, CALL)]
    assert (line["method"], line["service"], line["code"]) == (RECORD, "studio", "OK")


def test_the_last_of_many_queued_messages_comes_before_the_end_of_the_stream(
    port_with: Callable[[Patience], Port],
) -> None:
    port = port_with(PATIENT)
    sent = [b"%d" % number for number in range(10 * READ_AHEAD)]
    assert list(recording(port, iter([*sent, b"end"]))) == [*sent, b"end"]
    came = [port.handlers.arrived.get(timeout=LONG_S) for _ in range(len(sent) + 2)]
    assert [arrival.message for arrival in came if arrival] == [*sent, b"end", None]


def test_a_client_that_takes_no_reply_lets_go_of_the_thread(port_with: Callable[[Patience], Port]) -> None:
    port = port_with(Patience(LONG_S, LONG_S, 0.1))
    with closing(DeafCall(port.server.port, RECORD, b"hello", STUDIO)):
        assert port.handlers.has_left.wait(LONG_S)
        assert port.answer(CHECK) == b"hello"


def test_a_message_on_the_way_that_is_none_is_told_as_such(
    port_with: Callable[[Patience], Port], caplog: pytest.LogCaptureFixture
) -> None:
    port = port_with(PATIENT)
    call = recording(port, iter([b"a", b"\xff\xff", b"b"]))
    assert next(call) == b"a"
    with pytest.raises(grpc.RpcError):
        next(call)
    assert call.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert dict(call.trailing_metadata())["cameo-reason"] == "REQUEST_UNREADABLE"
    assert port.handlers.has_left.wait(LONG_S)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


class EndlessContext:
    """A client that has always one message more."""

    reads = 0

    async def read(self) -> Received:
        self.reads += 1
        return Received(b"more", b"more")


def test_a_client_that_is_faster_than_its_thread_is_held_back() -> None:
    context, lane, may_go = EndlessContext(), Lane("test", 1), Event()

    async def turns() -> None:
        for _ in range(10 * READ_AHEAD):
            await asyncio.sleep(0)

    async def reads() -> tuple[int, int]:
        stream = ThreadedStream(context, ToldClock(), b"first", LONG_S)
        running = asyncio.ensure_future(stream.run(lane, lambda: bool(may_go.wait(LONG_S)), "studio"))
        await turns()
        before = context.reads
        for _ in range(3):
            stream.inbox.next(None)
        await turns()
        may_go.set()
        await running
        return before, context.reads

    assert asyncio.run(reads()) == (READ_AHEAD, READ_AHEAD + 3)
    lane.close()
