"""A PostgreSQL that goes away, or takes no writes any more, under a service: refused by name until it is back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from cameo_service.storage.engines.errors import DatabaseReadOnlyError, DatabaseUnreachableError
from cameo_service.storage.postgresql.store import PostgresqlStore, open_postgresql
from cameo_service.usecases.ports.store import DatabaseUnavailableError
from tests.chaos.replicas import LONG_S
from tests.contracts.store_rows import ADA, NOW_US, facts, grant, with_people
from tests.postgresql import running_server


class Trouble:
    """A server of its own, and a store on it. process: what its library knows of it."""

    def __init__(self, url: str, process: Any) -> None:
        self.url, self._process = url, process
        self.store: PostgresqlStore = open_postgresql(url, os.urandom)
        with_people(self.store)
        with self.store.write() as tx:
            tx.grants.put(grant(), NOW_US)

    def stop(self) -> None:
        """At once, as by a loss of power. One that ended by itself may have left its file behind."""
        with suppress(psutil.NoSuchProcess):
            self._kill()

    def _kill(self) -> None:
        postmaster = psutil.Process(self._process.get_pid())
        children = postmaster.children(recursive=True)
        postmaster.kill()
        psutil.wait_procs([postmaster, *children], LONG_S)

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.chaos.start_server", str(self._process.pgdata)]
        subprocess.run(command, check=True, capture_output=True, timeout=LONG_S)
        self._process.ensure_postgres_running()

    def restart_as_standby(self, *, is_one: bool) -> None:
        """A failover made another server the primary; this one only follows it."""
        self.stop()
        signal = Path(self._process.pgdata) / "standby.signal"
        if is_one:
            signal.touch(mode=0o644)
        else:
            signal.unlink()
        self.start()

    def is_refused(self) -> bool:
        """Whether a revocation reads that the database cannot be reached or takes no writes."""
        try:
            with self.store.write() as tx:
                tx.epochs.bump_owner(ADA)
        except DatabaseUnavailableError:
            return True
        return False


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    with running_server() as (server, process):
        begun = Trouble(server.url(server.make()), process)
        with closing(begun.store):
            yield begun


def test_a_server_that_is_gone_refuses_reads_writes_and_starts_and_all_go_on_when_it_is_back(trouble: Trouble) -> None:
    before = facts(trouble.store)
    trouble.stop()
    assert trouble.is_refused()
    with pytest.raises(DatabaseUnavailableError):
        facts(trouble.store)
    with pytest.raises(DatabaseUnreachableError):
        open_postgresql(trouble.url, os.urandom)
    trouble.start()
    assert facts(trouble.store) == before
    assert not trouble.is_refused()


def test_a_server_that_became_a_standby_takes_no_act_and_a_start_on_it_says_so(trouble: Trouble) -> None:
    before = facts(trouble.store)
    trouble.restart_as_standby(is_one=True)
    assert trouble.is_refused()
    assert facts(trouble.store) == before
    with pytest.raises(DatabaseReadOnlyError, match="primary"):
        open_postgresql(trouble.url, os.urandom)
    trouble.restart_as_standby(is_one=False)
    assert not trouble.is_refused()
