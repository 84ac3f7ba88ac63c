"""Every statement is understood by the server, and the hot ones find what SQLite's find."""

from contextlib import suppress
from functools import partial
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from cameo_service.storage.facts import _FACTS, _PROMPT
from cameo_service.storage.postgresql.connection import PostgresqlConnection
from cameo_service.storage.postgresql.sessions import MAIN_SCHEMA
from cameo_service.storage.postgresql.store import PostgresqlStore
from cameo_service.storage.recordings import _SHARING_MOST
from cameo_service.storage.statements import Statement
from cameo_service.usecases.ports.consent import PromptAsked
from cameo_service.usecases.ports.recordings import SeenRecording
from cameo_service.usecases.ports.store import Transaction
from consent.handles import Handle, skeleton
from consent.identity import SubjectId
from tests.cameo_service.storage.bare_store import bare_transaction
from tests.cameo_service.storage.test_hot_statements import (
    ASKS,
    HANDLES,
    NAMED,
    NAMES,
    PEOPLE,
    UNKNOWN,
    Both,
    Step,
    histories,
    told_of,
    unordered,
    with_people_in,
)
from tests.cameo_service.storage.test_statements import NOTHING, STATEMENTS
from tests.contracts.replay_contract import seen
from tests.contracts.store_rows import NOW_US
from tests.contracts.store_rows import PlannedFailureError as Undone

HOT = [("facts", _FACTS), ("prompt", _PROMPT), ("recordings", _SHARING_MOST)]
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_statement_is_understood(store: PostgresqlStore) -> None:
    on = {MAIN_SCHEMA: PostgresqlConnection(store._pools.main), "keys": store._pools.of_keys()}
    for _, statement in [*STATEMENTS, *HOT]:
        prepared = statement.prepared("postgresql", NOTHING)
        is_of_keys = "wrapped_keys" in prepared.text or "subject_salts" in prepared.text
        lists = statement._lists or ()
        values = prepared.arranged({name: NOTHING[name] if name in lists else None for name in prepared.names})
        on["keys" if is_of_keys else MAIN_SCHEMA].execute(f"EXPLAIN {prepared.text}", values)


@pytest.mark.parametrize("statement", [pytest.param(one, id=name) for name, one in HOT])
def test_a_hot_statement_takes_the_same_values_for_both_databases(statement: Statement) -> None:
    of_postgresql = statement.prepared("postgresql", NOTHING)
    assert of_postgresql.names == statement.prepared(bare_transaction().connection.dialect, NOTHING).names


@FEW
@generated(histories)
def test_facts_are_those_that_sqlite_finds(store: PostgresqlStore, history: list[Step]) -> None:
    with suppress(Undone), store.write() as stored:
        both = with_people_in(Both(stored, bare_transaction()))
        for step in history:
            both.do(lambda tx, step=step: step.act(tx, step))  # type: ignore[misc]
        for requester in (None, *PEOPLE):
            for provider in (*NAMED, "unknown"):
                asked = (PEOPLE, requester, provider, NOW_US)
                assert unordered(both.stored.facts.of(*asked)) == unordered(both.told.facts.of(*asked))
        raise Undone


def claimed(tx: Transaction, owner: SubjectId, handle: Handle) -> None:
    tx.people.claim_handle(owner, handle, skeleton(handle), NOW_US)


@FEW
@generated(histories, st.permutations([*HANDLES.values(), UNKNOWN]), st.integers(0, 3))
def test_one_statement_finds_of_a_prompt_what_sqlite_finds(
    store: PostgresqlStore, history: list[Step], handles: list[Handle], mentioned: int
) -> None:
    with suppress(Undone), store.write() as stored:
        both = with_people_in(Both(stored, bare_transaction()))
        for owner, handle in HANDLES.items():
            both.do(partial(claimed, owner=owner, handle=handle))
        for step in history:
            both.do(lambda tx, step=step: step.act(tx, step))  # type: ignore[misc]
        holders = {handle: SubjectId(UUID(int=place)) for place, handle in enumerate(handles[:mentioned])}
        for requester in (None, *PEOPLE):
            for ask in ASKS:
                asked = PromptAsked(holders, requester, "gen", [name.sound for name in NAMES], ask, NOW_US)
                assert told_of(both.stored.facts.of_prompt(asked)) == told_of(both.told.facts.of_prompt(asked))
        raise Undone


@FEW
@generated(st.lists(st.sets(st.integers(0, 5)), max_size=8), st.sets(st.integers(0, 5)), st.integers(1, 9))
def test_recordings_alike_are_those_that_sqlite_finds(
    store: PostgresqlStore, kept: list[set[int]], asked: set[int], limit: int
) -> None:
    with suppress(Undone), store.write() as stored:
        both = with_people_in(Both(stored, bare_transaction()))
        for number, keys in enumerate(kept):
            row: SeenRecording = seen(number, *keys, owner=PEOPLE[number % 4])
            both.do(lambda tx, row=row: tx.recordings.remember(row))  # type: ignore[misc]
        alike = [tx.recordings.like(bytes(32), asked, limit) for tx in (both.stored, both.told)]
        assert [one.sha256 for one in alike[0]] == [one.sha256 for one in alike[1]]
        raise Undone
