"""An empty store, and the people that most stories need."""

import pytest

from cameo_service.storage.store import SqliteStore
from consent.terms import Audience
from tests.cameo_service.usecases.world import World
from tests.stores import new_store


@pytest.fixture
def store() -> SqliteStore:
    return new_store()


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
