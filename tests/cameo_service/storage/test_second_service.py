"""Two services on one data directory: what one acknowledges stays, whatever the other one does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cameo_service.storage.store import open_store
from tests.contracts.store_rows import ADA

WRITER = "tests.cameo_service.storage.told_writer"


class Writer:
    """A service in a process of its own."""

    def __init__(self, directory: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", WRITER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def acknowledged(self, step: int) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{step}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    running = Writer(tmp_path)
    yield running
    running.kill()


def test_what_is_acknowledged_after_another_service_stopped_is_there(tmp_path: Path, writer: Writer) -> None:
    """Closing any descriptor of a database gives up a process's locks; a service without locks is taken for gone, and
    the last one that closes deletes the write-ahead log under it.
    """
    assert writer.acknowledged(1) == 1
    with closing(open_store(tmp_path, os.urandom)) as other, other.read() as snapshot:
        assert len(snapshot.grants.of(ADA)) == 1
    assert writer.acknowledged(2) == 2
    writer.kill()
    with closing(open_store(tmp_path, os.urandom)) as again, again.read() as snapshot:
        assert {grant.grant_id.int for grant in snapshot.grants.of(ADA)} == {1, 2}
