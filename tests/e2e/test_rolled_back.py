"""A database that went back in time stops: at the start, and while the service runs."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_client.errors import RefusedError
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess

PROMPT = "@ada plays trumpet among zebras"
MOST_CHECKS = 100_000
"""The past is compared twice a second; so many checks take far longer."""


@pytest.fixture
def alone(tmp_path: Path, models_dir: Path) -> Iterator[ServiceProcess]:
    """A deployment of its own, which the test breaks."""
    running = ServiceProcess(tmp_path, models_dir).start()
    acts.introduce(running, "ada", "ben")
    yield running
    running.kill()


def check_again_and_again(service: ServiceProcess) -> None:
    for _ in range(MOST_CHECKS):
        acts.asked(service, "ben", PROMPT)


def files_of_the_past(service: ServiceProcess) -> list[Path]:
    return [*service.data_dir.glob("*.db*"), service.folder / "data-history" / "mark"]


def test_a_database_that_went_back_together_with_its_mark_does_not_start(alone: ServiceProcess, tmp_path: Path) -> None:
    alone.stop()
    backup = tmp_path / "backup"
    backup.mkdir()
    for path in files_of_the_past(alone):
        shutil.copy(path, backup / path.name)
    acts.revoke(alone.start(), "ada", "ben")
    alone.stop()
    for path in files_of_the_past(alone):
        path.unlink()
        if (backup / path.name).exists():
            shutil.copy(backup / path.name, path)
    with pytest.raises(AssertionError, match="put the newest database back, or run `cameo restore"):
        alone.start()


def test_a_database_that_goes_back_under_a_running_service_is_not_served(alone: ServiceProcess) -> None:
    acts.revoke(alone, "ada", "ben")
    main = sqlite3.connect(alone.data_dir / "main.db")
    with main:
        main.execute("DELETE FROM history_leaves WHERE leaf_index > 0")
    main.close()
    with pytest.raises(RefusedError, match="HISTORY_UNRECONCILED"):
        check_again_and_again(alone)
    with pytest.raises(RefusedError, match="HISTORY_UNRECONCILED"):
        acts.revoke(alone, "ada", "ben")
    assert "cameo restore --new-incarnation" in alone.log
    assert alone.stop() == 0
