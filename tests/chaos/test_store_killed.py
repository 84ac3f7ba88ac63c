"""The store under many kills: the long form of tests/cameo_service/storage/test_killed_writer.py, on both engines."""

from pathlib import Path

import pytest

from tests.cameo_service.storage.killed_writer import assert_nothing_acknowledged_was_lost, write_until_killed

CYCLES = 20


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A data directory, or the URL of a database."""
    return tmp_path if request.param == "sqlite" else str(request.getfixturevalue("postgresql_url"))


def test_every_acknowledged_write_survives_twenty_kills(place: Path | str) -> None:
    newest = 0
    for cycle in range(CYCLES):
        last = write_until_killed(place, newest + 1, acknowledged=1 + 7 * cycle % 31)
        newest = assert_nothing_acknowledged_was_lost(place, last)
