"""Services whose code is loaded once their port is open, over real gRPC."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from cameo_client.connection import open_channel
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.caller_table import Effect, Row
from cameo_service.rpc.front.server import PortSettings, RpcServer
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ArrivalStep, CallerStep, ErrorStep, LogStep, RequestIdStep
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.meter import Meter
from tests.cameo_service.usecases.world import ToldClock

LOG = logging.getLogger("tests.late")
FIRST, LATE, CLOSED, MISSING = ("/t.First/Ask", "/t.Late/Ask", "/t.Late/Closed", "/t.Late/Missing")
LATER = "/t.Later/Ask"
STUDIO = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"))
LONG_S = 60
MANY = 40
"""More than the port has threads."""


def echo(request: bytes, _call: Call) -> bytes:
    return request


def adds(service: str, *names: str) -> Any:
    """As generated code registers a service."""
    methods: dict[str, Any] = {name: grpc.unary_unary_rpc_method_handler(echo) for name in names}

    def add(server: Any) -> None:
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
        server.add_registered_method_handlers(service, methods)

    return add


class Port:
    """One service is there from the start, `t.Late` is not."""

    def __init__(self, loop: ServerLoop) -> None:
        source, clock = InsecureDevCallers(LOG), ToldClock()
        table = {method: Row(frozenset({Role.GENERATION}), Effect.READ) for method in (FIRST, LATE, LATER, MISSING)}
        caller = CallerStep(source, NoAssertions(), table, Meter(clock))
        steps = (RequestIdStep(lambda: "id"), LogStep(clock, LOG), ErrorStep(), ArrivalStep(), caller)
        settings = PortSettings("127.0.0.1", 0, 1, source, steps, clock, late=("t.Late", "t.Later"))
        self.server = RpcServer(loop, settings, adds("t.First", "Ask"))
        self.server.start()
        self.channel = open_channel(f"127.0.0.1:{self.server.port}")

    def begin(self, method: str) -> Any:
        ask: Any = self.channel.unary_unary(method)
        return ask.future(b"hello", metadata=STUDIO, timeout=LONG_S)


@pytest.fixture
def port() -> Iterator[Port]:
    loop = ServerLoop()
    port = Port(loop)
    yield port
    port.channel.close()
    port.server.stop(0)
    loop.close()


def test_a_call_of_a_late_service_waits_holds_no_thread_and_is_answered_once_it_has_come(port: Port) -> None:
    waiting = [port.begin(LATE) for _ in range(MANY)]
    assert port.begin(FIRST).result() == b"hello"
    assert not any(call.done() for call in waiting)
    port.server.bring(adds("t.Late", "Ask"))
    assert [call.result() for call in waiting] == [b"hello"] * MANY


def test_each_late_service_is_answered_when_it_has_come(port: Port) -> None:
    later = port.begin(LATER)
    port.server.bring(adds("t.Late", "Ask"))
    assert port.begin(LATE).result() == b"hello"
    assert not later.done()
    port.server.bring(adds("t.Later", "Ask"))
    assert later.result() == b"hello"


def test_a_late_service_is_asked_the_same_as_any_other(port: Port) -> None:
    waiting = port.begin(CLOSED)
    port.server.bring(adds("t.Late", "Ask", "Closed"))
    with pytest.raises(grpc.RpcError):
        waiting.result()
    assert waiting.code() is grpc.StatusCode.PERMISSION_DENIED


def test_a_method_that_a_late_service_does_not_have_stays_unimplemented(port: Port) -> None:
    port.server.bring(adds("t.Late", "Ask"))
    call = port.begin(MISSING)
    with pytest.raises(grpc.RpcError):
        call.result()
    assert call.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_port_stops_while_calls_wait_for_a_late_service(port: Port) -> None:
    waiting = port.begin(LATE)
    assert port.begin(FIRST).result() == b"hello"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(port.server.stop, 0).result(LONG_S)
    with pytest.raises(grpc.RpcError):
        waiting.result()
