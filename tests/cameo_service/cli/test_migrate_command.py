"""`cameo migrate` and its exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.storage.store import open_store
from tests.cameo_service.cli.commands import printed
from tests.cameo_service.storage.operator.old_schema import BEFORE, NEWEST, at_revision, revision


@pytest.fixture
def data(tmp_path: Path) -> Path:
    open_store(tmp_path / "data", bytes).close()
    return tmp_path / "data"


def migrate(data: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["migrate", "--data-dir", str(data), *more])


def test_a_check_changes_nothing_and_its_exit_code_says_whether_work_is_left(data: Path) -> None:
    assert migrate(data, "--check").exit_code == 0
    at_revision(data, BEFORE)
    left = migrate(data, "--check", "--json")
    (main, _) = json.loads(left.stdout)["databases"]
    assert (left.exit_code, main["schema"], main["missing"]) == (1, "old", [NEWEST])
    assert revision(data) == BEFORE


def test_what_was_done_is_told(data: Path) -> None:
    at_revision(data, BEFORE)
    assert f"main.db: 1 migrations, from {BEFORE} to {NEWEST}" in migrate(data).stdout
    assert revision(data) == NEWEST
    assert printed(migrate(data, "--json"))["migrated"] == {}


@pytest.mark.parametrize("more", [(), ("--check",)])
def test_a_database_from_the_future_is_refused(data: Path, more: tuple[str, ...]) -> None:
    at_revision(data, "main_9999")
    refused = migrate(data, *more)
    assert (refused.exit_code, "install the version that wrote it" in refused.stderr) == (1, True)
    assert revision(data) == "main_9999"


def test_a_directory_that_is_not_there_needs_nothing_and_is_not_made(tmp_path: Path) -> None:
    assert migrate(tmp_path / "none").exit_code == 0
    assert list(tmp_path.iterdir()) == []
