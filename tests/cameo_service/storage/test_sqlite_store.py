"""The SQLite store keeps the contract, and what only a database on a disk can break."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.storage.store import SqliteStore, open_store
from tests.contracts.store_contract import StoreContract


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "data", os.urandom)
    yield opened
    opened.close()


class TestSqliteStore(StoreContract):
    """The whole contract."""
