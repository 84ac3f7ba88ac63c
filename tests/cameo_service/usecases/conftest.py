"""Both stores, and the two people most stories need."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.storage.store import open_store
from cameo_service.usecases.ports.store import Store
from consent.terms import Audience
from tests.cameo_service.usecases.memory_store import MemoryStore
from tests.cameo_service.usecases.world import DEPLOYMENT, World


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The store that stories are told on, and the one that people's consent is kept in."""
    if request.param == "memory":
        yield MemoryStore(DEPLOYMENT)
        return
    opened = open_store(tmp_path / "data", bytes)
    yield opened
    opened.close()


@pytest.fixture
def world() -> World:
    """Ada is enrolled and lets approved people render her; Bob has a grant; Eve has none."""
    world = World()
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world
