from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import InsecureBindError
from cameo_service.rpc.front.server import PortSettings, RpcServer
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.usecases.acting.caller import Caller
from tests.cameo_service.usecases.world import ToldClock


@dataclass
class Believes:
    loopback_only: bool = True

    def identify(self, call: Call) -> Caller:
        raise AssertionError(call)

    def known_as(self, call: Call) -> str:
        raise AssertionError(call)


def add_nothing(server: Any) -> None:
    del server


@pytest.fixture
def loop() -> Iterator[ServerLoop]:
    loop = ServerLoop()
    yield loop
    loop.close()


def server_on(
    loop: ServerLoop, host: str, port: int = 0, *, loopback_only: bool = True, is_shared: bool = False
) -> RpcServer:
    return RpcServer(
        loop,
        PortSettings(
            host=host,
            port=port,
            threads=1,
            source=Believes(loopback_only),
            steps=(),
            clock=ToldClock(),
            is_shared=is_shared,
        ),
        add_nothing,
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "10.0.0.1"])  # noqa: S104 - what must be refused
def test_callers_that_name_themselves_are_refused_beyond_loopback(loop: ServerLoop, host: str) -> None:
    with pytest.raises(InsecureBindError):
        server_on(loop, host)


@pytest.mark.parametrize("host", ["0.0.0.0", "cameo.example"])  # noqa: S104 - what must be refused
def test_calls_without_encryption_are_refused_beyond_loopback(loop: ServerLoop, host: str) -> None:
    with pytest.raises(InsecureBindError, match="tls_certificate"):
        server_on(loop, host, loopback_only=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_they_are_served_on_loopback(loop: ServerLoop, host: str) -> None:
    server = server_on(loop, host)
    server.start()
    assert server.port > 0
    server.stop(0)


def test_a_port_belongs_to_one_server(loop: ServerLoop) -> None:
    first = server_on(loop, "127.0.0.1")
    with pytest.raises(RuntimeError):
        server_on(loop, "127.0.0.1", first.port)
    first.stop(0)


def test_a_port_is_shared_by_those_who_all_say_so(loop: ServerLoop) -> None:
    first = server_on(loop, "127.0.0.1", is_shared=True)
    second = server_on(loop, "127.0.0.1", first.port, is_shared=True)
    assert second.port == first.port
    with pytest.raises(RuntimeError):
        server_on(loop, "127.0.0.1", first.port)
    for server in (first, second):
        server.stop(0)
