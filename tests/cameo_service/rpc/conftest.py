"""A service that runs, with Ada enrolled, Bob granted and Eve a stranger."""

from collections.abc import Iterator

import pytest

from consent.terms import Audience
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
