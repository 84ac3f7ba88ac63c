"""What a supervisor reads from `cameo healthcheck`."""

from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.rpc.front.server import RpcServer
from cameo_service.rpc.front.server_loop import ServerLoop
from tests.cameo_service.cli.commands import printed
from tests.cameo_service.rpc.front.test_server import server_on

Asked = Callable[[], Result]
NAMES = ("unary calls", "recordings", "revocations")


@pytest.fixture
def ports() -> Iterator[list[RpcServer]]:
    loop = ServerLoop()
    servers = [server_on(loop, "127.0.0.1") for _ in NAMES]
    for server in servers:
        server.start()
    yield servers
    for server in servers:
        server.stop(0)
    loop.close()


def asked(servers: list[RpcServer]) -> Result:
    options = [
        word
        for option, server in zip(("--server", "--streams", "--watch"), servers, strict=True)
        for word in (option, f"127.0.0.1:{server.port}")
    ]
    return CliRunner().invoke(app, ["healthcheck", "--json", "--timeout", "60", *options])


def test_a_service_is_healthy_when_every_port_decides(ports: list[RpcServer]) -> None:
    for server in ports:
        server.tell_health(is_serving=True)
    assert printed(asked(ports)) == dict.fromkeys(NAMES, "SERVING")


@pytest.mark.parametrize("waits", range(3))
def test_one_port_that_does_not_decide_yet_is_enough_to_say_no(ports: list[RpcServer], waits: int) -> None:
    for number, server in enumerate(ports):
        server.tell_health(is_serving=number != waits)
    result = asked(ports)
    assert result.exit_code == 1
    assert f'"{NAMES[waits]}": "NOT_SERVING"' in result.stdout


def test_a_service_that_is_not_there_is_not_healthy() -> None:
    nowhere = ["--server", "127.0.0.1:1", "--streams", "127.0.0.1:1", "--watch", "127.0.0.1:1"]
    result = CliRunner().invoke(app, ["healthcheck", *nowhere])
    assert result.exit_code == 1
    assert result.stdout.count("UNREACHABLE") == len(NAMES)
