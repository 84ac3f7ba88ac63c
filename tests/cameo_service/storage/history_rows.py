"""Acts that leave leaves, as the use cases write them."""

from pathlib import Path

from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.ports.activity import ActivityRow
from consent.identity import SubjectId
from tests.contracts.store_rows import ADA, BOB, NOW_US, grant


def act(store: SqliteStore, kind: str, owner: SubjectId = ADA, actor: SubjectId | None = BOB, *, narrows: bool) -> int:
    """One consent write; answers its revision."""
    with store.write() as tx:
        revision = tx.next_revision()
        if narrows:
            tx.epochs.bump_owner(owner)
        tx.activity.record(ActivityRow(owner, revision, NOW_US, kind, actor, "app", "", 1))
    return revision


def granted(store: SqliteStore) -> int:
    """Ada grants Bob."""
    with store.write() as tx:
        revision = tx.next_revision()
        tx.grants.put(grant(), NOW_US)
        tx.activity.record(ActivityRow(ADA, revision, NOW_US, "granted", BOB, "app", "", 1))
    return revision


def reader_of(directory: Path) -> HistoryReader:
    return HistoryReader.of_directory(directory, bytes)
