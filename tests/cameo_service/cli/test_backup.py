"""`cameo backup`, `cameo backup verify` and `cameo restore` on the files of a deployment."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cameo_service.data_directory import shared
from cameo_service.storage.engines import sqlite as engine
from cameo_service.storage.operator import backup as backups
from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND
from cameo_service.vault.key_ring import KeyRing
from tests.cameo_service.cli.commands import printed
from tests.cameo_service.cli.deployment_files import Deployment, files
from tests.cameo_service.storage.operator.old_schema import BEFORE, at_revision

ITEMS = 3
"""Sealed for each person: templates, face and voice."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path / "place")
    yield deployment
    deployment.store.close()


@pytest.fixture
def copy(here: Deployment, tmp_path: Path) -> Path:
    """A backup that was made while the store was open."""
    target = tmp_path / "copies" / "monday"
    printed(here.run("backup", str(target), "--json"))
    return target


def verified(here: Deployment, copy: Path, *more: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what is said of each check that does not hold."""
    result = here.run("backup", "verify", str(copy), "--json", *more)
    return result.exit_code, {
        check["name"]: check["said"] for check in json.loads(result.stdout)["checks"] if check["said"]
    }


def restored(here: Deployment, copy: Path) -> dict[str, Any]:
    told: dict[str, Any] = printed(here.run("restore", str(copy), "--new-incarnation", "--json"))
    return told


def test_a_backup_holds_two_databases_a_manifest_and_no_key(here: Deployment, copy: Path) -> None:
    assert sorted(files(copy)) == ["keys.db", "main.db", "manifest.json"]
    assert {path.stat().st_mode & 0o077 for path in (copy, *copy.iterdir())} == {0}
    assert [path.name for path in copy.parent.iterdir()] == ["monday"]
    secrets = [key.key for key in here.ring.load().encryption_keys]
    assert not any(
        secret in content or secret.hex().encode() in content for secret in secrets for content in files(copy).values()
    )
    manifest = json.loads((copy / "manifest.json").read_text())
    assert (manifest["enrollments"], manifest["key_versions"], manifest["policy"]) == (2, [1], "standard")
    assert manifest["mark"]["tree_size"] == here.history.mark.read().tree_size  # type: ignore[union-attr]


def test_verifying_opens_every_sealed_item_and_changes_nothing(here: Deployment, copy: Path) -> None:
    before = files(here.root) | files(copy)
    result = here.run("backup", "verify", str(copy), "--keys", str(here.config.key_ring), "--json")
    told = printed(result)
    assert (told["holds"], told["items_opened"]) == (True, 2 * ITEMS)
    assert told["restored"] == {"lost": 0, "frozen": 0, "erased": 0, "is_gap": False, "carried": 2, "unopened": 0}
    assert files(here.root) | files(copy) == before


def test_one_item_that_does_not_open_is_found(here: Deployment, copy: Path) -> None:
    with closing(sqlite3.connect(copy / "keys.db")) as keys:
        (key,) = keys.execute("SELECT max(wrapped_key) FROM wrapped_keys").fetchone()
        keys.execute("UPDATE wrapped_keys SET wrapped_key = zeroblob(60) WHERE wrapped_key = ?", (key,))
        keys.commit()
    signed_again(copy)
    code, wrong = verified(here, copy)
    assert (code, sorted(wrong)) == (1, ["sealed"])
    assert "1 people" in wrong["sealed"]


def signed_again(copy: Path) -> None:
    """The manifest fits the files again: digests show damage, and no malice."""
    manifest = json.loads((copy / "manifest.json").read_text())
    for name in manifest["files"]:
        digested = backups._digested(copy / name)
        manifest["files"][name] = {"size": digested.size, "sha256": digested.sha256}
    (copy / "manifest.json").write_text(json.dumps(manifest))


def test_a_ring_that_lacks_a_key_does_not_verify(here: Deployment, copy: Path) -> None:
    def later(ring: KeyRing) -> KeyRing:
        return replace(ring, encryption_keys=tuple(replace(key, version=7) for key in ring.encryption_keys))

    here.ring.change(later)
    code, wrong = verified(here, copy)
    assert (code, sorted(wrong)) == (1, ["ring.complete", "sealed"])


def test_without_a_ring_nothing_is_proved(here: Deployment, copy: Path, tmp_path: Path) -> None:
    code, wrong = verified(here, copy, "--keys", str(tmp_path / "none.json"))
    assert (code, "no key ring" in wrong["restore"]) == (1, True)


@pytest.mark.parametrize("name", ["main.db", "keys.db"])
def test_a_damaged_file_is_told_and_not_put_in_place(here: Deployment, copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[-1] ^= 1
    (copy / name).write_bytes(content)
    code, wrong = verified(here, copy)
    assert (code, f"{name} of the backup" in wrong["restore"]) == (1, True)
    here.stop()
    here.lose("main.db", "keys.db")
    refused = here.run("restore", str(copy), "--new-incarnation")
    assert (refused.exit_code, name in refused.stderr) == (1, True)
    assert not list(here.config.data_dir.glob("*.db"))


@pytest.mark.parametrize("content", ["", "{}", '{"format": "cameo-backup/v9"}', "[]", '{"format": "cameo-backup/v1"}'])
def test_a_folder_that_is_no_backup_is_told(here: Deployment, copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content)
    code, wrong = verified(here, copy)
    assert (code, "no backup of this program" in wrong["restore"]) == (1, True)


def test_what_was_revoked_after_the_backup_is_frozen_and_everything_opens(here: Deployment, copy: Path) -> None:
    here.world.revoked("ada", "bob")
    here.stop()
    assert printed(here.run("backup", "verify", str(copy), "--json"))["restored"]["frozen"] == 1
    here.lose("main.db", "keys.db")
    told = restored(here, copy)
    assert (told["lost"], told["frozen"], told["carried"], told["unopened"]) == (1, 1, 2, 0)
    assert told["has_kept_keys"] is False
    assert [here.opened(person) for person in ("ada", "bob")] == [ITEMS, ITEMS]


def test_a_second_restore_finds_the_keys_that_the_first_one_carried(here: Deployment, copy: Path) -> None:
    here.stop()
    here.lose("main.db")
    assert restored(here, copy)["has_kept_keys"] is True
    here.lose("main.db")
    told = restored(here, copy)
    assert (told["high_water"]["incarnation"], told["carried"]) == (3, 2)
    assert here.opened("ada") == ITEMS


def test_a_person_who_was_erased_since_stays_erased(here: Deployment, copy: Path) -> None:
    here.world.erased("ada")
    here.stop()
    here.lose("main.db")
    told = restored(here, copy)
    assert (told["has_kept_keys"], told["erased"]) == (True, 1)
    assert [here.opened(person) for person in ("ada", "bob")] == [0, ITEMS]


def test_a_newer_database_is_not_written_over(here: Deployment, copy: Path) -> None:
    here.world.revoked("ada", "bob")
    here.stop()
    before = files(here.config.data_dir)
    refused = here.run("restore", str(copy), "--new-incarnation")
    assert (refused.exit_code, "newer than the backup" in refused.stderr) == (1, True)
    after = files(here.config.data_dir)
    assert {name: after[name] for name in ("main.db", "keys.db")} == {
        name: before[name] for name in ("main.db", "keys.db")
    }


def test_the_newest_acts_count_though_they_stand_in_the_log_alone(here: Deployment, copy: Path) -> None:
    """As after a crash: the service had no time to move its log into the database."""
    here.world.revoked("ada", "bob")
    here.publish()
    log = (here.config.data_dir / "main.db-wal").read_bytes()
    here.store.close()
    (here.config.data_dir / "main.db").write_bytes((copy / "main.db").read_bytes())
    (here.config.data_dir / "main.db-wal").write_bytes(log)
    refused = here.run("restore", str(copy), "--new-incarnation")
    assert refused.exit_code == 1


def test_a_database_that_cannot_be_read_is_not_written_over(here: Deployment, copy: Path) -> None:
    here.stop()
    (here.config.data_dir / "main.db").write_bytes(b"no database" * 1000)
    refused = here.run("restore", str(copy), "--new-incarnation")
    assert (refused.exit_code, "move main.db and keys.db away first" in refused.stderr) == (1, True)


def test_the_database_of_another_deployment_is_not_written_over(here: Deployment, copy: Path, tmp_path: Path) -> None:
    other = Deployment(tmp_path / "other")
    other.stop()
    refused = other.run("restore", str(copy), "--new-incarnation")
    assert (refused.exit_code, "of another deployment" in refused.stderr) == (1, True)
    other.lose("main.db")
    assert "of another deployment" in other.run("restore", str(copy), "--new-incarnation").stderr


@pytest.mark.parametrize("command", [["restore", "--new-incarnation"], ["migrate"]])
def test_files_are_not_changed_under_a_service(here: Deployment, command: list[str]) -> None:
    here.stop()
    at_revision(here.config.data_dir, BEFORE)
    with shared(here.config.data_dir):
        refused = here.run(*command)
        assert (refused.exit_code, "stop it first" in refused.stderr) == (1, True)
        assert here.run("migrate", "--check").exit_code == 1
    assert here.run("migrate").exit_code == 0


@pytest.mark.parametrize("place", ["data/copy", "data-history/copy", "keys/copy"])
def test_a_backup_lies_apart_from_what_it_replaces_and_from_what_opens_it(here: Deployment, place: str) -> None:
    refused = here.run("backup", str(here.root / place))
    assert (refused.exit_code, "choose another place" in refused.stderr) == (1, True)
    assert not (here.root / place).exists()


def test_a_backup_is_never_written_over_another_one(here: Deployment, copy: Path) -> None:
    before = files(copy)
    refused = here.run("backup", str(copy))
    assert (refused.exit_code, "Name a new folder" in refused.stderr) == (1, True)
    assert files(copy) == before


def test_a_backup_from_the_future_is_refused(here: Deployment, copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["schema"]["main.db"] = "main_9999"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    code, wrong = verified(here, copy)
    assert (code, "newer than this program" in wrong["restore"]) == (1, True)


def test_a_backup_of_an_older_program_is_migrated_where_it_is_proved(here: Deployment, tmp_path: Path) -> None:
    here.stop()
    at_revision(here.config.data_dir, BEFORE)
    old = tmp_path / "old"
    assert printed(here.run("backup", str(old), "--json"))["schema"]["main.db"] == BEFORE
    assert verified(here, old) == (0, {})


def test_an_enrollment_that_ends_while_the_files_are_copied_makes_both_copied_again(
    here: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    def and_ada_enrolls_again(source: Path, target: Path) -> None:
        engine.copy_online(source, target)
        copied.append(target.name)
        if copied == ["main.db"]:
            here.world.enroll("ada")

    monkeypatch.setattr(backups, "copy_online", and_ada_enrolls_again)
    target = tmp_path / "copy"
    printed(here.run("backup", str(target), "--json"))
    assert copied == ["main.db", "keys.db"] * 2
    assert verified(here, target) == (0, {})


def test_templates_that_go_while_the_files_are_copied_make_both_copied_again(
    here: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []

    def and_adas_old_templates_go(source: Path, target: Path) -> None:
        engine.copy_online(source, target)
        copied.append(target.name)
        if copied == ["main.db"]:
            with here.world.store.write() as transaction:
                row = transaction.enrollments.of(here.world.people["ada"])
                assert row is not None
                transaction.enrollments.unseal(row, TEMPLATES_KIND)

    monkeypatch.setattr(backups, "copy_online", and_adas_old_templates_go)
    target = tmp_path / "copy"
    printed(here.run("backup", str(target), "--json"))
    assert copied == ["main.db", "keys.db"] * 2
    assert verified(here, target) == (0, {})


def test_a_backup_that_never_settles_leaves_nothing(
    here: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_ada_enrolls_again(source: Path, target: Path) -> None:
        engine.copy_online(source, target)
        here.world.enroll("ada")

    monkeypatch.setattr(backups, "copy_online", and_ada_enrolls_again)
    refused = here.run("backup", str(tmp_path / "copies" / "copy"))
    assert (refused.exit_code, "try again" in refused.stderr) == (1, True)
    assert list((tmp_path / "copies").iterdir()) == []


def test_where_nothing_is_there_is_nothing_to_back_up(here: Deployment, tmp_path: Path) -> None:
    refused = here.run("backup", str(tmp_path / "copy"), "--data-dir", str(tmp_path / "empty"))
    assert (refused.exit_code, "no databases here" in refused.stderr) == (1, True)
    assert not (tmp_path / "copy").exists()


def test_the_same_is_told_to_a_person(here: Deployment, tmp_path: Path) -> None:
    assert "2 enrollments" in here.run("backup", str(tmp_path / "copy")).stdout
    assert "6 sealed items opened" in here.run("backup", "verify", str(tmp_path / "copy")).stdout
    here.stop()
    here.lose("main.db", "keys.db")
    told = here.run("restore", str(tmp_path / "copy"), "--new-incarnation")
    assert "keys.db is that of the backup" in told.stdout
