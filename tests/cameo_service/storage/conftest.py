"""A store on a disk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_service.storage.store import SqliteStore, open_store


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory nobody wrote to, made once: building the schema costs more than most tests."""
    directory = tmp_path_factory.mktemp("fresh") / "data"
    open_store(directory, os.urandom).close()
    return directory


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(directory: Path, fresh: Path) -> Iterator[SqliteStore]:
    shutil.copytree(fresh, directory)
    opened = open_store(directory, os.urandom)
    yield opened
    opened.close()
