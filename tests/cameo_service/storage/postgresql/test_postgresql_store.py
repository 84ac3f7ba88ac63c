"""The store over PostgreSQL keeps the contract, and what only a server can break."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Event, Thread

import psycopg
import pytest

from cameo_service.storage.postgresql import connection as connections
from cameo_service.storage.postgresql.connection import PostgresqlConnection
from cameo_service.storage.postgresql.sessions import CHANNEL, connect
from cameo_service.storage.postgresql.store import PostgresqlStore, open_postgresql
from cameo_service.storage.transaction import StoredSnapshot, StoredTransaction
from cameo_service.usecases.ports.history import HighWater, HistoryUnreconciledError
from cameo_service.usecases.ports.store import (
    CommitInDoubtError,
    DatabaseUnavailableError,
    Store,
    TextUnstorableError,
)
from consent.restrictions import Restrictions
from tests.contracts.store_contract import StoreContract
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, enrollment, facts, grant, with_people
from tests.postgresql import Server

THREADS, WRITES = 4, 25
END_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %(database)s AND application_name = 'cameo'
"""


class TestPostgresqlStore(StoreContract):
    """The whole contract."""


def end_sessions(postgresql: Server, url: str) -> int:
    """Ends every session of a service in this database, as an administrator or a restart does; how many there were."""
    database = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    return len(postgresql.execute(END_SESSIONS, {"database": database}))


def of_postgresql(unit: StoredSnapshot) -> PostgresqlConnection:
    """The connection of a snapshot or transaction, to look behind it."""
    found = unit.connection
    assert isinstance(found, PostgresqlConnection)
    return found


def test_what_was_written_is_there_when_the_store_is_opened_again(postgresql_url: str, store: PostgresqlStore) -> None:
    with_people(store)
    with store.write() as tx:
        tx.grants.put(grant(), NOW_US)
    store.close()
    with closing(open_postgresql(postgresql_url, os.urandom)) as again:
        assert facts(again).grants == (grant(),)
        assert again.deployment() == store.deployment()


def test_two_services_on_one_database_see_each_others_writes(postgresql_url: str, store: PostgresqlStore) -> None:
    with_people(store)
    with closing(open_postgresql(postgresql_url, os.urandom)) as other:
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
            tx.next_revision()
        assert facts(other).grants == (grant(),)
        with other.write() as tx:
            tx.grants.end(ADA, BOB, NOW_US)
            assert tx.next_revision() == 2
        assert facts(store).revoked


def test_a_write_that_waited_for_another_sees_what_that_one_committed(
    postgresql_url: str, store: PostgresqlStore
) -> None:
    with_people(store)
    waits = Event()
    seen: list[bool] = []

    def write_after() -> None:
        waits.set()
        with other.write() as tx:
            seen.append(tx.facts.of([ADA], BOB, "gen", NOW_US)[ADA].revoked)

    with closing(open_postgresql(postgresql_url, os.urandom)) as other:
        waiting = Thread(target=write_after)
        with store.write() as tx:
            waiting.start()
            waits.wait()
            tx.grants.end(ADA, BOB, NOW_US)
        waiting.join()
    assert seen == [True]


def test_no_revision_is_drawn_twice_by_services_that_write_at_once(postgresql_url: str, store: PostgresqlStore) -> None:
    with closing(open_postgresql(postgresql_url, os.urandom)) as other:

        def draw(number: int) -> list[int]:
            drawn = []
            for _ in range(WRITES):
                with (store, other)[number % 2].write() as tx:
                    drawn.append(tx.next_revision())
            return drawn

        with ThreadPoolExecutor(THREADS) as pool:
            drawn = [revision for share in pool.map(draw, range(THREADS)) for revision in share]
    assert sorted(drawn) == list(range(1, THREADS * WRITES + 1))


def test_a_write_keeps_every_other_service_from_writing_until_its_patience_ends(
    postgresql_url: str, store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WAIT_MS", 20)
    with closing(open_postgresql(postgresql_url, os.urandom)) as impatient:
        with store.write() as tx:
            tx.revision()
            with pytest.raises(DatabaseUnavailableError, match="Try again"), impatient.write():
                pass
        with impatient.write() as tx:
            assert tx.revision() == 0


def test_a_service_that_hangs_in_a_write_keeps_the_others_from_revoking_for_some_seconds_only(
    postgresql_url: str, store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_people(store)

    def hang(tx: StoredTransaction) -> None:
        with store.write() as other:  # waits until the server undid the first
            other.grants.end(ADA, BOB, NOW_US)
        tx.grants.put(grant(), NOW_US)

    with closing(open_postgresql(postgresql_url, os.urandom)) as hanging:
        monkeypatch.setattr(connections, "IDLE_MS", 50)
        hanging._writer = PostgresqlConnection(hanging._pools.main)
        with pytest.raises(DatabaseUnavailableError), hanging.write() as tx:
            hang(tx)
        assert facts(hanging).revoked
        assert facts(hanging).grants == ()


def test_lost_sessions_are_replaced_before_anything_is_asked(
    postgresql: Server, postgresql_url: str, store: PostgresqlStore
) -> None:
    with_people(store)
    for _ in range(2):
        assert end_sessions(postgresql, postgresql_url) > 0
        with store.write() as tx:
            tx.enrollments.put(enrollment(tx.next_revision()))
        end_sessions(postgresql, postgresql_url)
        with store.read() as snapshot:
            row = snapshot.enrollments.of(ADA)
            assert row is not None
            assert len(row.sealed) == 2


def test_a_session_that_is_lost_in_a_write_leaves_nothing_of_it(
    postgresql: Server, postgresql_url: str, store: PostgresqlStore
) -> None:
    with_people(store)

    def lose(tx: StoredTransaction) -> None:
        tx.grants.put(grant(), NOW_US)
        end_sessions(postgresql, postgresql_url)
        tx.revision()

    with pytest.raises(DatabaseUnavailableError, match="Nothing was changed"), store.write() as tx:
        lose(tx)
    assert facts(store).grants == ()


def test_a_commit_in_doubt_destroys_no_key_of_what_may_be_there_and_owes_its_mark(
    postgresql: Server, postgresql_url: str, store: PostgresqlStore
) -> None:
    with_people(store)
    marks: list[HighWater] = []
    store.mark_narrowing_with(marks.append)

    def lose(tx: StoredTransaction) -> None:
        tx.enrollments.put(enrollment())
        tx.epochs.bump_owner(ADA)
        end_sessions(postgresql, postgresql_url)

    with pytest.raises(CommitInDoubtError, match="same request id"), store.write() as tx:
        lose(tx)
    assert store._keys.of(ADA.bytes, enrollment().enrollment_id.bytes) != {}
    assert marks == []
    with store.write() as tx:
        tx.next_revision()
    assert [mark.revision for mark in marks] == [1]


def test_a_write_of_which_a_statement_failed_is_never_committed(store: PostgresqlStore) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK, and no error."""
    with_people(store)

    def fail(tx: StoredTransaction) -> None:
        tx.grants.put(grant(), NOW_US)
        with suppress(psycopg.Error):
            of_postgresql(tx).execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction), store.write() as tx:
        fail(tx)
    assert facts(store).grants == ()


def test_a_failed_transaction_of_keys_is_never_committed_either(store: PostgresqlStore) -> None:
    """It tells no channel of it: COMMIT alone would be answered without an error."""
    keys = store._pools.of_keys()
    keys.begin_write()
    with suppress(psycopg.Error):
        keys.execute("SELECT 1 / 0")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        keys.commit()
    keys.rollback()


def test_a_snapshot_cannot_write(store: PostgresqlStore) -> None:
    with store.read() as snapshot, pytest.raises(DatabaseUnavailableError):
        of_postgresql(snapshot).execute("UPDATE deployment SET revision = 99")
    with store.read() as snapshot:
        assert snapshot.revision() == 0


def test_a_snapshot_stays_what_it_is_while_others_write(store: PostgresqlStore) -> None:
    with_people(store)
    with store.read() as snapshot:
        before = snapshot.facts.of([ADA], BOB, "gen", NOW_US)
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
        assert snapshot.facts.of([ADA], BOB, "gen", NOW_US) == before
    assert facts(store).grants == (grant(),)


def test_a_write_within_a_write_fails_at_once_and_the_outer_one_leaves_nothing(store: PostgresqlStore) -> None:
    with_people(store)

    def write_twice(tx: StoredTransaction) -> None:
        tx.grants.put(grant(), NOW_US)
        store.write().__enter__()

    with pytest.raises(psycopg.ProgrammingError, match="within a transaction"), store.write() as tx:
        write_twice(tx)
    assert facts(store).grants == ()


def test_a_text_with_the_one_character_that_cannot_be_stored_is_refused(store: PostgresqlStore) -> None:
    with_people(store)
    told = Restrictions(frozenset(), frozenset(), "", "in\0visible")
    with pytest.raises(TextUnstorableError, match=r"U\+0000"), store.write() as tx:
        tx.restrictions.put(ADA, told)
    assert facts(store).restrictions != told


def test_a_check_costs_the_same_statements_whatever_it_finds(
    store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_people(store)
    with store.write() as tx:
        tx.grants.put(grant(), NOW_US)
        tx.blocks.put(ADA, EVE, None, NOW_US)
    ran: list[str] = []
    execute = PostgresqlConnection.execute

    def counted(self: PostgresqlConnection, text: str, values: object = None, /) -> object:
        ran.append(text)
        return execute(self, text, values)

    monkeypatch.setattr(PostgresqlConnection, "execute", counted)
    counts = set()
    for owner, requester in ((ADA, BOB), (ADA, EVE), (BOB, ADA), (NOBODY_KNOWN, BOB), (ADA, None)):
        ran.clear()
        with store.read() as snapshot:
            snapshot.facts.of([owner], requester, "gen", NOW_US)
        counts.add(len(ran))
    assert counts == {1}


def test_a_commit_is_told_and_what_is_undone_is_not(postgresql_url: str, store: PostgresqlStore) -> None:
    with closing(connect(postgresql_url)) as listening:
        listening.execute(f"LISTEN {CHANNEL}".encode())
        with store.write() as tx:
            tx.next_revision()
        with suppress(ZeroDivisionError), store.write() as tx:
            tx.next_revision()
            raise ZeroDivisionError
        assert [told.channel for told in listening.notifies(timeout=0.0)] == [CHANNEL]


def test_a_stopped_store_neither_reads_nor_writes(store: Store) -> None:
    assert isinstance(store, PostgresqlStore)
    store.stop_serving()
    with pytest.raises(HistoryUnreconciledError, match="Render nothing"), store.read():
        pass
    with pytest.raises(HistoryUnreconciledError, match="Render nothing"), store.write():
        pass


def test_closing_closes_every_session_and_one_in_use_when_its_block_ends(store: PostgresqlStore) -> None:
    with store.read() as snapshot:
        held = of_postgresql(snapshot)._held
        store.close()
        assert snapshot.revision() == 0
    assert held is not None
    assert held.closed
    with pytest.raises(DatabaseUnavailableError), store.read():
        pass
