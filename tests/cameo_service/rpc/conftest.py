"""A service that runs, with Ada enrolled, Bob granted and Eve a stranger."""

from collections.abc import Callable, Iterator

import pytest

from cameo_service.rpc.front.first_message import Patience
from cameo_service.rpc.front.server_loop import ServerLoop
from consent.terms import Audience
from tests.cameo_service.rpc.front.small_port import Port
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.usecases.world import World


@pytest.fixture
def service() -> Iterator[RunningService]:
    world = World()
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    running = RunningService(world)
    yield running
    running.stop()


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
