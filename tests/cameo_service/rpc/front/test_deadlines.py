"""A call that came without a deadline gets one, and no connection lives for ever."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_service.json_log import CALL
from cameo_service.rpc.front.first_message import PATIENCE, Patience
from cameo_service.rpc.front.server import AGES
from cameo_service.watch_process import WATCH_S, WATCH_SPREAD_S
from tests.cameo_service.rpc.front.small_port import CHECK, LOG, LONG_S, PATIENT, RECORD, STUDIO, Port

HURRIED = replace(PATIENT, answer_s=0.05, recording_s=0.05)


def test_a_call_without_a_deadline_ends_and_says_that_it_may_have_been_carried_out(
    port_with: Callable[[Patience], Port], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=LOG.name)
    port = port_with(HURRIED)
    ask: Any = port.channel.unary_unary(CHECK)
    endless = ask.future(b"hold", metadata=STUDIO)
    assert port.reason(endless) == (grpc.StatusCode.DEADLINE_EXCEEDED, "CALL_TOO_LONG")
    port.handlers.may_go.set()
    assert port.answer(CHECK) == b"hello"
    codes = [getattr(record, CALL)["code"] for record in caplog.records if hasattr(record, CALL)]
    assert sorted(codes) == ["CALL_TOO_LONG", "OK", "OK"]


def test_a_call_that_still_waits_then_never_begins(port_with: Callable[[Patience], Port]) -> None:
    port = port_with(HURRIED)
    held = port.begin(CHECK, b"hold")
    assert port.handlers.is_held.wait(LONG_S)
    port.handlers.is_held.clear()
    ask: Any = port.channel.unary_unary(CHECK)
    assert port.reason(ask.future(b"hold", metadata=STUDIO))[1] == "CALL_TOO_LONG"
    port.handlers.may_go.set()
    assert held.result() == b"hold"
    assert port.answer(CHECK) == b"hello"
    assert not port.handlers.is_held.is_set()


def test_a_call_with_a_deadline_keeps_its_own(port_with: Callable[[Patience], Port]) -> None:
    port = port_with(HURRIED)
    held, over = port.begin(CHECK, b"hold"), Event()
    assert port.handlers.is_held.wait(LONG_S)
    held.add_done_callback(lambda _: over.set())
    assert not over.wait(3 * HURRIED.answer_s)
    port.handlers.may_go.set()
    assert held.result() == b"hold"


def test_a_recording_without_a_deadline_ends_and_lets_go_of_its_thread(port_with: Callable[[Patience], Port]) -> None:
    port, over = port_with(HURRIED), Event()

    def endless() -> Iterator[bytes]:
        yield b"first"
        over.wait(LONG_S)

    opened: Any = port.channel.stream_stream(RECORD)
    with pytest.raises(grpc.RpcError):
        list(opened(endless(), metadata=STUDIO))
    assert port.handlers.has_left.wait(LONG_S)
    over.set()


def test_what_runs_on_an_old_connection_has_time_to_end() -> None:
    assert AGES.grace_s > max(WATCH_S + WATCH_SPREAD_S, PATIENCE.recording_s)
