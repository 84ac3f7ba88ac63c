"""With many people no statement of a check, a recording or the watch reads a whole table, however it is planned."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from cameo_service.storage import people, transaction, unit
from cameo_service.storage.facts import _FACTS, _PROMPT
from cameo_service.storage.postgresql.hot_statements import WATCH_EVENTS
from cameo_service.storage.postgresql.sessions import connect
from cameo_service.storage.postgresql.store import open_postgresql
from cameo_service.storage.recordings import _SHARING_MOST
from cameo_service.storage.statements import Statement
from consent.restrictions import NONE_SOUGHT
from tests.contracts.store_rows import NOW_US
from tests.postgresql import TEMPLATE, Server

PEOPLE, FEWER = 100_000, 20_000
"""Rows of the tables that grow with people, and of the others."""
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
)


@pytest.fixture(scope="module")
def many(postgresql: Server) -> Iterator[Any]:
    """A database with many people, of whom each granted, blocked and was asked by one."""
    name = postgresql.make(TEMPLATE)
    open_postgresql(postgresql.url(name), os.urandom).close()
    with closing(connect(postgresql.url(name, "postgres"))) as connection:
        connection.execute("SET session_replication_role = replica")  # these rows need no check of their owners
        for row in ROWS:
            table, _, chosen = row.partition(" ")
            columns = columns_of(connection, table)
            filled = chosen.format(n=N, next=NEXT.format(people=PEOPLE))
            rows = PEOPLE if table in MANY else FEWER
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


OWNERS = [id_of(number) for number in (7, 700, 70_000, PEOPLE, PEOPLE + 1)]
SOUNDS, KEYS = json.dumps(["s1", "s2", "none"]), json.dumps(list(range(500)))
ASKED: dict[str, tuple[Statement, dict[str, Any]]] = {
    "facts": (
        _FACTS,
        {
            "owners": b"".join(OWNERS),
            "places": str([1 + 16 * place for place in range(len(OWNERS))]),
            "asking": id_of(8),
            "every": "",
            "provider": "gen",
            "now_us": NOW_US,
            "yesterday_us": NOW_US - 1,
            "guarded_us": NOW_US,
            "none_sought": NONE_SOUGHT,
        },
    ),
    "prompt": (
        _PROMPT,
        {
            "handles": json.dumps(["h1", "h700", "nobody"]),
            "owners": b"".join(OWNERS[:3]),
            "ask": bytes(32),
            "sounds": SOUNDS,
            "limit": 9,
            "asking": id_of(8),
            "every": "",
            "provider": "gen",
            "now_us": NOW_US,
            "yesterday_us": NOW_US - 1,
            "guarded_us": NOW_US,
            "none_sought": NONE_SOUGHT,
        },
    ),
    "recordings": (_SHARING_MOST, {"keys": KEYS, "hits": 50_000, "limit": 16}),
    "handles": (people._BY_HANDLE, {"handles": ["h1", "h2", "nobody"]}),
    "handles of people": (people._CURRENT_HANDLES, {"subjects": OWNERS}),
    "requester": (people._REQUESTER, {"subject_id": OWNERS[0]}),
    "account": (people._OF_ACCOUNT, {"issuer": "issuer", "sub": "7"}),
    "repetition": (transaction._REMEMBERED, {"caller": "app", "request_id": "7", "since_us": 0}),
    "forgetting": (transaction._FORGET, {"until_us": 0}),
    "revision": (unit._REVISION, {}),
}
PLACE = {"revision": PEOPLE - 3, "seq": 0, "limit": 1000}


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


@pytest.mark.parametrize("name", ASKED)
def test_no_statement_of_a_check_reads_a_whole_table(many: Any, name: str) -> None:
    statement, values = ASKED[name]
    prepared = statement.prepared("postgresql", values)
    assert scanned(plan_of(many, prepared.text, prepared.arranged(values))) <= SMALL
    if many.info.server_version >= 160_000:
        assert scanned(plan_of(many, numbered(prepared.text), options="FORMAT JSON, GENERIC_PLAN")) <= SMALL


def test_the_watch_reads_no_whole_outbox(many: Any) -> None:
    assert scanned(plan_of(many, WATCH_EVENTS, PLACE)) <= SMALL


def test_a_table_that_is_read_as_a_whole_would_be_found(many: Any) -> None:
    assert scanned(plan_of(many, "SELECT count(*) FROM subjects WHERE created_us = 5")) == {"subjects"}
