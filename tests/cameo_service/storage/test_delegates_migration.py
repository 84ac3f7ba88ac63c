"""A database in which delegates had access: their access ends, and a delegate without standing is none."""

import sqlite3
from pathlib import Path

import pytest

from cameo_service.storage.engines.migrate import MAIN, migrate

ADA, EVE, KID, BLOCKED, BOB = (bytes([number] * 16) for number in range(1, 6))
GROUP, GRANT = bytes([8] * 16), bytes([9] * 16)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The migrations without the one that is tested."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for script in MAIN.glob("*.py"):
        if script.name < "0031":
            (versions / script.name).write_bytes(script.read_bytes())
    return versions


def test_delegates_lose_their_access_and_the_unfit_their_mandate(tmp_path: Path, before: Path) -> None:
    connection = sqlite3.connect(tmp_path / "main.db")
    migrate(connection, before)
    for subject in (ADA, EVE, KID, BLOCKED, BOB):
        connection.execute(
            "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
            " VALUES (?, 'active', 0, ?, 1, 0, 0)",
            (subject, "minor" if subject == KID else "adult"),
        )
    for delegate in (EVE, KID, BLOCKED):
        connection.execute("INSERT INTO delegations VALUES (?, ?, '', 'file 7', 9)", (ADA, delegate))
    connection.execute("INSERT INTO blocks VALUES (?, ?, NULL, 0)", (ADA, BLOCKED))
    for grantee in (EVE, BOB):
        connection.execute(
            "INSERT INTO grants (owner, grantee, provider, grant_id, modalities, uses, created_us)"
            " VALUES (?, ?, '', ?, 'face', 'private', 0)",
            (ADA, grantee, GRANT),
        )
        connection.execute("INSERT INTO group_members VALUES (?, ?, ?)", (ADA, grantee, GROUP))
    connection.execute("INSERT INTO pair_marks VALUES (?, ?, '', 7, NULL)", (ADA, EVE))
    connection.commit()
    migrate(connection, MAIN)
    assert connection.execute("SELECT delegate FROM delegations").fetchall() == [(EVE,)]
    assert connection.execute("SELECT grantee FROM grants").fetchall() == [(BOB,)]
    assert connection.execute("SELECT member FROM group_members").fetchall() == [(BOB,)]
    assert connection.execute("SELECT actor, epoch, revoked_us FROM pair_marks").fetchall() == [(EVE, 7, 0)]
    assert connection.execute("SELECT subject_id FROM subjects WHERE owner_epoch > 0").fetchall() == [(ADA,)]
    connection.close()
