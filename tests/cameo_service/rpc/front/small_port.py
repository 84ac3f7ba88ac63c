"""A port with one method of each kind, over real gRPC."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_client.connection import open_channel
from cameo_service.rpc.front.arrivals import Arrival, Inbox
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.caller_table import Effect, Row
from cameo_service.rpc.front.first_message import Patience
from cameo_service.rpc.front.server import AGES, PortSettings, RpcServer
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ArrivalStep, CallerStep, ErrorStep, LogStep, RequestIdStep
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.meter import Meter
from tests.cameo_service.usecases.world import ToldClock

LOG = logging.getLogger("tests.half_open")
CHECK, REVOKE, RECORD, WATCH = METHODS = ("/t.T/Check", "/t.T/Revoke", "/t.T/Record", "/t.T/Watch")
STUDIO = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"))
PATIENT, IMPATIENT = Patience(3600.0, 3600.0, 3600.0), Patience(0.01, 0.01, 0.01)
LONG_S = 60


def readable(data: bytes) -> bytes:
    """A message of the stream: UTF-8."""
    data.decode()
    return data


@dataclass
class Handlers:
    """One method of each kind. A check of b"hold" waits until it is let go. has_left: a recording's thread is free."""

    is_held: Event = field(default_factory=Event)
    may_go: Event = field(default_factory=Event)
    has_left: Event = field(default_factory=Event)
    arrived: SimpleQueue[Arrival | None] = field(default_factory=SimpleQueue)

    def check(self, request: bytes, _call: Call) -> bytes:
        if request == b"hold":
            self.is_held.set()
            self.may_go.wait(LONG_S)
        return request

    def revoke(self, request: bytes, _call: Call) -> bytes:
        return request

    def record(self, inbox: Inbox, _call: Call) -> Iterator[bytes]:
        try:
            while (arrival := inbox.next(None)) and arrival.message is not None:
                self.arrived.put(arrival)
                yield arrival.message
            self.arrived.put(arrival)
        finally:
            self.has_left.set()

    async def watch(self, request: bytes, call: Call) -> None:
        await call.write(request)

    def add(self, server: Any) -> None:
        methods: dict[str, Any] = {
            "Check": grpc.unary_unary_rpc_method_handler(self.check),
            "Revoke": grpc.unary_unary_rpc_method_handler(self.revoke),
            "Record": grpc.stream_stream_rpc_method_handler(self.record, request_deserializer=readable),
            "Watch": grpc.unary_stream_rpc_method_handler(self.watch),
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("t.T", methods),))


class Port:
    """A port with one thread for everything but revocations."""

    ages = AGES

    def __init__(self, loop: ServerLoop, patience: Patience) -> None:
        source, clock = InsecureDevCallers(LOG), ToldClock()
        table = {method: Row(frozenset({Role.GENERATION}), Effect.READ) for method in METHODS}
        steps = (
            RequestIdStep(lambda: "id"),
            LogStep(clock, LOG),
            ErrorStep(),
            ArrivalStep(),
            CallerStep(source, NoAssertions(), table, Meter(clock)),
        )
        settings = PortSettings("127.0.0.1", 0, 1, source, steps, clock, {REVOKE}, patience, ages=self.ages)
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
