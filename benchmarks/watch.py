"""Time from the commit of a revocation until 1,000 watchers have it, over real TCP connections on loopback.

The watch process is that of the product. The watchers share one other process on the same cores, which only reads.
Commits come at times independent of the checkpoints.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psutil

from cameo_client.revocation_scope import pair_scope
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.ports.events import START
from cameo_service.watch.supervisor import WatchSettings, WatchSupervisor
from consent.identity import SubjectId

WATCHERS = 1_000
REVOKES = 100
APART_S = 0.23
ADA = SubjectId(UUID(int=1))
FRIENDS = [SubjectId(UUID(int=2 + number)) for number in range(REVOKES)]
"""One friend for each revocation: revocations of one pair would be merged for a slow watcher."""


def rows() -> list[dict[str, Any]]:
    """`value`: 99th percentile over all revocations of the seconds until the last watcher received it.

    all_deliveries_p99_seconds: over every revocation and watcher. n: revocations times watchers.
    """
    with _watched() as (store, watch):
        committed, heard, connections = _revoke_while_watched(store, watch)
    if any(len(heard.get(scope, ())) != WATCHERS for scope in committed) or connections != WATCHERS:
        raise RuntimeError("a watcher missed a revocation, or shared its connection")
    waits = {scope: [at_s - committed[scope] for at_s in heard[scope]] for scope in committed}
    last = [max(each) for each in waits.values()]
    return [
        {
            "name": "watch_1000_p99_seconds",
            "value": round(percentile(last, 99), 4),
            "unit": "s",
            "p50_seconds": round(percentile(last, 50), 4),
            "all_deliveries_p99_seconds": round(percentile([wait for each in waits.values() for wait in each], 99), 4),
            "connections": connections,
            "n": REVOKES * WATCHERS,
        }
    ]


@contextmanager
def _watched() -> Iterator[tuple[SqliteStore, WatchSupervisor]]:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "data", os.urandom)
        with store.write() as tx:
            tx.people.ensure("issuer", "ada", ADA, 1)
        deployment = store.deployment()
        database = Path(folder) / "data" / MAIN_DATABASE
        identity = deployment.deployment_id.hex(), deployment.incarnation
        watch = WatchSupervisor(WatchSettings(str(database), *identity, "127.0.0.1", 0, "", ("", "", ""), ()))
        yield store, watch
        watch.stop()
        store.close()


def _revoke_while_watched(
    store: SqliteStore, watch: WatchSupervisor
) -> tuple[dict[str, float], dict[str, list[float]], int]:
    """Commit time of each scope, times of receipt, and number of connections."""
    cursor = cursor_of(store.deployment(), START)
    command = [sys.executable, "-m", "benchmarks.watchers", str(watch.port), str(WATCHERS), cursor]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watchers:  # noqa: S603 - our own module
        if watchers.stdout is None or watchers.stdout.readline() != "watching\n":
            raise RuntimeError("the watchers did not start")
        connections = _connections(watch)
        committed: dict[str, float] = {}
        for friend in FRIENDS:
            sleep(APART_S)
            with store.write() as tx:
                tx.epochs.bump_pair(ADA, friend)
            committed[pair_scope(ADA.bytes, friend.bytes).hex()] = monotonic()
        sleep(1)
        told, _ = watchers.communicate()
    return committed, json.loads(told), connections


def _connections(watch: WatchSupervisor) -> int:
    """Established TCP connections that the watch process holds on its port."""
    held = psutil.Process(watch.pid).net_connections("tcp")
    return sum(each.status == psutil.CONN_ESTABLISHED and each.laddr.port == watch.port for each in held)


def percentile(values: Sequence[float], percent: float) -> float:
    """Percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * percent / 100) - 1]


if __name__ == "__main__":
    print(rows())
