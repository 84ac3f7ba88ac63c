"""The store under many kills: the long form of tests/cameo_service/storage/test_killed_writer.py."""

from pathlib import Path

from tests.cameo_service.storage.killed_writer import assert_nothing_acknowledged_was_lost, write_until_killed

CYCLES = 20


def test_every_acknowledged_write_survives_twenty_kills(tmp_path: Path) -> None:
    newest = 0
    for cycle in range(CYCLES):
        last = write_until_killed(tmp_path, newest + 1, acknowledged=1 + 7 * cycle % 31)
        newest = assert_nothing_acknowledged_was_lost(tmp_path, last)
