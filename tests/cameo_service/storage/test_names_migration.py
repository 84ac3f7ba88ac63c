"""A database from before words held marks: its names are found in prompts as they are spelled now."""

import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import MAIN, migrate
from consent.reading.spoken import spoken

OWNER = bytes([1] * 16)
BEFORE = [
    ("ada lovelace", "Ada Lovelace", "AT LFLS"),
    ("\u0142ukasz nowak", "\u0141ukasz Nowak", "\u0142ukasz NWK"),
    ("lukasz nowak", "Lukasz Nowak", "LKSS NWK"),
    (
        "\u0633\u0640\u0627\u0645 \u0639\u0644\u064a",
        "\u0633\u0640\u0627\u0645 \u0639\u0644\u064a",
        "\u0633\u0640\u0627\u0645 \u0639\u0644\u064a",
    ),
    ("\u0938 \u092e \u0930 \u092f", "\u0938\u0940\u092e\u093e \u0930\u093e\u092f", "\u0938 \u092e \u0930 \u092f"),
]


def _until(number: str, folder: Path) -> Path:
    """The migrations before this one."""
    versions = folder / "versions"
    versions.mkdir()
    for script in MAIN.glob("*.py"):
        if script.name < number:
            (versions / script.name).write_bytes(script.read_bytes())
    return versions


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations without the one that is tested."""
    return _until("0030", tmp_path)


def test_names_are_spelled_again_and_found(tmp_path: Path, before: Path) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, before)
    connection.execute(
        "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
        " VALUES (?, 'active', 0, 'adult', 1, 0, 0)",
        (OWNER,),
    )
    for words, name, sound in BEFORE:
        connection.execute(
            "INSERT INTO names (owner, words, name, sound) VALUES (?, ?, ?, ?)", (OWNER, words, name, sound)
        )
    connection.commit()
    migrate(connection, MAIN)
    rows = connection.execute("SELECT words, sound FROM names").fetchall()
    assert [words for words, _ in rows] == [
        "ada lovelace",
        "lukasz nowak",
        "\u0633\u0627\u0645 \u0639\u0644\u06cc",
        "\u0938\u0940\u092e\u093e \u0930\u093e\u092f",
    ]
    for words, sound in rows:
        assert sound in spoken(words).sounds
    connection.close()


def test_a_name_that_was_drawn_out_is_found_after_the_upgrade(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, _until("0044", tmp_path))
    drawn_out, plain = "\u0633\u0640\u0627\u0645 \u0639\u0644\u064a", "\u0633\u0627\u0645 \u0639\u0644\u06cc"
    connection.execute(
        "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
        " VALUES (?, 'active', 0, 'adult', 1, 0, 0)",
        (OWNER,),
    )
    for words in (drawn_out, "ada lovelace"):
        connection.execute(
            "INSERT INTO names (owner, words, name, sound, counts) VALUES (?, ?, ?, ?, 1)", (OWNER, words, words, "")
        )
    connection.commit()
    migrate(connection, MAIN)
    rows = connection.execute("SELECT words, counts FROM names ORDER BY words").fetchall()
    connection.close()
    assert rows == [("ada lovelace", 1), (plain, 1)]


ALI, READ_ALIKE = "\u0639\u0644\u064a \u0631\u0636\u0627", "\u0639\u0644\u06cc \u0631\u0636\u0627"
"""One name with the Arabic and with the Persian letter of its end: prompts are read with the second."""


@pytest.mark.parametrize("spelled", [[ALI], [ALI, READ_ALIKE]])
def test_a_name_in_a_letter_that_stands_for_another_is_found_after_the_upgrade(
    tmp_path: Path, spelled: list[str]
) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, _until("0049", tmp_path))
    connection.execute(
        "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
        " VALUES (?, 'active', 0, 'adult', 1, 0, 0)",
        (OWNER,),
    )
    for words in (*spelled, "ada lovelace"):
        connection.execute(
            "INSERT INTO names (owner, words, name, sound, counts) VALUES (?, ?, ?, '-', 1)", (OWNER, words, words)
        )
    connection.commit()
    migrate(connection, MAIN)
    rows = dict(connection.execute("SELECT words, sound FROM names").fetchall())
    connection.close()
    # In both spellings the name was found before, and is.
    assert set(rows) == {READ_ALIKE, "ada lovelace", *spelled[1:], *(spelled[:1] if len(spelled) == 2 else ())}
    assert rows["ada lovelace"] == "-"
    assert len(spelled) == 2 or rows[READ_ALIKE] in spoken(READ_ALIKE).sounds
