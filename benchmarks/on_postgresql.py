"""CheckPrompt and a revocation on a PostgreSQL behind a socket file, with its data in memory where there is room.

The same server, steps, people and client as `check_prompt`, and an empty method of the same server in the same run.
"""

import os
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from statistics import median
from typing import Any

from benchmarks.check_prompt import FRIEND, PEOPLE, compared, ports_over, server_over, settle
from benchmarks.watch import percentile
from cameo_service.clock import SystemClock, UuidV7Source
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.postgresql.store import open_postgresql
from tests.postgresql import TEMPLATE, running_server

ROUNDS, WRITES = 5, 500
P95_MS = 15.0
"""Asked of a check with one mention, 16 in flight."""


def rows() -> list[dict[str, Any]]:
    """See `check_prompt.rows`; `postgresql_narrowing_write`: one thread that raises epochs, each a durable write."""
    with _settled() as store:
        waits = list(_writes(store))
        with ports_over(store) as ports, server_over(ports) as (target, assertion):
            checks = compared(target, assertion, ROUNDS, where="_on_postgresql")
    return [
        *({**row, "limit": P95_MS} for row in checks),
        {
            "name": "postgresql_narrowing_write_p50_ms",
            "value": round(median(waits), 2),
            "unit": "ms",
            "p95_ms": round(percentile(waits, 95), 2),
            "n": WRITES,
        },
    ]


@contextmanager
def _settled() -> Iterator[DatabaseStore]:
    """A store on a server of its own: `PEOPLE` are enrolled and granted `FRIEND` private renders."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the server's library says where it keeps its lock
        with (
            running_server() as (server, _),
            closing(open_postgresql(server.url(server.make(TEMPLATE)), os.urandom)) as store,
        ):
            settle(store, SystemClock().utc_us(), UuidV7Source(os.urandom))
            yield store


def _writes(store: DatabaseStore) -> Iterator[float]:
    """Milliseconds of each."""
    with store.read() as snapshot:
        friend = snapshot.people.of_account("issuer", FRIEND)
        owners = [snapshot.people.of_account("issuer", name) for name in PEOPLE]
    for owner in islice(cycle(owners), WRITES):
        if owner is None or friend is None:
            raise RuntimeError("the people of the measurement are missing")
        began = time.perf_counter()
        with store.write() as transaction:
            transaction.epochs.bump_pair(owner, friend)
        yield (time.perf_counter() - began) * 1000
