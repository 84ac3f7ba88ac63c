"""What is left in the file of recordings that were forgotten: nothing."""

import sqlite3
from pathlib import Path

from cameo_service.storage.store import SqliteStore
from tests.contracts.replay_contract import seen
from tests.contracts.store_rows import ADA, BOB, NOW_US, with_people


def rows(directory: Path, table: str) -> int:
    connection = sqlite3.connect(directory / "main.db")
    (count,) = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608 - a name of this file
    connection.close()
    return int(count)


def test_nothing_is_left_of_forgotten_recordings(directory: Path, store: SqliteStore) -> None:
    with_people(store)
    with store.write() as tx:
        for row in (seen(1, 10, 11), seen(2, 11), seen(3, 10, 12, owner=BOB)):
            tx.recordings.remember(row)
    assert rows(directory, "recording_keys") == 5
    with store.write() as tx:
        tx.recordings.forget(ADA)
    assert (rows(directory, "seen_recordings"), rows(directory, "recording_keys")) == (1, 2)
    with store.write() as tx:
        tx.recordings.forget_before(NOW_US + 1, 5)
    assert (rows(directory, "seen_recordings"), rows(directory, "recording_keys")) == (0, 0)
