from typing import Any

import pytest

from cameo_service.rpc.call import Call
from cameo_service.rpc.errors import InsecureBindError
from cameo_service.rpc.server import RpcServer
from cameo_service.usecases.acting.caller import Caller


class Believes:
    loopback_only = True

    def identify(self, call: Call) -> Caller:
        raise AssertionError(call)


def add_nothing(server: Any) -> None:
    del server


def server_on(host: str) -> RpcServer:
    return RpcServer(host=host, port=0, threads=1, source=Believes(), steps=(), add_services=add_nothing)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "10.0.0.1"])  # noqa: S104 - what must be refused
def test_callers_that_name_themselves_are_refused_beyond_loopback(host: str) -> None:
    with pytest.raises(InsecureBindError):
        server_on(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_they_are_served_on_loopback(host: str) -> None:
    server = server_on(host)
    server.start()
    assert server.port > 0
    server.stop(0)


def test_a_port_belongs_to_one_server() -> None:
    first = server_on("127.0.0.1")
    with pytest.raises(RuntimeError):
        RpcServer(host="127.0.0.1", port=first.port, threads=1, source=Believes(), steps=(), add_services=add_nothing)
    first.stop(0)
