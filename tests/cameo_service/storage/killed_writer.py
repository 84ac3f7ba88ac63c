"""Starts a writer, kills it with SIGKILL while it writes, and checks what it left."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.cameo_service.storage.grant_writer import opened
from tests.contracts.store_rows import ADA, NOW_US

WRITER = "tests.cameo_service.storage.grant_writer"


def write_until_killed(place: Path | str, first: int, acknowledged: int) -> int:
    """Kills the writer after that many acknowledged steps, in the midst of the next; returns the last acknowledged."""
    command = [sys.executable, "-m", WRITER, str(place), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = [int(writer.stdout.readline()) for _ in range(acknowledged)][-1]
        writer.kill()
        return max([last, *(int(line) for line in writer.stdout if line.endswith("\n"))])


def assert_nothing_acknowledged_was_lost(place: Path | str, last: int) -> int:
    """Checks the store; returns the last step in it, which may be one that was not acknowledged any more."""
    store = opened(str(place))
    with store.read() as snapshot:
        steps = {grant.grant_id.int for grant in snapshot.grants.of(ADA)}
        newest = max(steps)
        assert steps == set(range(1, newest + 1))
        assert newest in {last, last + 1}
        assert snapshot.revision() == newest
        assert snapshot.facts.of([ADA], None, "", NOW_US)[ADA].owner_epoch == newest
        found = snapshot.enrollments.of(ADA)
        assert found is not None
        assert found.version == newest
    store.close()
    if isinstance(place, Path):
        assert_whole(place)
    return newest


def assert_whole(directory: Path) -> None:
    """No page is damaged, and exactly the keys of the one enrollment are there."""
    for name in ("main.db", "keys.db"):
        connection = sqlite3.connect(directory / name)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if name == "keys.db":
            assert connection.execute("SELECT count(*) FROM wrapped_keys").fetchone() == (2,)
        connection.close()
