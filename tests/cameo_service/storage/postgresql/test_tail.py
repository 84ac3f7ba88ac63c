"""What the watch reads of a PostgreSQL database, and what wakes it."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from cameo_service.storage.outbox_tail import OutboxTail, tail_of
from cameo_service.storage.postgresql import tail as tails
from cameo_service.storage.postgresql.store import PostgresqlStore
from cameo_service.storage.postgresql.tail import PostgresqlTail
from cameo_service.storage.store import MAIN_DATABASE, open_store
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import START, Position
from cameo_service.usecases.ports.store import Store
from tests.cameo_service.storage.postgresql.test_postgresql_store import end_sessions
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, with_people
from tests.postgresql import Server

WOKEN_S = 60.0
"""A commit wakes at once; so long only where the machine is far too busy."""


@pytest.fixture
def tail(postgresql_url: str, store: PostgresqlStore) -> Iterator[PostgresqlTail]:
    with closing(PostgresqlTail(postgresql_url)) as opened:
        yield opened


def narrow(store: Store) -> None:
    """Everything that has a floor, and an event that was forgotten."""
    with_people(store)
    with store.write() as tx:
        tx.epochs.bump_owner(ADA)
        tx.epochs.bump_pair(ADA, BOB)
        tx.epochs.bump_pair(ADA, EVE, "gen")
        tx.everything.bump_epoch()
        tx.events.emit(ADA, "kind", event_body(), NOW_US)
    with store.write() as tx:
        tx.epochs.bump_owner(BOB)
        tx.events.forget(NOW_US)


def test_news_and_floors_are_those_of_the_same_acts_on_sqlite(
    tail: PostgresqlTail, store: PostgresqlStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files") / "data"
    with closing(open_store(folder, os.urandom)) as files, closing(OutboxTail(folder / MAIN_DATABASE)) as theirs:
        assert tail.news(START) == theirs.news(START)
        for one in (store, files):
            narrow(one)
        for after in (START, Position(2, 0)):
            assert tail.news(after) == theirs.news(after)
        for provider in ("gen", "other"):
            ours, wanted = ([*one.floors(provider)] for one in (tail, theirs))
            assert [(revision, set(floors)) for revision, floors in ours] == [
                (revision, set(floors)) for revision, floors in wanted
            ]


def test_floors_come_in_pages(tail: PostgresqlTail, store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "PAGE", 2)
    narrow(store)
    pages = [floors for _, floors in tail.floors("gen")]
    assert [len(floors) for floors in pages] == [2, 2, 1]


def test_a_commit_wakes_what_waits_and_nothing_else_does_before_its_turn(
    tail: PostgresqlTail, store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "LISTENED_S", WOKEN_S)

    async def woken() -> None:
        waiting = asyncio.ensure_future(tail.told())
        await asyncio.sleep(0)
        assert not waiting.done()
        with store.write() as tx:
            tx.next_revision()
        assert await asyncio.wait_for(waiting, WOKEN_S / 2)

    asyncio.run(woken())


def test_without_a_commit_nothing_is_told(tail: PostgresqlTail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "LISTENED_S", 0.0)
    assert not asyncio.run(tail.told())


def test_a_lost_database_raises_and_is_read_again_when_it_is_back(
    tail: PostgresqlTail,
    store: PostgresqlStore,
    postgresql: Server,
    postgresql_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tails, "LOST_PAUSE_S", 0.0)
    end_sessions(postgresql, postgresql_url)
    with pytest.raises(psycopg.OperationalError):
        tail.news(START)
    asyncio.run(tail.told())
    narrow(store)
    assert tail.news(START).revision == 2
    monkeypatch.setattr(tails, "LISTENED_S", WOKEN_S)

    async def woken() -> None:
        while not await asyncio.wait_for(tail.told(), WOKEN_S / 2):
            pass  # until it listens again, which says that something may be new

    asyncio.run(woken())


def test_which_tail_is_read_is_told_by_what_names_the_database(
    store: PostgresqlStore, postgresql_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files") / "data"
    open_store(folder, os.urandom).close()
    of_files, nothing = tail_of(str(folder / MAIN_DATABASE))
    of_server, told = tail_of(postgresql_url)
    with closing(of_files), closing(of_server):
        assert isinstance(of_files, OutboxTail)
        assert nothing is None
        assert isinstance(of_server, PostgresqlTail)
        assert told == of_server.told
