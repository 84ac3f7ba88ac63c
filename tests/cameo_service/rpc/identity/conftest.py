from collections.abc import Iterator
from pathlib import Path

import pytest

from consent.terms import Audience
from tests.cameo_service.rpc.identity.secure_service import SecureService
from tests.cameo_service.usecases.world import World


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[SecureService]:
    """Ada is enrolled, with an audience of those she approves, and bob is not; both are people of the app."""
    world = World()
    world.person("ada")
    world.person("bob")
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    running = SecureService(world, tmp_path)
    yield running
    running.stop()
