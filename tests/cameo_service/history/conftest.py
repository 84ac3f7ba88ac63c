"""A history folder and leaves in memory."""

from pathlib import Path

import pytest

from cameo_service.history.folder import HistoryFolder
from tests.cameo_service.history.fake_leaves import FakeLeaves

SECRET = bytes(32)


@pytest.fixture
def folder(tmp_path: Path) -> HistoryFolder:
    return HistoryFolder(tmp_path / "history", tmp_path / "data", SECRET)


@pytest.fixture
def leaves() -> FakeLeaves:
    return FakeLeaves()
