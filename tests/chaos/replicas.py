"""Several services over one deployment, each in a process of its own, which are killed and started again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Self

import grpc
import psutil

from cameo_client.connection import open_channel
from cameo_service.cli.connection import ISSUER, Callers
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from cameo_service.wiring.storage import open_database
from tests.cameo_service.usecases.world import World

PROCESS = "tests.chaos.replica_process"
LONG_S = 300.0
"""What is awaited comes within seconds; so long only where the machine is far too busy."""


class Replica:
    """One service. `checks`, `streams`, `watch`: its newest ports; `is_up` while they are believed to answer."""

    def __init__(self, settings: dict[str, Any], log: Path) -> None:
        self._settings, self._log = json.dumps(settings) + "\n", log
        self._channels: list[grpc.Channel] = []
        self.is_up = Event()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", PROCESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(self._settings)
        self.process.stdin.flush()
        word, *ports = self.process.stdout.readline().split() or ["nothing"]
        if word != "ready":
            self.process.kill()
            self.process.communicate()
            raise AssertionError(self._log.read_text())
        opened = [open_channel(f"127.0.0.1:{port}") for port in ports]
        # Earlier ones stay open: a call may be under way on another thread.
        self._channels += opened
        self.checks, self.streams, self.watch = map(Callers, opened)
        self.is_up.set()

    def kill(self) -> None:
        """Without any chance to tidy up. Its watch process ends by itself."""
        self.is_up.clear()
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.communicate()
        _, outliving = psutil.wait_procs(children, LONG_S)
        assert not outliving, "a process outlives the service that started it"

    def step_clock(self, seconds: int) -> None:
        """From now on its clock of the day goes so far ahead, or behind."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def kill_watch(self) -> None:
        """The service starts it again."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                child.kill()

    def stop(self) -> None:
        self.is_up.clear()
        if self.process.poll() is None:
            self.process.communicate(timeout=LONG_S)
        for channel in self._channels:
            channel.close()
        assert self.process.returncode in {0, -9}, self._log.read_text()


class Deployment:
    """One database and its replicas. database_url: empty for files. routes: for each replica, if they differ."""

    def __init__(
        self, folder: Path, database_url: str, count: int = 3, routes: Sequence[str] = (), **more: Any
    ) -> None:
        data, ring = folder / "data", folder / "keys" / "ring.json"
        KeyRingFile(ring, data).create(new_key_ring(os.urandom, SystemClock().utc_us()))
        self._settings = {
            "data_dir": str(data),
            "key_ring": str(ring),
            "database_url": database_url,
            "port": 0,
            "stream_port": 0,
            "watch_port": 0,
            "insecure_dev": True,
            **more,
        }
        self.config = ServiceConfig(**self._settings)
        self.logs = [folder / f"replica-{number}.log" for number in range(count)]
        urls = routes or [database_url] * count
        self.replicas = [
            Replica({**self._settings, "database_url": url}, log) for url, log in zip(urls, self.logs, strict=True)
        ]

    def start(self) -> None:
        with ThreadPoolExecutor(len(self.replicas)) as pool:
            list(pool.map(Replica.start, self.replicas))

    @contextmanager
    def running(self) -> Iterator[Self]:
        """All of them, until the block ends."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def live(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.is_up.is_set()]

    def stop(self) -> None:
        with ThreadPoolExecutor(len(self.replicas)) as pool:
            list(pool.map(Replica.stop, self.replicas))

    @contextmanager
    def stored(self) -> Iterator[DatabaseStore]:
        """The database itself, beside the replicas."""
        store = open_database(self.config, lambda _: None)
        try:
            yield store
        finally:
            store.close()

    def enroll(self, *people: str) -> None:
        """As if a recording of each had passed, sealed with the keys of this deployment."""
        with self.stored() as store:
            world = World(store)
            world.clock.now_us = SystemClock().utc_us()
            ring = KeyRingFile(self.config.key_ring, self.config.data_dir)
            world.vault = EnvelopeVault(ring.load, store.deployment(), os.urandom)  # type: ignore[assignment]
            for person in people:
                world.people[person] = person_id(store, person)
                world.enroll(person)


def person_id(store: DatabaseStore, person: str) -> Any:
    with store.read() as snapshot:
        found = snapshot.people.of_account(ISSUER, person)
    assert found is not None
    return found
