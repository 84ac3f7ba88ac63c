"""A database from before names had to wait for their bearer: no name stops to count, and all are found as now."""

import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import MAIN, migrate
from consent.names import parse_name

ENROLLED, KNOWN, NAMELESS = (bytes([number] * 16) for number in (1, 2, 3))
NAME = parse_name("Ada King Lovelace")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations without the one that is tested."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for script in MAIN.glob("*.py"):
        if script.name < "0031":
            (versions / script.name).write_bytes(script.read_bytes())
    return versions


def test_every_name_counts_as_before_and_unknown_bearers_are_vouched_for(tmp_path: Path, before: Path) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, before)
    for subject in (ENROLLED, KNOWN, NAMELESS):
        connection.execute(
            "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
            " VALUES (?, 'active', 0, 'adult', 1, 0, 0)",
            (subject,),
        )
    connection.execute(
        "INSERT INTO enrollments (subject_id, enrollment_id, version, assurance, audience_ceiling, modalities,"
        " created_us, expires_us) VALUES (?, ?, 1, 1, 1, 'face', 0, NULL)",
        (ENROLLED, ENROLLED),
    )
    for owner in (ENROLLED, KNOWN):
        row = (owner, " ".join(NAME.words), NAME.text, "AT KNK LFLS")
        connection.execute("INSERT INTO names (owner, words, name, sound) VALUES (?, ?, ?, ?)", row)
    connection.commit()
    migrate(connection, MAIN)
    assert connection.execute("SELECT owner, sound, counts, refused FROM names ORDER BY owner").fetchall() == [
        (ENROLLED, NAME.sound, 1, 0),
        (KNOWN, NAME.sound, 1, 0),
    ]
    vouched = connection.execute("SELECT subject_id FROM subjects WHERE vouched = 1").fetchall()
    assert vouched == [(KNOWN,)]
    connection.close()
