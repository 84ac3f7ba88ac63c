"""The store the use case tests run on keeps the same contract as the database."""

import pytest

from cameo_service.usecases.ports.history import Deployment
from tests.cameo_service.usecases.memory_store import MemoryStore
from tests.contracts.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore(Deployment(bytes(range(16)), 1))
