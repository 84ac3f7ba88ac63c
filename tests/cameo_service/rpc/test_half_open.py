"""Calls that say nothing cost nobody a check or a revocation, and end by themselves."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_client.connection import open_channel
from cameo_service.rpc.call import Call
from cameo_service.rpc.caller_source import InsecureDevCallers
from cameo_service.rpc.caller_table import Effect, Row
from cameo_service.rpc.first_message import PATIENCE, Patience
from cameo_service.rpc.inbox import Inbox
from cameo_service.rpc.lane import WAITING_PER_THREAD
from cameo_service.rpc.server import PortSettings, RpcServer
from cameo_service.rpc.server_loop import ServerLoop
from cameo_service.rpc.steps import ArrivalStep, CallerStep, ErrorStep, LogStep, RequestIdStep
from cameo_service.usecases.caller import Role
from consent.identity import SubjectId
from tests.cameo_service.rpc.half_open import HalfOpenCalls
from tests.cameo_service.usecases.world import ToldClock

LOG = logging.getLogger("tests.half_open")
CHECK, REVOKE, RECORD, WATCH = METHODS = ("/t.T/Check", "/t.T/Revoke", "/t.T/Record", "/t.T/Watch")
STUDIO = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"))
MANY = 200
PATIENT, IMPATIENT = Patience(3600.0, 3600.0), Patience(0.01, 0.01)
LONG_S = 60


class NoAssertions:
    def verify(self, assertion: str) -> SubjectId:
        raise AssertionError(assertion)


@dataclass
class Handlers:
    """One method of each kind. A check of b"hold" waits until it is let go."""

    is_held: Event = field(default_factory=Event)
    may_go: Event = field(default_factory=Event)

    def check(self, request: bytes, _call: Call) -> bytes:
        if request == b"hold":
            self.is_held.set()
            self.may_go.wait(LONG_S)
        return request

    def revoke(self, request: bytes, _call: Call) -> bytes:
        return request

    def record(self, inbox: Inbox, _call: Call) -> Iterator[bytes]:
        while (arrival := inbox.next(None)) and arrival.message is not None:
            yield arrival.message

    async def watch(self, request: bytes, call: Call) -> None:
        await call.write(request)

    def add(self, server: Any) -> None:
        methods: dict[str, Any] = {
            "Check": grpc.unary_unary_rpc_method_handler(self.check),
            "Revoke": grpc.unary_unary_rpc_method_handler(self.revoke),
            "Record": grpc.stream_stream_rpc_method_handler(self.record),
            "Watch": grpc.unary_stream_rpc_method_handler(self.watch),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("t.T", methods),))


class Port:
    """A port with one thread for everything but revocations."""

    def __init__(self, loop: ServerLoop, patience: Patience) -> None:
        source, clock = InsecureDevCallers(NoAssertions(), LOG), ToldClock()
        table = {method: Row(frozenset({Role.GENERATION}), Effect.READ) for method in METHODS}
        steps = (
            RequestIdStep(lambda: "id"),
            LogStep(clock, LOG),
            ErrorStep(),
            ArrivalStep(),
            CallerStep(source, table),
        )
        settings = PortSettings("127.0.0.1", 0, 1, source, steps, clock, {REVOKE}, patience)
        self.handlers = Handlers()
        self.server = RpcServer(loop, settings, self.handlers.add)
        self.server.start()
        self.channel = open_channel(f"127.0.0.1:{self.server.port}")

    def begin(self, method: str, request: bytes = b"hello") -> Any:
        ask: Any = self.channel.unary_unary(method)
        return ask.future(request, metadata=STUDIO, timeout=LONG_S)

    def answer(self, method: str) -> bytes:
        """Of a whole call."""
        if method in {CHECK, REVOKE}:
            return bytes(self.begin(method).result())
        opened: Any = self.channel.stream_stream(method)
        (reply,) = opened(iter([b"hello"]), metadata=STUDIO, timeout=LONG_S)
        return bytes(reply)

    def reason(self, call: Any) -> tuple[grpc.StatusCode, str]:
        with pytest.raises(grpc.RpcError):
            call.result()
        return call.code(), dict(call.trailing_metadata())["cameo-reason"]

    def stop(self) -> None:
        self.handlers.may_go.set()
        self.channel.close()
        self.server.stop(0)


@pytest.fixture
def port_with() -> Iterator[Callable[[Patience], Port]]:
    loop = ServerLoop()
    ports: list[Port] = []

    def made(patience: Patience) -> Port:
        ports.append(Port(loop, patience))
        return ports[-1]

    yield made
    for port in ports:
        port.stop()
    loop.close()


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
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert lines == [f"id {silent} '-' REQUEST_LATE 0.0ms"] * MANY


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


def test_the_limits_in_service_are_two_seconds_and_ten_for_a_recording() -> None:
    assert Patience(request_s=2.0, opening_s=10.0) == PATIENCE
