"""A database from before ceilings were computed where the likeness is used."""

import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import MAIN, migrate
from consent.terms import Assurance, Audience

BEFORE = {
    bytes([1] * 16): (Assurance.LIVE, Audience.APPROVED),
    bytes([2] * 16): (Assurance.LIVE, Audience.ONLY_ME),
    bytes([3] * 16): (Assurance.UPLOADED, Audience.ONLY_ME),
    bytes([4] * 16): (Assurance.DEMO, Audience.EVERYONE),
}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations without the one that is tested."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for script in MAIN.glob("*.py"):
        if script.name < "0037":
            (versions / script.name).write_bytes(script.read_bytes())
    return versions


def test_what_assurance_or_identity_held_back_waits_for_the_operators_choice_and_missing_checks_hold(
    tmp_path: Path, before: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, before)
    for subject, (level, ceiling) in BEFORE.items():
        connection.execute(
            "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
            " VALUES (?, 'active', 0, 'adult', 1, 0, 0)",
            (subject,),
        )
        connection.execute(
            "INSERT INTO enrollments (subject_id, enrollment_id, version, assurance, audience_ceiling, modalities,"
            " created_us) VALUES (?, ?, 1, ?, ?, 'face', 0)",
            (subject, subject, level.value, int(ceiling)),
        )
    connection.commit()
    migrate(connection, MAIN)
    rows = connection.execute("SELECT audience_ceiling FROM enrollments ORDER BY subject_id").fetchall()
    kept = [Audience.EVERYONE, Audience.ONLY_ME, Audience.ONLY_ME, Audience.EVERYONE]
    assert [Audience(stored) for (stored,) in rows] == kept
    connection.close()
