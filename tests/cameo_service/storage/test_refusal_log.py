"""Refusals reach the feed as counts, and a flood of them costs neither rows nor memory."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from cameo_service.storage import batch_logs
from cameo_service.storage.batch_logs import RefusalLog
from cameo_service.storage.store import SqliteStore
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.ports.activity import REFUSED, ActivityRow, Refusal
from consent.identity import SubjectId
from consent.names import parse_name
from consent.verdict import Reason
from tests.contracts.store_rows import ADA, BOB, EVE, HOUR_US, NOBODY_KNOWN, NOW_US, subject_id, with_people


def refusal(
    *, owner: SubjectId = ADA, actor: SubjectId | None = BOB, reason: str = "BLOCKED", at_us: int = NOW_US
) -> Refusal:
    return Refusal(owner, actor, "gen", reason, at_us)


@pytest.fixture
def log(store: SqliteStore) -> Iterator[RefusalLog]:
    with_people(store)
    opened = RefusalLog(store)
    yield opened
    opened.close()


def feed(store: SqliteStore) -> tuple[ActivityRow, ...]:
    with store.read() as snapshot:
        return snapshot.activity.of(ADA, 100)


def test_a_flood_of_refusals_is_one_row_with_their_count(log: RefusalLog, store: SqliteStore) -> None:
    for second in range(1000):
        log.note(refusal(at_us=NOW_US + second))
    log.flush()
    log.note(refusal(at_us=NOW_US + 2000))
    log.flush()
    counted = ActivityRow(ADA, 0, NOW_US + 2000, REFUSED, BOB, "gen", "BLOCKED", 1001, first_us=NOW_US + 999)
    assert feed(store) == (counted,)


def test_an_attempt_at_an_unknown_person_is_dropped_without_a_write(log: RefusalLog, store: SqliteStore) -> None:
    writes: list[str] = []
    store._writer.set_trace_callback(writes.append)
    log.note(refusal(owner=NOBODY_KNOWN, reason=Reason.UNKNOWN_SUBJECT))
    log.flush()
    assert writes == []
    log.note(refusal())
    log.note(refusal(owner=NOBODY_KNOWN, reason=Reason.UNKNOWN_SUBJECT))
    log.flush()
    assert [row.count for row in feed(store)] == [1]


def test_refusals_are_counted_apart_by_actor_reason_and_hour(log: RefusalLog, store: SqliteStore) -> None:
    for one in (
        refusal(),
        refusal(actor=EVE),
        refusal(actor=None),
        refusal(reason="FROZEN"),
        refusal(at_us=NOW_US + HOUR_US),
    ):
        log.note(one)
    log.flush()
    assert [row.count for row in feed(store)] == [1, 1, 1, 1, 1]


def test_a_name_that_refuses_prompts_is_counted_for_the_operator(log: RefusalLog, store: SqliteStore) -> None:
    ada, other = parse_name("Ada Lovelace"), parse_name("Countess of Lovelace")
    with store.write() as tx:
        tx.names.put(ADA, (ada, other))
    for one in (refusal(), refusal(), replace(refusal(), names=frozenset({ada.words}))):
        log.note(one)
    log.flush()
    log.note(replace(refusal(actor=EVE), names=frozenset({ada.words, other.words})))
    log.flush()
    with store.read() as snapshot:
        assert [(row.name, row.refused) for row in snapshot.names.most_refusing(9)] == [(ada, 2), (other, 1)]
    assert sorted(row.count for row in feed(store)) == [1, 3]


def test_refusals_do_not_move_the_revision(log: RefusalLog, store: SqliteStore) -> None:
    with store.write() as tx:
        revision = tx.next_revision()
    log.note(refusal())
    log.flush()
    assert feed(store)[0].revision == revision
    with store.read() as snapshot:
        assert snapshot.revision() == revision


def test_closing_writes_what_is_left(log: RefusalLog, store: SqliteStore) -> None:
    log.note(refusal())
    log.close()
    assert len(feed(store)) == 1


def test_the_thread_writes_on_its_own(monkeypatch: pytest.MonkeyPatch, store: SqliteStore) -> None:
    monkeypatch.setattr(batch_logs, "FLUSH_SECONDS", 0.001)
    with_people(store)
    log = RefusalLog(store)
    log.note(refusal())
    while not feed(store):
        pass
    log.close()


def test_a_refusal_about_somebody_erased_since_keeps_no_others_back(log: RefusalLog, store: SqliteStore) -> None:
    log.note(refusal(owner=NOBODY_KNOWN))
    log.note(refusal())
    log.flush()
    assert len(feed(store)) == 1


def test_too_many_different_refusals_are_dropped_and_said_so(
    caplog: pytest.LogCaptureFixture, store: SqliteStore
) -> None:
    with_people(store)
    log = RefusalLog(store, most_pending=10)
    for number in range(15):
        log.note(refusal(actor=subject_id(100 + number)))
    log.note(refusal(actor=subject_id(100)))
    with caplog.at_level(logging.WARNING):
        log.close()
    assert sum(row.count for row in feed(store)) == 11
    assert "5 refused attempts were not written" in caplog.text


class FullDisk:
    """A store that cannot write at first."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.is_full = True
        self.deployment = store.deployment
        self.read, self.glance = store.read, store.glance

    @contextmanager
    def write(self) -> Iterator[StoredTransaction]:
        if self.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        with self._store.write() as tx:
            yield tx


def test_counts_that_cannot_be_written_stay_for_the_next_time(store: SqliteStore) -> None:
    with_people(store)
    disk = FullDisk(store)
    log = RefusalLog(disk)
    log.note(refusal())
    log.flush()
    log.note(refusal(at_us=NOW_US + 5))
    disk.is_full = False
    log.close()
    assert [(row.count, row.at_us) for row in feed(store)] == [(2, NOW_US + 5)]
