"""What operators practise, over a whole service in a process of its own: backup, loss, keys, a full disk, a schema."""

import json
import os  # the environment that a command gets
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_service.cli.healthcheck import probed
from cameo_service.cli.main import app
from tests.cameo_service.storage.operator.old_schema import BEFORE, NEWEST, at_revision, revision
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess

OWNERS = [f"owner{number}" for number in range(40)]
PROMPT = "@ada plays trumpet among zebras"
LONG_S = 300
NO_ROOM = (1024, resource.RLIM_INFINITY)
"""No file grows past 1 KiB: as a disk without a free page, which needs no right that a test may lack."""

Command = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, models_dir: Path) -> Iterator[ServiceProcess]:
    running = ServiceProcess(tmp_path / "here", models_dir).start()
    yield running
    running.kill()


@pytest.fixture
def settings(here: ServiceProcess) -> dict[str, str]:
    return {"CAMEO_DATA_DIR": str(here.data_dir), "CAMEO_KEY_RING": str(here.folder / "keys" / "ring.json")}


@pytest.fixture
def cameo(settings: dict[str, str]) -> Command:
    """One command beside the service's process, with its settings."""
    return lambda *arguments: CliRunner().invoke(app, arguments, env=settings)


def told(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def failing(done: Result) -> list[str]:
    """The checks of a backup that do not hold."""
    return [check["name"] for check in json.loads(done.stdout)["checks"] if not check["holds"]]


class Load:
    """Each owner revokes once, one after the other; `acknowledged` are those who were answered."""

    def __init__(self, service: ServiceProcess) -> None:
        self._service = service
        self.acknowledged: list[str] = []
        self.has_begun = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        for owner in OWNERS:
            acts.revoke(self._service, owner, "ada")
            self.acknowledged.append(owner)
            if len(self.acknowledged) == len(OWNERS) // 4:
                self.has_begun.set()

    def wait(self) -> None:
        self._thread.join(LONG_S)


def is_frozen(service: ServiceProcess, person: str) -> bool:
    return service.checks.consent(person).get_consent(pb.GetConsentRequest()).frozen


def lose_databases(service: ServiceProcess) -> None:
    for path in service.data_dir.glob("*.db*"):
        path.unlink()


def test_a_backup_under_load_loses_nothing_acknowledged_before_it_and_freezes_who_acted_after_it(
    here: ServiceProcess, cameo: Command, tmp_path: Path
) -> None:
    acts.enrolled(here, "ada")
    acts.introduce(here, *OWNERS)
    load = Load(here)
    load.has_begun.wait(LONG_S)
    before = list(load.acknowledged)
    made = told(cameo("backup", str(tmp_path / "copy"), "--json"))
    after = len(load.acknowledged)
    acts.revoke(here, OWNERS[0], "ada")
    load.wait()
    assert load.acknowledged == OWNERS
    proved = told(cameo("backup", "verify", str(tmp_path / "copy"), "--json"))
    assert (proved["holds"], proved["items_opened"] > 0) == (True, True)
    assert here.stop() == 0
    lose_databases(here)
    restored = told(cameo("restore", str(tmp_path / "copy"), "--new-incarnation", "--json"))
    assert (restored["is_gap"], restored["unopened"], restored["carried"]) == (False, 0, 1)
    here.start()
    frozen = [owner for owner in OWNERS if is_frozen(here, owner)]
    assert len(frozen) == restored["frozen"]
    assert restored["lost"] >= len(OWNERS) - after + 1
    assert {OWNERS[0], *OWNERS[after:]} <= set(frozen)
    assert set(before) & set(frozen) == {OWNERS[0]}
    assert acts.is_allowed(here, "ada", PROMPT)
    mended = cameo("unfreeze", "--as", OWNERS[-1], "--server", here.addresses[0])
    assert (mended.exit_code, is_frozen(here, OWNERS[-1])) == (0, False), mended.stderr
    exported = told(cameo("export", "--as", OWNERS[0], "--server", here.addresses[0], "--json"))
    assert any(receipt["receipt"] for receipt in exported["receipts"])
    assert made["enrollments"] == 1


def test_keys_are_rotated_while_the_service_runs_and_an_older_ring_is_found_too_old(
    here: ServiceProcess, cameo: Command, tmp_path: Path
) -> None:
    ring = here.folder / "keys" / "ring.json"
    older = tmp_path / "older.json"
    acts.enrolled(here, "ada")
    shutil.copy(ring, older)
    assert cameo("keys", "rotate").exit_code == 0
    acts.enrolled(here, "ben")
    assert [acts.is_allowed(here, person, f"@{person} plays trumpet") for person in ("ada", "ben")] == [True, True]
    assert told(cameo("backup", str(tmp_path / "copy"), "--json"))["key_versions"] == [1, 2]
    verify = ("backup", "verify", str(tmp_path / "copy"), "--json", "--keys")
    assert told(cameo(*verify, str(ring)))["restored"]["carried"] == 2
    too_old = cameo(*verify, str(older))
    assert (too_old.exit_code, failing(too_old)) == (1, ["ring.complete", "sealed"])
    here.restart()
    assert [acts.is_allowed(here, person, f"@{person} plays trumpet") for person in ("ada", "ben")] == [True, True]
    here.stop()
    kept = ring.rename(tmp_path / "kept.json")
    lost = cameo(*verify, str(ring))
    assert (lost.exit_code, "no key ring" in lost.stdout) == (1, True)
    with pytest.raises(AssertionError, match="There is no key ring"):
        here.start()
    kept.rename(ring)
    assert acts.is_allowed(here.start(), "ada", PROMPT)


def test_a_full_disk_refuses_acts_loses_none_and_needs_no_restart(
    here: ServiceProcess, cameo: Command, settings: dict[str, str], tmp_path: Path
) -> None:
    acts.introduce(here, "ada", "ben")
    acts.revoke(here, "ada", "ben")
    free = resource.prlimit(here.pid, resource.RLIMIT_FSIZE, NO_ROOM)
    with pytest.raises(RefusedError, match="DATABASE_UNAVAILABLE"):
        acts.revoke(here, "ben", "ada")
    assert here.checks.consent("ada").get_consent(pb.GetConsentRequest()).subject_id
    resource.prlimit(here.pid, resource.RLIMIT_FSIZE, free)
    acts.revoke(here, "ben", "ada")
    target = tmp_path / "copies" / "copy"
    full = subprocess.run(
        [sys.executable, "-m", "cameo_service", "backup", str(target)],
        env={**os.environ, **settings},  # noqa: TID251 - the child's own
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, NO_ROOM),
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )
    assert (full.returncode, "nothing of it is left" in full.stderr) == (1, True), full.stderr
    assert list(target.parent.iterdir()) == []
    kinds = told(cameo("activity", "--as", "ben", "--server", here.addresses[0], "--json"))["activities"]
    assert [line["kind"] for line in kinds].count("revoked") == 1


def test_a_service_over_an_old_schema_waits_until_it_is_migrated_and_one_from_the_future_is_refused(
    here: ServiceProcess, cameo: Command
) -> None:
    acts.introduce(here, "ada")
    assert here.stop() == 0
    at_revision(here.data_dir, BEFORE)
    assert cameo("migrate", "--check").exit_code == 1
    waiting = here.popen(subprocess.PIPE)
    assert waiting.stdout is not None
    assert waiting.stderr is not None
    lines = (json.loads(line)["message"] for line in waiting.stderr)
    said = next(message for message in lines if "waits" in message)
    assert probed(f"127.0.0.1:{said.split()[1]}", LONG_S) == "NOT_SERVING"
    assert revision(here.data_dir) == BEFORE
    assert cameo("migrate").exit_code == 0
    assert waiting.stdout.readline().startswith("ready")
    assert revision(here.data_dir) == NEWEST
    waiting.terminate()
    waiting.communicate(timeout=LONG_S)
    at_revision(here.data_dir, "main_9999")
    with pytest.raises(AssertionError, match="install the version that wrote it"):
        here.start()
    assert revision(here.data_dir) == "main_9999"
