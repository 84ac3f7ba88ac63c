"""A disk without a free byte under each database: a small one in memory, which needs the right to mount.

What needs no right, a limit on the size of files under a whole service, stands in test_operator_drills.py.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from cameo_service.storage.store import open_store
from cameo_service.usecases.ports.store import DatabaseUnavailableError, Store
from tests.chaos.test_database_in_trouble import Trouble
from tests.contracts.store_rows import ADA, NOW_US, facts, grant, with_people
from tests.postgresql import running_server

DISK = "192m"
"""A server takes some 60 MB with its template, and 16 MB for each part of its log."""
MOST_ACTS = 10_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "cameo", str(place)]
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no file system of its own could be made, so a full disk was not shown: {made.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path) -> Path:
    """Takes every free byte. Returns the file that has them."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65536))
    return filler


def acts_until_refused(store: Store) -> int:
    """How often Ada's epoch rose, each time acknowledged."""
    for done in range(MOST_ACTS):
        try:
            with store.write() as tx:
                tx.epochs.bump_owner(ADA)
        except DatabaseUnavailableError:
            return done
    raise AssertionError("the disk was not full")


def test_sqlite_refuses_by_name_loses_no_act_and_goes_on_when_there_is_room(disk: Path) -> None:
    with closing(open_store(disk / "data", os.urandom)) as store:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
        filler = fill(disk)
        acknowledged = acts_until_refused(store)
        assert facts(store).owner_epoch == acknowledged
        filler.unlink()
        with store.write() as tx:
            assert tx.epochs.bump_owner(ADA) == acknowledged + 1


def test_postgresql_refuses_by_name_loses_no_act_and_goes_on_when_there_is_room(disk: Path) -> None:
    with running_server(str(disk)) as (server, process):
        trouble = Trouble(server.url(server.make()), process)
        with closing(trouble.store):
            filler = fill(disk)
            fill_log(server.uri)
            acknowledged = acts_until_refused(trouble.store)
            filler.unlink()
            trouble.stop()
            trouble.start()
            assert facts(trouble.store).owner_epoch in (acknowledged, acknowledged + 1)
            assert not trouble.is_refused()


def fill_log(uri: str) -> None:
    """Uses up the part of the log that was laid out beforehand: what comes needs room."""
    with suppress(psycopg.Error), closing(psycopg.connect(uri, autocommit=True)) as connection:
        while True:
            connection.execute("SELECT pg_switch_wal(), pg_logical_emit_message(false, 'cameo', repeat('x', 1000))")
