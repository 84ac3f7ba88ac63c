"""Databases with many people, made by the databases themselves from a series of numbers.

Person n has the account n, the handle person<n>, a live enrollment that is open to every person, a name, and a grant to
the next person. What lies beside them in a real deployment (activity, outbox, renders) is in none of a check's reads.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.check_prompt import opened_ports, ports_over
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.store import MAIN_DATABASE, open_store
from cameo_service.storage.tables.every import MainTable
from cameo_service.wiring.usecases import Ports
from tests.postgresql import TEMPLATE, Server

ISSUER = "issuer"
ROWS = {
    "subjects": "{n}, 'active', 0, 'adult', 1, 4, 0, 1, 0, 0, NULL, 0",
    "identities": "'issuer', CAST(n AS TEXT), {n}",
    "enrollments": "{n}, {n}, 1, 4, 4, 'face,voice', 1, NULL, 'photo'",
    "handles": "{n}, 'person' || n, 1, 'person' || n, NULL",
    "names": "{n}, 'w' || n, 'w' || n, 's' || (n / 2), 1, 0",
    "grants": "{n}, {next}, '', {n}, 'face', 'private', NULL, 1, 10, NULL, 0",
    "pair_marks": "{n}, {next}, '', 1, NULL",
}
"""Values in the order of the columns of each table's class."""


@contextmanager
def on_sqlite(people: int) -> Iterator[Ports]:
    """Ports over files with so many people."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        open_store(folder / "data", lambda size: bytes(range(size))).close()
        with closing(sqlite3.connect(folder / "data" / MAIN_DATABASE, isolation_level=None)) as connection:
            connection.create_function("id", 1, lambda number: number.to_bytes(16, "big"), deterministic=True)
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            for table in ROWS:
                series = f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {people})"  # noqa: S608 - a number of ours
                connection.execute(f"{series} {_insert(table, people, 'id({})')} FROM s")
            connection.execute("COMMIT")
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with opened_ports(folder) as ports:
            yield ports


@contextmanager
def on_postgresql(server: Server, people: int) -> Iterator[Ports]:
    """Ports over a database of that server with so many people."""
    from cameo_service.storage.postgresql.sessions import connect  # noqa: PLC0415 - the suite of SQLite runs without

    name = server.make(TEMPLATE)
    with (
        closing(open_postgresql(server.url(name), lambda size: bytes(range(size)))) as store,
        closing(connect(server.url(name, "postgres"))) as connection,
    ):
        connection.execute(b"SET session_replication_role = replica")  # these rows need no check of their owners
        for table in ROWS:
            insert = _insert(table, people, "decode(lpad(to_hex({}), 32, '0'), 'hex')")
            connection.execute(f"{insert} FROM generate_series(1, {people}) AS n".encode())
        connection.execute(b"ANALYZE")
        with ports_over(store) as ports:
            yield ports
    server.drop(name)


def _insert(table: str, people: int, an_id: str) -> str:
    """All columns by name: migrations added some at the end. an_id: how a number becomes an id there."""
    columns = ", ".join(f'"{column.name}"' for column in MainTable.metadata.tables[table].columns)
    values = ROWS[table].format(n=an_id.format("n"), next=an_id.format(f"n % {people} + 1"))
    return f"INSERT INTO {table} ({columns}) SELECT {values}"
