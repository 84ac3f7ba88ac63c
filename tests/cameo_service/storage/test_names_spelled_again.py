"""Names that another version spelled otherwise are found in prompts as they are spelled now, from the next start on."""

import os
from pathlib import Path

from cameo_service.storage.engines.sqlite import connect
from cameo_service.storage.store import MAIN_DATABASE, open_store
from consent.names import parse_name
from tests.contracts.store_rows import ADA, with_people

ALI, KARIM, ADA_LOVELACE = "\u0639\u0644\u064a \u0631\u0636\u0627", "\u018fli \u018fliyev", "Ada Lovelace"
BOTH = "\u0639\u0644\u06cc \u0631\u0636\u0627"


def test_names_are_spelled_as_prompts_are_at_the_next_start(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data", os.urandom)
    with_people(store)
    with store.write() as tx:
        tx.names.put(ADA, [parse_name(name) for name in (ALI, KARIM, ADA_LOVELACE)])
    store.close()
    connection = connect(tmp_path / "data" / MAIN_DATABASE)
    connection.execute("UPDATE names SET words = lower(name), sound = '-' WHERE name <> ?", (ADA_LOVELACE,))
    connection.close()
    store = open_store(tmp_path / "data", os.urandom)
    with store.read() as snapshot:
        assert {name.words for name in snapshot.names.of(ADA)} == {
            parse_name(name).words for name in (ALI, KARIM, ADA_LOVELACE)
        }
    store.close()
    connection = connect(tmp_path / "data" / MAIN_DATABASE)
    sounds = {sound for (sound,) in connection.execute("SELECT sound FROM names").fetchall()}
    connection.close()
    assert sounds == {parse_name(name).sound for name in (ALI, KARIM, ADA_LOVELACE)}


def test_a_name_that_is_there_in_both_spellings_stays_in_both(tmp_path: Path) -> None:
    store = open_store(tmp_path / "data", os.urandom)
    with_people(store)
    with store.write() as tx:
        tx.names.put(ADA, [parse_name(BOTH)])
    store.close()
    connection = connect(tmp_path / "data" / MAIN_DATABASE)
    connection.execute(
        "INSERT INTO names (owner, words, name, sound, counts, refused) SELECT owner, ?, ?, '-', counts, 0 FROM names",
        (ALI, ALI),
    )
    connection.close()
    open_store(tmp_path / "data", os.urandom).close()
    connection = connect(tmp_path / "data" / MAIN_DATABASE)
    words = {words for (words,) in connection.execute("SELECT words FROM names").fetchall()}
    connection.close()
    assert words == {ALI, " ".join(parse_name(BOTH).words)}
