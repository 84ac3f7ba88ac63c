"""`cameo audit` names each row that was changed in a real database, and nothing where people did all themselves."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from cameo_service.history.continuity import require_one_past
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.sequencer import integrate
from cameo_service.storage.engines.errors import DatabaseDamagedError
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow
from cameo_service.vault.key_ring_file import KeyRingFile
from consent.terms import Audience
from tests.cameo_service.usecases.world import World

HOUR_US = 3_600_000_000


class Place:
    """A deployment whose people have lived a while: data, key ring and published history."""

    def __init__(self, root: Path) -> None:
        self.data, self.ring, self.history = root / "data", root / "keys/ring.json", root / "data-history"
        self.places = ["--data-dir", str(self.data), "--key-ring", str(self.ring)]
        assert CliRunner().invoke(app, ["keys", "init", *self.places]).exit_code == 0
        secret = KeyRingFile(self.ring, self.data).load().token_secret
        self.folder = HistoryFolder(self.history, self.data, secret)
        self.store = self.opened()
        self.world = World(self.store)

    def opened(self) -> SqliteStore:
        return open_store(self.data, os.urandom, partial(require_one_past, self.folder))

    def close(self) -> None:
        """The service stops: all is published and marked."""
        with closing(HistoryReader.of_directory(self.data, os.urandom)) as leaves:
            self.folder.mark.raise_to(leaves.high_water())
            integrate(self.folder, leaves)
        self.store.close()

    def run(self, *options: str) -> Result:
        return CliRunner().invoke(app, ["audit", *self.places, *options])

    def report(self) -> dict[str, Any]:
        ended = self.run("--json")
        report: dict[str, Any] = json.loads(ended.stdout)
        assert ended.exit_code == (1 if report["findings"] else 0)
        return report

    def tampered(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """What the audit finds after an attacker with the file ran a statement."""
        with closing(sqlite3.connect(self.data / "main.db")) as main, main:
            assert main.execute(statement, values).rowcount > 0
        found: list[dict[str, Any]] = self.report()["findings"]
        return found


def live(world: World) -> None:
    """Ada granted Bob and Eve, revoked Bob, blocked Eve, froze herself; Bob was refused; everything was frozen."""
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    world.grant("ada", "eve", provider="studio")
    world.revoked("ada", "bob")
    people = world.people
    world.run(block_actor, world.app(), BlockActorRequest(world.request_id(), people["ada"], people["eve"], None))
    for _ in range(3):
        with world.store.write() as tx:
            revision, now_us = tx.revision(), world.clock.now_us
            tx.activity.record(ActivityRow(people["ada"], revision, now_us, REFUSED, people["bob"], "x", "revoked", 2))
        world.clock.now_us += HOUR_US // 2
    world.run(freeze_likeness, world.app(), FreezeLikenessRequest(world.request_id(), people["ada"]))
    world.all_frozen()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    live(made.world)
    made.close()
    return made


def test_where_people_did_all_themselves_no_row_lies(place: Place) -> None:
    report = place.report()
    assert report["findings"] == []
    assert report["leaves"] == report["published"] > 10
    assert report["people"] == 3
    assert "no row lies" in " ".join(place.run().stdout.split())


TAMPERED: list[tuple[str, str, str]] = [
    ("DELETE FROM pair_marks WHERE revoked_us IS NOT NULL", "pair_marks", "revoked"),
    ("UPDATE pair_marks SET revoked_us = NULL", "pair_marks", "revoked"),
    ("UPDATE pair_marks SET epoch = epoch - 1", "pair_marks", "at least"),
    ("UPDATE subjects SET owner_epoch = 0 WHERE owner_epoch > 0", "subjects", "at least"),
    ("UPDATE subjects SET frozen = 0 WHERE frozen = 1", "subjects", "1"),
    ("UPDATE subjects SET audience = 4 WHERE audience = 2", "subjects", "APPROVED"),
    ("UPDATE subjects SET age = 'minor'", "subjects", "adult"),
    ("DELETE FROM blocks", "blocks", "blocked"),
    ("DELETE FROM grants", "grants", "until revoked"),
    ("UPDATE grants SET uses = 'ad,private,publish'", "grants", "private+publish"),
    ("UPDATE grants SET provider = ''", "grants", "until revoked"),
    ("UPDATE grants SET expires_us = 9", "grants", "until revoked"),
    ("DELETE FROM activity", "activity", "times"),
    ("DELETE FROM activity WHERE kind = 'revoked'", "activity", "1 times"),
    ("UPDATE activity SET count = 1 WHERE kind = 'refused'", "activity", "times"),
    ("UPDATE activity SET reason = 'blocked' WHERE kind = 'refused'", "activity", "times"),
    ("UPDATE subjects SET audience = 77 WHERE audience = 2", "subjects", "APPROVED"),
    ("UPDATE subjects SET state = 'erased' WHERE audience = 2", "subjects", "leaves are linked"),
    ("UPDATE grants SET grant_id = x'07'", "grants", "until revoked"),
    ("UPDATE deployment SET frozen = 0", "deployment", "1"),
    ("UPDATE deployment SET global_epoch = 0", "deployment", "at least"),
    ("UPDATE deployment SET revision = revision - 1", "deployment", "cameo restore"),
    ("DELETE FROM history_leaves WHERE leaf_index = 5", "history_leaves", "a leaf was here"),
    ("UPDATE history_leaves SET record = NULL, owner = NULL WHERE leaf_index = 7", "history_leaves", "about"),
    ("UPDATE history_leaves SET entry = zeroblob(49) WHERE leaf_index = 3", "history_leaves", "published entry"),
    ("UPDATE history_leaves SET owner = x'0102' WHERE leaf_index = 5", "history_leaves", "no salt"),
    (
        (
            "UPDATE history_leaves SET record = (SELECT other.record FROM history_leaves AS other"
            " WHERE other.leaf_index = 13 - history_leaves.leaf_index) WHERE leaf_index IN (5, 8)"
        ),
        "history_leaves",
        "committed to",
    ),
    (
        (
            "INSERT INTO history_leaves SELECT leaf_index + 100, owner, revision, entry, record FROM history_leaves"
            " WHERE leaf_index = 5"
        ),
        "history_leaves",
        "committed to",
    ),
    (
        "UPDATE history_leaves SET record = CAST(replace(record, 'APPROVED', 'EVERYONE') AS BLOB) WHERE leaf_index = 9",
        "history_leaves",
        "committed to",
    ),
]


@pytest.mark.parametrize(("statement", "table", "said"), TAMPERED, ids=[statement for statement, _, _ in TAMPERED])
def test_a_row_that_was_changed_is_named_with_the_leaf_that_it_contradicts(
    place: Place, statement: str, table: str, said: str
) -> None:
    found = place.tampered(statement)
    assert found[0]["table"] == table
    assert any(said in finding["said"] for finding in found if finding["table"] == table)
    if table != "history_leaves":  # rows that an altered leaf spoke of are doubtful with it
        assert {finding["table"] for finding in found} == {table}
    if table not in ("deployment", "activity"):
        assert all(finding["leaf"] is not None for finding in found if finding["table"] == table)


def test_a_grant_and_a_line_that_were_slipped_in_are_told_by_no_leaf(place: Place) -> None:
    people = place.world.people
    found = place.tampered(
        "INSERT INTO grants SELECT ?, ?, '', randomblob(16), modalities, uses, NULL, created_us, NULL, NULL, 0"
        " FROM grants LIMIT 1",
        people["bob"].bytes,
        people["eve"].bytes,
    )
    assert [(finding["table"], finding["leaf"], finding["said"]) for finding in found] == [
        ("grants", None, "no leaf tells of it")
    ]
    found = place.tampered("UPDATE activity SET kind = 'granted', actor = owner WHERE kind = 'names_set' OR seq = 1")
    assert "no leaf tells of it" in {finding["said"] for finding in found if finding["table"] == "activity"}


def test_a_revocation_that_was_undone_names_pair_and_leaf(place: Place) -> None:
    people = place.world.people
    (finding,) = place.tampered("UPDATE pair_marks SET revoked_us = NULL WHERE revoked_us IS NOT NULL")
    assert finding["row"] == f"owner {people['ada']} actor {people['bob']}"
    with closing(sqlite3.connect(place.data / "main.db")) as main:
        asked = "SELECT record FROM history_leaves WHERE leaf_index = ?"
        (record,) = main.execute(asked, (finding["leaf"],)).fetchone()
    assert json.loads(record)["kind"] == "revoked"


def test_the_table_for_a_person_says_the_same(place: Place) -> None:
    place.tampered("DELETE FROM blocks")
    shown = place.run()
    assert shown.exit_code == 1
    assert "Rows that lie" in shown.stdout
    assert "1 rows lie" in " ".join(shown.stdout.split())


def test_a_changed_tile_is_told_and_the_rows_are_audited_all_the_same(place: Place) -> None:
    (bundle,) = (place.history / "tile" / "entries").rglob("*.p/*")
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"\x00")
    found = place.tampered("DELETE FROM blocks")
    assert {finding["table"] for finding in found} == {"published history", "blocks"}


def test_tiles_without_the_checkpoint_that_signed_them_are_told(place: Place) -> None:
    (place.history / "checkpoint").unlink()
    (finding,) = place.report()["findings"]
    assert (finding["table"], finding["said"]) == ("published history", "a tree as it was signed")


@pytest.mark.parametrize("content", [b"no database " * 1000, b""])
def test_a_damaged_database_is_named_and_not_audited(place: Place, content: bytes) -> None:
    main = place.data / "main.db"
    main.write_bytes(content or main.read_bytes()[:50_000])
    ended = place.run()
    assert ended.exit_code == 2
    assert "damaged" in ended.output
    with pytest.raises(DatabaseDamagedError):
        place.opened()


def test_erased_people_are_no_lie(place: Place) -> None:
    place.store = place.opened()
    renewed = World(place.store)
    renewed.people, renewed.requests = place.world.people, 10_000
    renewed.erased("bob")
    place.close()
    report = place.report()
    assert report["findings"] == []
    assert report["unlinked"] > 0


def test_without_a_database_nothing_is_audited_and_nothing_is_made(place: Place) -> None:
    shutil.rmtree(place.data)
    ended = place.run()
    assert ended.exit_code == 2
    assert "no database" in ended.stderr
    assert not place.data.exists()


def test_an_audit_changes_nothing(place: Place) -> None:
    before = (place.data / "main.db").read_bytes()
    assert place.run().exit_code == 0
    assert (place.data / "main.db").read_bytes() == before


def test_what_a_restore_took_over_is_no_lie(place: Place) -> None:
    backup = (place.data / "main.db").read_bytes()
    place.store = place.opened()
    later = World(place.store)
    later.people, later.requests = place.world.people, 10_000
    later.revoked("ada", "eve")
    place.close()
    for path in place.data.glob("main.db*"):
        path.unlink()
    (place.data / "main.db").write_bytes(backup)
    assert {finding["table"] for finding in place.report()["findings"]} == {"deployment", "history_leaves"}
    restored = CliRunner().invoke(app, ["restore", "--new-incarnation", *place.places])
    assert restored.exit_code == 0, restored.output
    report = place.report()
    assert (report["findings"], report["unlinked"]) == ([], 1)
