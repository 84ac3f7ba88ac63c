"""`cameo models migrate`: how far the people of a deployment have moved to the packs in use."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.storage.store import open_store
from cameo_service.usecases.ports.enrollment import SealedItem, templates_kind
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from consent.handles import parse_handle
from consent.identity import EnrollmentId
from liveness.limits.net_ids import CAMPPLUS, SFACE
from tests.cameo_service.cli.commands import printed
from tests.cameo_service.usecases.world import World

IN_USE = "open-2+whisper-1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two people of the first open pack, one of the second."""
    store = open_store(tmp_path / "data", bytes)
    world = World(store)
    for handle, pack in (("ada", "open-1"), ("bob", "open-1"), ("eve", IN_USE)):
        subject = world.person(handle)
        world.enroll(handle)
        with store.write() as transaction:
            row = transaction.enrollments.of(subject)
            assert row is not None
            sealed = tuple(SealedItem(item.kind, pack, 1, b"key", b"sealed") for item in row.sealed)
            transaction.enrollments.put(replace(row, enrollment_id=EnrollmentId(world.ids.new(1)), sealed=sealed))
    store.close()
    return tmp_path / "data"


def noted(data: Path, *rows: tuple[str, MoveState, int | None, int | None]) -> None:
    """(handle, state, asked, end) as a service notes them that seals by the nets of the default settings."""
    store = open_store(data, bytes)
    with store.write() as transaction:
        for handle, state, asked_us, ends_us in rows:
            parsed = parse_handle(handle)
            subject = transaction.people.by_handle([parsed])[parsed]
            transaction.net_moves.put(NetMove(subject, f"{CAMPPLUS} {SFACE}", state, 0, asked_us, ends_us))
    store.close()


def migrated(data: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["models", "migrate", "--data-dir", str(data), *more])


def test_the_people_of_each_pack_are_counted_and_who_is_left(data: Path) -> None:
    told = printed(migrated(data, "--json"))

    assert told == {
        "in_use": IN_USE,
        "nets": f"{CAMPPLUS} {SFACE}",
        "packs": {"open-1": 2, IN_USE: 1},
        **dict.fromkeys(("moved", "waiting", "asked", "undone", "expired"), 0),
        "not_noted": 2,
        "first_end_us": None,
        "left": 2,
    }


def test_people_are_counted_by_where_they_stand(data: Path) -> None:
    noted(data, ("ada", MoveState.WAITING, 1, 1_800_000_000_000_000), ("bob", MoveState.WAITING, None, None))
    noted(data, ("eve", MoveState.MOVED, None, 1))

    told = printed(migrated(data, "--json"))
    assert {name: told[name] for name in ("moved", "waiting", "asked", "not_noted", "left")} == {
        "moved": 1,
        "waiting": 1,
        "asked": 1,
        "not_noted": 0,
        "left": 2,
    }
    assert "The first enrollment ends on 2027-01-15" in migrated(data).stdout


def test_who_went_back_is_left_and_who_never_came_is_not(data: Path) -> None:
    noted(data, ("ada", MoveState.UNDONE, None, None), ("bob", MoveState.EXPIRED, 1, 2))

    told = printed(migrated(data, "--json"))
    assert (told["undone"], told["expired"], told["left"], told["first_end_us"]) == (1, 1, 1, None)


def test_who_was_looked_at_and_is_of_the_same_nets_is_not_left(data: Path) -> None:
    noted(data, ("ada", MoveState.SAME, None, None), ("bob", MoveState.SAME, None, None))

    assert printed(migrated(data, "--json"))["left"] == 0


def test_people_are_counted_by_the_templates_that_they_are_compared_with(data: Path) -> None:
    store = open_store(data, bytes)
    with store.write() as transaction:
        subject = transaction.people.by_handle([parse_handle("ada")])[parse_handle("ada")]
        row = transaction.enrollments.of(subject)
        assert row is not None
        transaction.enrollments.seal_too(row, SealedItem(templates_kind(2), IN_USE, 1, b"key", b"sealed"))
    store.close()

    assert printed(migrated(data, "--json"))["packs"] == {"open-1": 1, IN_USE: 2}


def test_the_table_ends_with_who_is_left(data: Path) -> None:
    assert "2 of 3 are left to move to open-2+whisper-1." in migrated(data).stdout


def test_the_packs_in_use_are_those_of_the_settings(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__FACE_TEMPLATE", "dlib")
    monkeypatch.setenv("CAMEO_ENGINES__VOICE_TEMPLATE", "ge2e")
    monkeypatch.setenv("CAMEO_ENGINES__WORDS", "pocketsphinx")

    assert printed(migrated(data, "--json"))["left"] == 1


def test_a_folder_without_a_database_is_refused_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    refused = migrated(tmp_path / "none")

    assert (refused.exit_code, "holds no main.db" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
