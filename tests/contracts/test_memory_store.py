"""The memory fake keeps the contract too, so that tests over it mean something."""

import pytest

from cameo_service.usecases.ports.history import Deployment
from tests.cameo_service.usecases.memory_store import MemoryStore
from tests.contracts.store_contract import StoreContract


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(Deployment(bytes(16), 1))


class TestMemoryStore(StoreContract):
    """The whole contract."""
