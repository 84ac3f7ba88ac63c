"""Calls that say nothing cost nobody a check or a revocation, and end by themselves."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_service.json_log import CALL as CALL_FIELDS
from cameo_service.rpc.front import server
from cameo_service.rpc.front.first_message import PATIENCE, Patience
from cameo_service.rpc.front.lane import WAITING_PER_THREAD
from tests.cameo_service.rpc.front.half_open import HalfOpenCalls
from tests.cameo_service.rpc.front.small_port import (
    CHECK,
    IMPATIENT,
    LOG,
    LONG_S,
    METHODS,
    PATIENT,
    REVOKE,
    STUDIO,
    Port,
)

MANY = 200
OTHER = (("cameo-dev-service", "other"), ("cameo-dev-role", "generation"))


@contextmanager
def held(port: Port) -> Iterator[Any]:
    """The one thread of checks is taken."""
    call = port.begin(CHECK, b"hold")
    assert port.handlers.is_held.wait(LONG_S)
    yield call
    port.handlers.may_go.set()
    assert call.result() == b"hold"


@pytest.mark.parametrize("silent", METHODS)
def test_half_open_calls_take_nothing_from_whole_ones(port_with: Callable[[Patience], Port], silent: str) -> None:
    port = port_with(PATIENT)
    with HalfOpenCalls(port.server.port, silent, MANY) as calls:
        calls.trickle()
        assert [port.answer(method) for method in METHODS] == [b"hello"] * len(METHODS)


@pytest.mark.parametrize("silent", METHODS)
def test_half_open_calls_end_by_themselves_and_each_leaves_a_line(
    port_with: Callable[[Patience], Port], silent: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=LOG.name)
    with HalfOpenCalls(port_with(IMPATIENT).server.port, silent, MANY) as calls:
        calls.wait_until_all_ended()
    lines: list[Any] = [getattr(record, CALL_FIELDS) for record in caplog.records if record.levelno == logging.INFO]
    told = [(line["method"], line["service"], line["code"]) for line in lines]
    assert told == [(silent, None, "REQUEST_LATE")] * MANY


def test_a_call_that_is_late_says_so(port_with: Callable[[Patience], Port]) -> None:
    port, never = port_with(IMPATIENT), Event()

    def silent() -> Iterator[bytes]:
        never.wait(LONG_S)
        yield from ()

    ask: Any = port.channel.stream_unary(CHECK)
    call = ask.future(silent(), metadata=STUDIO, timeout=LONG_S)
    assert port.reason(call) == (grpc.StatusCode.DEADLINE_EXCEEDED, "REQUEST_LATE")
    never.set()


def test_a_call_without_a_message_is_unreadable(port_with: Callable[[Patience], Port]) -> None:
    port = port_with(PATIENT)
    ask: Any = port.channel.stream_unary(CHECK)
    call = ask.future(iter([]), metadata=STUDIO, timeout=LONG_S)
    assert port.reason(call) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_UNREADABLE")


def test_revocations_have_threads_that_checks_cannot_fill(port_with: Callable[[Patience], Port]) -> None:
    port = port_with(PATIENT)
    with held(port):
        waiting = [port.begin(CHECK) for _ in range(WAITING_PER_THREAD)]
        assert port.answer(REVOKE) == b"hello"
        assert not any(call.done() for call in waiting)


def test_one_call_more_than_may_wait_is_refused_at_once(port_with: Callable[[Patience], Port]) -> None:
    port, over = port_with(PATIENT), SimpleQueue[Any]()
    with held(port):
        calls = [port.begin(CHECK) for _ in range(WAITING_PER_THREAD + 1)]
        for call in calls:
            call.add_done_callback(over.put)
        refused = over.get(timeout=LONG_S)
        assert port.reason(refused) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS")
        assert over.empty()
    assert sum(call.code() is grpc.StatusCode.OK for call in calls) == WAITING_PER_THREAD


def test_a_caller_with_fewer_calls_is_served_while_another_one_floods(port_with: Callable[[Patience], Port]) -> None:
    port, over = port_with(PATIENT), SimpleQueue[Any]()
    with held(port):
        flood = [port.begin(CHECK) for _ in range(WAITING_PER_THREAD)]
        for call in flood:
            call.add_done_callback(over.put)
        ask: Any = port.channel.unary_unary(CHECK)
        other = ask.future(b"hello", metadata=OTHER, timeout=LONG_S)
        assert port.reason(over.get(timeout=LONG_S))[1] == "TOO_MANY_CALLS"
    assert other.result() == b"hello"


def test_the_limits_in_service_are_two_seconds_and_ten_for_a_recording() -> None:
    assert Patience(request_s=2.0, opening_s=10.0, reply_s=10.0) == PATIENCE


@pytest.mark.parametrize("running", [0, 1])
def test_a_client_that_asks_every_ten_seconds_whether_the_service_is_there_is_not_sent_away(
    port_with: Callable[[Patience], Port], monkeypatch: pytest.MonkeyPatch, running: int
) -> None:
    assert server.LEAST_PING_MS <= 5_000, "gRPC forgives a client that asks twice too soon, and sends it away then"
    with HalfOpenCalls(port_with(PATIENT).server.port, CHECK, running) as calls, pytest.raises(ConnectionError):
        calls.ping(20)
    monkeypatch.setattr(server, "LEAST_PING_MS", 0)
    with HalfOpenCalls(port_with(PATIENT).server.port, CHECK, running) as calls:
        calls.ping(20)
