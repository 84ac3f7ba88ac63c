"""`cameo models migrate`: how far the people of a deployment have moved to the packs in use."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.storage.store import open_store
from cameo_service.usecases.ports.enrollment import SealedItem
from consent.identity import EnrollmentId
from tests.cameo_service.cli.commands import printed
from tests.cameo_service.usecases.world import World


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two people of the first open pack, one of the second."""
    store = open_store(tmp_path / "data", bytes)
    world = World(store)
    for handle, pack in (("ada", "open-1"), ("bob", "open-1"), ("eve", "open-2")):
        subject = world.person(handle)
        world.enroll(handle)
        with store.write() as transaction:
            row = transaction.enrollments.of(subject)
            assert row is not None
            sealed = tuple(SealedItem(item.kind, pack, 1, b"key", b"sealed") for item in row.sealed)
            transaction.enrollments.put(replace(row, enrollment_id=EnrollmentId(world.ids.new(1)), sealed=sealed))
    store.close()
    return tmp_path / "data"


def migrated(data: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["models", "migrate", "--data-dir", str(data), *more])


def test_the_people_of_each_pack_are_counted_and_who_is_left(data: Path) -> None:
    told = printed(migrated(data, "--json"))

    assert told == {"in_use": "open-2", "people": {"open-1": 2, "open-2": 1}, "left": 2}


def test_the_table_ends_with_who_is_left(data: Path) -> None:
    assert "2 of 3 are left to enroll by open-2." in migrated(data).stdout


def test_the_packs_in_use_are_those_of_the_settings(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__FACE_TEMPLATE", "dlib")
    monkeypatch.setenv("CAMEO_ENGINES__VOICE_TEMPLATE", "ge2e")

    assert printed(migrated(data, "--json"))["left"] == 1


def test_a_folder_without_a_database_is_refused_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    refused = migrated(tmp_path / "none")

    assert (refused.exit_code, "holds no main.db" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
