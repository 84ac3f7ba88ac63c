"""What `cameo doctor` finds: each fault as an operator causes it, and that looking changes nothing."""

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cameo_service import diagnosis
from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.cli.main import app
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.data_directory import claim_for_policy
from cameo_service.diagnosis import State, diagnose
from cameo_service.history.folder import HistoryFolder
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import open_store
from cameo_service.vault.key_ring import KeyRing, new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from consent.terms import LiveCeiling, WordlessCeiling
from liveness.verdict.policy import PolicyName
from tests.cameo_service.analysis.walls import systems
from tests.cameo_service.storage.operator.old_schema import BEFORE, at_revision, revision
from tests.cameo_service.usecases.world import World
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]

Break = Callable[[ServiceConfig], None]


@pytest.fixture
def config(tmp_path: Path, models_dir: Path) -> ServiceConfig:
    """A deployment that ran: one enrolled person, a marked history, a whole pack."""
    config = ServiceConfig(
        data_dir=tmp_path / "data",
        key_ring=tmp_path / "keys" / "ring.json",
        models=models_dir,
        host="0.0.0.0",  # noqa: S104 - not served
    )
    ring = new_key_ring(os.urandom, SystemClock().utc_us())
    KeyRingFile(config.key_ring, config.data_dir).create(ring)
    claim_for_policy(config.data_dir, config.policy)
    history = HistoryFolder(config.history, config.data_dir, ring.token_secret)
    store = open_store(config.data_dir, os.urandom, history.mark.admit)
    world = World(store)
    world.person("ada")
    world.enroll("ada")
    leaves = HistoryReader.of_directory(config.data_dir, os.urandom)
    history.mark.raise_to(leaves.high_water())
    leaves.close()
    store.close()
    return config


def found(config: ServiceConfig) -> dict[str, State]:
    return {finding.check: finding.state for finding in diagnose(config, SystemClock())}


def failing(config: ServiceConfig) -> list[str]:
    return [check for check, state in found(config).items() if state is State.FAILS]


def test_a_deployment_that_ran_fails_nothing_and_looking_leaves_it_as_it_was(config: ServiceConfig) -> None:
    before = {path: path.read_bytes() for path in config.data_dir.parent.rglob("*") if path.is_file()}
    assert failing(config) == []
    after = {path: path.read_bytes() for path in config.data_dir.parent.rglob("*") if path.is_file()}
    assert {path: after[path] for path in before} == before


def test_a_machine_on_which_nothing_ran_yet_needs_a_ring_and_a_pack_and_gets_no_folder(tmp_path: Path) -> None:
    config = ServiceConfig(data_dir=tmp_path / "data", key_ring=tmp_path / "ring.json", models=tmp_path / "models")
    assert failing(config) == ["keys.ring", "packs.open-2", "packs.whisper"]
    assert list(tmp_path.iterdir()) == []


def opened_to_others(config: ServiceConfig) -> None:
    config.data_dir.chmod(0o755)


def another_policy(config: ServiceConfig) -> None:
    (config.data_dir / "policy").write_text(PolicyName.DEMO.value)


def without_keys_database(config: ServiceConfig) -> None:
    (config.data_dir / "keys.db").unlink()


def damaged(config: ServiceConfig) -> None:
    file = config.data_dir / "main.db"
    content = bytearray(file.read_bytes())
    content[2 * 4096 :] = bytes(len(content) - 2 * 4096)
    file.write_bytes(content)


def ring_of_others(config: ServiceConfig) -> None:
    config.key_ring.chmod(0o644)


def ring_without_a_key(config: ServiceConfig) -> None:
    def later(ring: KeyRing) -> KeyRing:
        return replace(ring, encryption_keys=tuple(replace(key, version=7) for key in ring.encryption_keys))

    KeyRingFile(config.key_ring, config.data_dir).change(later)


def older_than_its_mark(config: ServiceConfig) -> None:
    main = sqlite3.connect(config.data_dir / "main.db")
    main.execute("UPDATE deployment SET revision = revision - 1")
    main.commit()
    main.close()


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (opened_to_others, "files.data_dir"),
        (another_policy, "files.policy"),
        (without_keys_database, "files.databases"),
        (damaged, "files.sound"),
        (ring_of_others, "keys.ring"),
        (ring_without_a_key, "keys.complete"),
        (older_than_its_mark, "history.mark"),
    ],
)
def test_each_fault_is_found_by_its_name(config: ServiceConfig, fault: Break, check: str) -> None:
    fault(config)
    assert check in failing(config)


def test_a_database_of_another_program_is_told_and_left_alone(config: ServiceConfig) -> None:
    for there, state in ((BEFORE, State.KNOW), ("main_9999", State.FAILS)):
        at_revision(config.data_dir, there)
        assert found(config)["files.version"] is state
        assert revision(config.data_dir) == there


def test_a_full_disk_is_found(config: ServiceConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cameo_service.diagnosis.LEAST_FREE_BYTES", 2**62)
    assert failing(config) == ["files.disk"]


def test_what_the_operator_chose_knowingly_is_named_and_fails_nothing(config: ServiceConfig) -> None:
    raised = config.model_copy(update={"live_ceiling": LiveCeiling.EVERYONE})
    assert (found(config)["settings.live_ceiling"], found(raised)["settings.live_ceiling"]) == (State.HOLDS, State.KNOW)
    offered = config.model_copy(update={"wordless": WordlessCeiling.ONLY_ME})
    assert (found(config)["settings.wordless"], found(offered)["settings.wordless"]) == (State.HOLDS, State.KNOW)


def test_the_walls_of_a_worker_are_tried_from_inside(config: ServiceConfig) -> None:
    walls = {check: state for check, state in found(config).items() if check.startswith("walls.")}
    for wall in ("core_dump", "memory", "key_ring"):
        assert walls[f"walls.{wall}"] is State.HOLDS


def test_a_worker_that_can_read_the_key_ring_fails_and_any_other_gap_is_named(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "WorkerLimits", partial(WorkerLimits, is_walled=False))
    walls = {check: state for check, state in found(config).items() if check.startswith("walls.")}
    assert [wall for wall, state in walls.items() if state is State.FAILS] == ["walls.key_ring"]
    assert walls["walls.system_calls"] is walls["walls.files"] is State.KNOW


def test_a_wall_that_is_missing_behind_another_is_named(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with systems.without(monkeypatch, tmp_path, systems.LANDLOCK):
        walls = found(config)
    assert (walls["walls.files"], walls["walls.key_ring"]) == (State.KNOW, State.HOLDS)


def test_the_command_says_what_to_do_and_exits_by_what_fails(
    config: ServiceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data_dir", "key_ring", "models"):
        monkeypatch.setenv(f"CAMEO_{name.upper()}", str(getattr(config, name)))
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 0
    ring_of_others(config)
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    lines = {line["check"]: line for line in json.loads(result.stdout)}
    assert lines["keys.ring"]["state"] == "fails"
    assert all(line["do"] or line["state"] == "holds" for line in lines.values())
    assert str(config.key_ring.parent) not in result.stdout


def test_a_setting_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_PORT", "seventy")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    assert [line["check"] for line in json.loads(result.stdout)] == ["settings.port"]
