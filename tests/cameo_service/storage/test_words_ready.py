"""Banned words are stored ready to be looked for; what folded them before is not believed."""

import json
import os
from pathlib import Path

from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from consent.identity import SubjectId
from consent.restrictions import FOLDING, NONE_SOUGHT, Restrictions, packed, sought
from tests.contracts.store_rows import ADA, BOB, NOW_US, with_people

BANNED = frozenset({"zebra", "bad dog"})
OF_ANOTHER_VERSION = packed(sought({"horse"})).replace(FOLDING, "0/another", 1)


def stored(store: SqliteStore, owner: SubjectId = ADA) -> str:
    with store.read() as snapshot:
        return snapshot.facts.of([owner], BOB, "gen", NOW_US)[owner].sought


def banning(directory: Path) -> SqliteStore:
    store = open_store(directory, os.urandom)
    with_people(store)
    with store.write() as tx:
        tx.restrictions.put(ADA, Restrictions(banned_words=BANNED))
    return store


def column(directory: Path, value: str | None = None) -> str:
    """What stands in the row, after it was overwritten."""
    connection = connect(directory / MAIN_DATABASE)
    if value is not None:
        connection.execute("UPDATE restrictions SET sought = ?", (value,))
    (found,) = connection.execute("SELECT sought FROM restrictions").fetchone()
    connection.close()
    return str(found)


def test_words_are_stored_ready(tmp_path: Path) -> None:
    store = banning(tmp_path / "data")
    assert column(tmp_path / "data") == packed(sought(BANNED)) == stored(store)
    assert stored(store, BOB) == NONE_SOUGHT
    store.close()


def test_words_that_another_version_folded_are_folded_anew_when_they_are_read(tmp_path: Path) -> None:
    store = banning(tmp_path / "data")
    column(tmp_path / "data", OF_ANOTHER_VERSION)
    assert stored(store) == packed(sought(BANNED))
    store.close()


def test_words_that_an_earlier_version_stored_are_made_ready_at_the_next_start(tmp_path: Path) -> None:
    for earlier in ("", OF_ANOTHER_VERSION):
        banning(tmp_path / "data").close()
        column(tmp_path / "data", earlier)
        open_store(tmp_path / "data", os.urandom).close()
        assert column(tmp_path / "data") == packed(sought(json.loads(json.dumps(sorted(BANNED)))))
