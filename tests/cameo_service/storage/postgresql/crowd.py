"""A database with many people, and how the server reads it: `python -m tests.cameo_service.storage.postgresql.crowd`.

The command makes as many people as it is told, and prints how each hot statement is read and how long that takes.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from statistics import median
from typing import Any

from psycopg.sql import SQL, Literal
from rich.console import Console
from rich.table import Table

from cameo_service.storage import people as people_statements
from cameo_service.storage import transaction, unit
from cameo_service.storage.facts import _FACTS, _PROMPT
from cameo_service.storage.postgresql.hot_statements import WATCH_EVENTS
from cameo_service.storage.postgresql.sessions import connect
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.recordings import _SHARING_MOST
from cameo_service.storage.statements import Statement
from consent.restrictions import NONE_SOUGHT
from tests.contracts.store_rows import NOW_US
from tests.postgresql import TEMPLATE, Server, running_server

MANY = {"subjects", "enrollments", "grants", "handles", "names", "outbox"}
FOUND_BELOW = {"Bitmap Heap Scan", "ModifyTable"}
"""Steps that take the rows which a step below them found."""
SMALL = {"deployment", "outbox_marks"}
"""Tables of one row."""
ID = "decode(lpad(to_hex({}), 32, '0'), 'hex')"
N, NEXT = ID.format("n"), ID.format("n % {people} + 1")
ROWS = (
    "subjects SELECT {n}, 'active', 0, 'adult', 1, 4, 0, 1, 0, 0, NULL, 0",
    "identities SELECT 'issuer', n::text, {n}",
    "enrollments SELECT {n}, {n}, 1, 3, 4, 'face,voice', 1, NULL, NULL",
    "handles SELECT {n}, 'h' || n, 1, 'h' || n, NULL",
    "names SELECT {n}, 'w' || n, 'w' || n, 's' || n / 2, 1, 0",
    "restrictions SELECT {n}, '', '[]', '', '', ''",
    "grants SELECT {n}, {next}, '', {n}, 'face', 'private', NULL, 1, 10, NULL, 0",
    "pair_marks SELECT {n}, {next}, '', 0, NULL",
    "blocks SELECT {n}, {next}, NULL, 1",
    "group_members SELECT {n}, {next}, {n}",
    "group_grants SELECT {n}, {n}, '', {n}, 'face', 'private', NULL, NULL, NULL",
    "renders SELECT {n}, {n}, {n}, {next}, 'gen', 1, 2, NULL, 1, NULL, NULL, '', ''",
    "held_renders SELECT {n}, {n}, {next}, 'gen', 'job', '', 'face', 'private', '', '', 1, 2, 'waiting', '', NULL",
    "guardianships SELECT {n}, {next}, '', 2",
    "outbox SELECT {n}, n, 1, 'kind', '', 1",
    "remembered_requests SELECT 'app', n::text, '', '', 1",
    "seen_recordings SELECT n, {n}, 1, {n}, '', '', ''",
    "recording_keys SELECT n / 4, n",
    "sessions SELECT {n}, {n}, '', '[]', '{{}}', 'PASSED', 1, n, n, '[]', NULL, NULL, NULL, 0",
)


@contextmanager
def crowded(postgresql: Server, people: int, fewer: int) -> Iterator[Any]:
    """A database with many people; each granted, blocked and was asked by one.

    people, fewer: rows of the tables that grow with people, and of the others.
    """
    name = postgresql.make(TEMPLATE)
    open_postgresql(postgresql.url(name), os.urandom).close()
    with closing(connect(postgresql.url(name, "postgres"))) as connection:
        connection.execute("SET session_replication_role = replica")  # these rows need no check of their owners
        for row in ROWS:
            table, _, chosen = row.partition(" ")
            columns = columns_of(connection, table)
            filled = chosen.format(n=N, next=NEXT.format(people=people))
            rows = people if table in MANY else fewer
            connection.execute(
                f"INSERT INTO {table} ({columns}) {filled} FROM generate_series(1, {rows}) AS n".encode()
            )
        connection.execute(b"ANALYZE")
        yield connection
    postgresql.drop(name)


def columns_of(connection: Any, table: str) -> str:
    """In the order of the class: migrations added some at the end."""
    from cameo_service.storage.tables.every import MainTable  # noqa: PLC0415 - here alone

    assert connection is not None
    return ", ".join(f'"{column.name}"' for column in MainTable.metadata.tables[table].columns)


def id_of(number: int) -> bytes:
    return number.to_bytes(16, "big")


SOME = (7, 700, 70_000)
SOUNDS, KEYS = json.dumps(["s1", "s2", "none"]), json.dumps(list(range(500)))


def asked(people: int) -> dict[str, tuple[Statement, dict[str, Any]]]:
    """The statements of a check, a write and a recording, with what they may be asked of so many people."""
    owners = [id_of(number) for number in (*SOME, people, people + 1)]
    viewpoint = {
        "asking": id_of(8),
        "every": "",
        "provider": "gen",
        "now_us": NOW_US,
        "yesterday_us": NOW_US - 1,
        "guarded_us": NOW_US,
        "none_sought": NONE_SOUGHT,
    }
    return {
        "facts": (
            _FACTS,
            {
                "owners": b"".join(owners),
                "places": str([1 + 16 * place for place in range(len(owners))]),
                **viewpoint,
            },
        ),
        "prompt": (
            _PROMPT,
            {
                "handles": json.dumps(["h1", "h700", "nobody"]),
                "owners": b"".join(owners[:3]),
                "ask": bytes(32),
                "sounds": SOUNDS,
                "limit": 9,
                **viewpoint,
            },
        ),
        "recordings": (_SHARING_MOST, {"keys": KEYS, "hits": 50_000, "limit": 16}),
        "handles": (people_statements._BY_HANDLE, {"handles": ["h1", "h2", "nobody"]}),
        "handles of people": (people_statements._CURRENT_HANDLES, {"subjects": owners}),
        "requester": (people_statements._REQUESTER, {"subject_id": owners[0]}),
        "account": (people_statements._OF_ACCOUNT, {"issuer": "issuer", "sub": "7"}),
        "repetition": (transaction._REMEMBERED, {"caller": "app", "request_id": "7", "since_us": 0}),
        "forgetting": (transaction._FORGET, {"until_us": 0}),
        "revision": (unit._REVISION, {}),
    }


PLACE = {"revision": 1000, "seq": 0, "limit": 1000}


def scanned(plan: Any) -> set[str]:
    """The tables that a plan reads from the first row to the last, or by an index without a place in it."""
    is_whole = "Relation Name" in plan and "Index Cond" not in plan and plan["Node Type"] not in FOUND_BELOW
    here = {plan["Relation Name"]} if is_whole else set()
    return here.union(*[scanned(part) for part in plan.get("Plans", [])])


def plan_of(connection: Any, text: str, values: Any = None, options: str = "FORMAT JSON") -> Any:
    ((plan,),) = connection.execute(f"EXPLAIN ({options}) {text}".encode(), values).fetchall()
    return plan[0]["Plan"]


def numbered(text: str) -> str:
    """The text as the server prepares it, for values that it does not know yet."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    return re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", text)


RUNS, FEWER_BY = 20, 5


def timed(connection: Any, text: str, values: Mapping[str, Any]) -> tuple[float, int, set[str]]:
    """The median of what the server took in milliseconds, the pages that it read, and the tables that it read whole.

    As a service's session runs it: prepared, with one plan for all values.
    """
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    connection.execute(f"PREPARE asked AS {numbered(text)}".encode())
    literals = SQL(", ").join(Literal(values[name]) for name in names)
    run = SQL("EXECUTE asked") + (SQL(" (") + literals + SQL(")") if names else SQL(""))
    explain = SQL("EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS) ") + run
    plans = [connection.execute(explain).fetchone()[0][0]["Plan"] for _ in range(RUNS)]
    connection.execute(b"DEALLOCATE asked")
    times = [plan["Actual Total Time"] for plan in plans]
    return median(times), plans[-1]["Shared Hit Blocks"], scanned(plans[-1]) - SMALL


def main(people: int) -> None:
    """Prints a row a statement."""
    table = Table("statement", "reads whole", "ms (median)", "pages")
    console = Console()
    with (
        console.status(f"making {people} people ..."),
        running_server() as (server, _),
        crowded(server, people, people // FEWER_BY) as connection,
    ):
        hot = {name: (one.prepared("postgresql", given), given) for name, (one, given) in asked(people).items()}
        statements = {name: (prepared.text, prepared.arranged(given)) for name, (prepared, given) in hot.items()}
        for name, (text, values) in {**statements, "watch": (WATCH_EVENTS, PLACE)}.items():
            ms, pages, whole = timed(connection, text, values)
            table.add_row(name, ", ".join(sorted(whole)) or "none", f"{ms:.3f}", str(pages))
        ((held,),) = connection.execute(b"SELECT pg_database_size(current_database())").fetchall()
    console.print(table, f"{held / people:.0f} bytes a person, with indexes")


if __name__ == "__main__":
    main(int(sys.argv[1]))
