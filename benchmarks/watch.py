"""Time from the commit of a revocation until 1,000 watchers have it, over real TCP connections on loopback.

The watch process is that of the product. The watchers share one other process on the same cores, which only reads.
Commits come at times independent of the checkpoints. Between them the same bytes go from a loop over epoll, which does
nothing else, to as many watchers (`benchmarks.fleet.fan_out`): what no service of this kind, on this machine, is faster
than.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psutil

from benchmarks.watchers import DATA, MESSAGE_HEAD, Watcher, frame
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as pb
from cameo_client.revocation_scope import pair_scope
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.ports.events import START
from cameo_service.watch.supervisor import WatchSettings, WatchSupervisor
from consent.identity import SubjectId

WATCHERS = 1_000
REVOKES = 100
APART_S = 0.23
MOST_RATIO = 4.0
"""The target: our p99 to that of the loop over epoll."""
ADA = SubjectId(UUID(int=1))
PROBE, *FRIENDS = [SubjectId(UUID(int=2 + number)) for number in range(REVOKES + 1)]
"""One friend for each revocation: revocations of one pair would be merged for a slow watcher."""
Scopes = dict[str, list[float]]


def rows() -> list[dict[str, Any]]:
    """`value`: 99th percentile over all revocations of the seconds until the last watcher received it.

    all_deliveries_p99_seconds: over every revocation and watcher. n: revocations times watchers. The second row has
    the ratio to the loop over epoll, whose own seconds are baseline_p50_seconds and baseline_p99_seconds.
    """
    with _watched() as (store, watch):
        told, connections = _revoke_while_watched(store, watch)
    ours, theirs = told
    if connections != WATCHERS:
        raise RuntimeError("two watchers shared a connection")
    last, bare = [max(each) for each in ours.waits], [max(each) for each in theirs.waits]
    p50, p99, bare_p50, bare_p99 = (
        percentile(last, 50),
        percentile(last, 99),
        percentile(bare, 50),
        percentile(bare, 99),
    )
    return [
        {
            "name": "watch_1000_p99_seconds",
            "value": round(p99, 4),
            "unit": "s",
            "p50_seconds": round(p50, 4),
            "all_deliveries_p99_seconds": round(percentile([wait for each in ours.waits for wait in each], 99), 4),
            "connections": connections,
            "n": REVOKES * WATCHERS,
        },
        {
            "name": "watch_1000_p99_vs_epoll",
            "value": round(p99 / bare_p99, 2),
            "unit": "ratio of p99",
            "ratio": round(p99 / bare_p99, 2),
            "p50_ratio": round(p50 / bare_p50, 2),
            "baseline_p99_seconds": round(bare_p99, 4),
            "baseline_p50_seconds": round(bare_p50, 4),
            "n": REVOKES * WATCHERS,
            "limit": MOST_RATIO,
        },
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


@dataclass
class _Told:
    """When each scope was told, and when each watcher of one process heard it."""

    watchers: "subprocess.Popen[str]"
    at_s: dict[str, float] = field(default_factory=dict)
    heard: Scopes = field(default_factory=dict)

    def ended(self) -> None:
        """Lets the watchers tell what they heard.

        Raises:
            RuntimeError: one of them missed something.
        """
        told, _ = self.watchers.communicate()
        self.heard = json.loads(told)
        if any(len(self.heard.get(scope, ())) != WATCHERS for scope in self.at_s):
            raise RuntimeError("a watcher missed a revocation")

    @property
    def waits(self) -> list[list[float]]:
        """Seconds of every watcher, for each scope."""
        return [[at_s - self.at_s[scope] for at_s in self.heard[scope]] for scope in self.at_s]


def _revoke_while_watched(store: SqliteStore, watch: WatchSupervisor) -> tuple[tuple[_Told, _Told], int]:
    """What the product's watchers and those of the loop heard, in turn; and connections of the product's."""
    cursor = cursor_of(store.deployment(), START)
    sample = _sample(store, watch, cursor)
    with _fan_out() as (port, loop), _watching(watch.port, cursor) as ours, _watching(port, cursor, loop) as theirs:
        connections = _connections(watch)
        for friend in FRIENDS:
            sleep(APART_S)
            with store.write() as tx:
                tx.epochs.bump_pair(ADA, friend)
            scope = pair_scope(ADA.bytes, friend.bytes)
            ours.at_s[scope.hex()] = monotonic()
            sleep(APART_S)
            _tell(loop, scope, sample)
            theirs.at_s[scope.hex()] = monotonic()
        sleep(1)
        ours.ended()
        theirs.ended()
    return (ours, theirs), connections


def _sample(store: SqliteStore, watch: WatchSupervisor, cursor: str) -> bytes:
    """A message of the product that tells of one revocation."""
    with store.write() as tx:
        tx.epochs.bump_pair(ADA, PROBE)
    watcher = Watcher(watch.port, cursor)
    with closing(watcher.socket):
        while True:
            for message in watcher.heard():
                if pb.WatchRevocationsResponse.FromString(message).floors:
                    return message


def _tell(loop: "subprocess.Popen[str]", scope: bytes, sample: bytes) -> None:
    """The same bytes as the product's, but for the scope."""
    message = pb.WatchRevocationsResponse.FromString(sample)
    message.floors[0].scope = scope
    _send(loop, message.SerializeToString())


def _send(loop: "subprocess.Popen[str]", message: bytes) -> None:
    if loop.stdin is None:
        raise RuntimeError("the loop has no input")
    head = bytes(1) + len(message).to_bytes(MESSAGE_HEAD - 1, "big")
    with suppress(BrokenPipeError):
        loop.stdin.write(frame(DATA, 0, 1, head + message).hex() + "\n")
        loop.stdin.flush()


@contextmanager
def _fan_out() -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """The loop over epoll, before its clients came, and its port."""
    command = [sys.executable, "-m", "benchmarks.fleet.fan_out", str(WATCHERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as loop:  # noqa: S603 - our own module
        if loop.stdout is None:
            raise RuntimeError("the loop did not start")
        yield int(loop.stdout.readline()), loop


@contextmanager
def _watching(port: int, cursor: str, loop: "subprocess.Popen[str] | None" = None) -> Iterator[_Told]:
    """WATCHERS that were all told something first: by the product, or by the loop when they have all connected."""
    command = [sys.executable, "-m", "benchmarks.watchers", str(port), str(WATCHERS), cursor]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watchers:  # noqa: S603 - our own module
        if loop is not None and loop.stdout is not None and loop.stdout.readline() == "ready\n":
            _send(loop, pb.WatchRevocationsResponse(cursor=cursor).SerializeToString())
        if watchers.stdout is None or watchers.stdout.readline() != "watching\n":
            raise RuntimeError("the watchers did not start")
        yield _Told(watchers)


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
