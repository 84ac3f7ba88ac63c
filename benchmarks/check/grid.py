"""CheckPrompt with 1, 5 and 16 mentions, at 1, 16 and 64 in flight, on both databases, against an empty method.

Both servers stand side by side in one process, over the same people; one client asks them in turn. A round visits every
cell once, so that what else the machine does meets all of them alike, and the best round of each counts.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from benchmarks.check_prompt import (
    CHECK,
    EMPTY,
    dev_metadata,
    ports_over,
    question,
    require_allowed,
    server_over,
    settle,
    settled_ports,
)
from cameo_client.connection import dev_connection, open_channel
from cameo_service.clock import SystemClock, UuidV7Source
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.wiring.usecases import Ports
from tests.postgresql import TEMPLATE, running_server

MENTIONS, IN_FLIGHT = (0, 1, 5, 16), (1, 16, 64)
"""0 mentions: the empty method."""
ROUNDS, CELL_S = 5, 0.8
Cell: TypeAlias = tuple[str, int, int]
"""A database, mentions, and calls in flight."""
Measured: TypeAlias = dict[str, float]


def rows() -> list[dict[str, Any]]:
    """One row a cell. `value`: calls per second of its best round; p50_ms, p95_ms: of one call in that round.

    `ratio`: to the best round of the empty method of the same server with as many calls in flight.
    """
    found: dict[Cell, list[Measured]] = {}
    with ExitStack() as running:
        asked = {name: running.enter_context(_asked(name)) for name in ("sqlite", "postgresql")}
        client = running.enter_context(_client())
        for _ in range(ROUNDS):
            for store, in_flight, mentions in product(asked, IN_FLIGHT, MENTIONS):
                cell = {**asked[store][mentions], "in_flight": in_flight, "seconds": CELL_S}
                found.setdefault((store, mentions, in_flight), []).append(_answer(client, cell))
    return cells(found)


def cells(found: dict[Cell, list[Measured]]) -> list[dict[str, Any]]:
    """The rows of all rounds, but for the empty method's, which are in the ratios."""
    best = {cell: max(rounds, key=lambda one: one["calls_s"]) for cell, rounds in found.items()}
    return [
        {
            "name": f"check_{mentions}_mentions_{in_flight}_in_flight_on_{store}",
            "value": round(one["calls_s"]),
            "unit": "calls/s",
            "ratio": round(one["calls_s"] / best[store, 0, in_flight]["calls_s"], 3),
            "n": int(sum(each["calls"] for each in found[store, mentions, in_flight])),
            "p50_ms": round(one["p50_ms"], 2),
            "p95_ms": round(one["p95_ms"], 2),
            "empty_calls_s": round(best[store, 0, in_flight]["calls_s"]),
        }
        for (store, mentions, in_flight), one in best.items()
        if mentions
    ]


@contextmanager
def _asked(store: str) -> Iterator[dict[int, dict[str, Any]]]:
    """A server over a database; what the client is told to send it, for each number of mentions."""
    with _ports(store) as ports, server_over(ports) as (target, assertion):
        told: dict[int, dict[str, Any]] = {
            0: {"target": target, "method": EMPTY, "request": "", "metadata": dev_metadata(assertion)}
        }
        with open_channel(target) as channel:
            for mentions in MENTIONS[1:]:
                asks = question(assertion, mentions)
                require_allowed(dev_connection(channel, "studio", "generation"), asks)
                told[mentions] = {
                    "target": target,
                    "method": CHECK,
                    "request": asks.hex(),
                    "metadata": dev_metadata(""),
                }
        yield told


@contextmanager
def _ports(store: str) -> Iterator[Ports]:
    """Over a new database of that kind in which all people of the measurement are settled."""
    if store == "sqlite":
        with TemporaryDirectory() as folder, settled_ports(Path(folder)) as ports:
            yield ports
        return
    with (
        running_server() as (server, _),
        closing(open_postgresql(server.url(server.make(TEMPLATE)), os.urandom)) as opened,
    ):
        settle(opened, SystemClock().utc_us(), UuidV7Source(os.urandom))
        with ports_over(opened) as ports:
            yield ports


@contextmanager
def _client() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "benchmarks.check.grid_client"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:  # noqa: S603 - ours
        yield client


def _answer(client: "subprocess.Popen[str]", cell: dict[str, Any]) -> Measured:
    if client.stdin is None or client.stdout is None:
        raise RuntimeError("the client has no pipes")
    client.stdin.write(json.dumps(cell) + "\n")
    client.stdin.flush()
    measured: Measured = json.loads(client.stdout.readline())
    return measured
