from pathlib import Path

from tests.cameo_service.storage.killed_writer import assert_nothing_acknowledged_was_lost, write_until_killed

CYCLES = 3


def test_every_acknowledged_write_survives_kill_9(tmp_path: Path) -> None:
    newest = 0
    for cycle in range(CYCLES):
        last = write_until_killed(tmp_path, newest + 1, acknowledged=5 + 7 * cycle)
        newest = assert_nothing_acknowledged_was_lost(tmp_path, last)
