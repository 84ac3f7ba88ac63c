"""A database from before the mark: who was an adult is marked, and a stranger's link to them ends."""

import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import MAIN, migrate

ADULT, WARD, MADE_A_WARD, ENROLLED, UNKNOWN, ERASED = (bytes([number] * 16) for number in range(6))
STRANGER = bytes([9] * 16)
PEOPLE = {
    ADULT: ("active", "adult"),
    WARD: ("active", "minor"),
    MADE_A_WARD: ("active", "minor"),
    ENROLLED: ("active", "unknown"),
    UNKNOWN: ("active", "unknown"),
    ERASED: ("erased", "unknown"),
}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations without the one that is tested."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for script in MAIN.glob("*.py"):
        if script.name < "0028":
            (versions / script.name).write_bytes(script.read_bytes())
    return versions


def test_a_link_that_stands_on_the_apps_word_alone_ends(tmp_path: Path, before: Path) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, before)
    for subject, (state, age) in PEOPLE.items():
        connection.execute(
            "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
            " VALUES (?, ?, 0, ?, 1, 0, 0)",
            (subject, state, age),
        )
    connection.execute(
        "INSERT INTO activity (owner, revision, seq, at_us, kind, reason, count, actor, provider, hour)"
        " VALUES (?, 1, 0, 0, 'age_asserted', 'adult', 1, zeroblob(16), '', 0)",
        (MADE_A_WARD,),
    )
    connection.execute(
        "INSERT INTO enrollments (subject_id, enrollment_id, version, assurance, audience_ceiling, modalities,"
        " created_us) VALUES (?, ?, 1, 1, 1, 'face', 0)",
        (ENROLLED, ENROLLED),
    )
    for minor in (WARD, MADE_A_WARD):
        connection.execute("INSERT INTO guardianships VALUES (?, ?, 'file 7', 9)", (minor, STRANGER))
    connection.commit()
    migrate(connection, MAIN)
    marked = connection.execute("SELECT subject_id FROM subjects WHERE was_adult = 1 ORDER BY 1").fetchall()
    assert [subject for (subject,) in marked] == [ADULT, MADE_A_WARD, ENROLLED]
    assert connection.execute("SELECT owner FROM guardianships").fetchall() == [(WARD,)]
    assert connection.execute("SELECT subject_id FROM subjects WHERE owner_epoch > 0").fetchall() == [(MADE_A_WARD,)]
    connection.close()
