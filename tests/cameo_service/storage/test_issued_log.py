"""Every render grant that was signed is in the history, not in the feed, and costs a check no write."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from cameo_service.storage.batch_logs import IssuedLog
from cameo_service.storage.history import HistoryReader
from cameo_service.storage.store import SqliteStore
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.vault.grant_signer import RecordedSigner
from consent.history.leaf_record import LeafRecord, parse_record
from consent.identity import EnrollmentId, RenderGrantId, SubjectId
from consent.render_grant import GrantedSubject, RenderGrantClaims
from consent.terms import Modality, Use
from tests.cameo_service.storage.history_rows import reader_of
from tests.cameo_service.usecases.world import RememberingSigner
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, with_people


def claims(*subjects: SubjectId, number: int = 1) -> RenderGrantClaims:
    return RenderGrantClaims(
        deployment_id=bytes(16),
        incarnation=1,
        audience="studio",
        holder="studio",
        render_grant_id=RenderGrantId(UUID(int=number)),
        job="job",
        prompt_sha256=bytes(32),
        requester=BOB,
        subjects=tuple(GrantedSubject(subject, EnrollmentId(UUID(int=9)), 1, 0, 0, None) for subject in subjects),
        modalities=frozenset({Modality.FACE}),
        use=Use.PRIVATE,
        issued_us=NOW_US,
        expires_us=NOW_US + 1,
        global_epoch=0,
    )


@pytest.fixture
def log(store: SqliteStore) -> Iterator[IssuedLog]:
    with_people(store)
    opened = IssuedLog(store)
    yield opened
    opened.close()


@pytest.fixture
def leaves(directory: Path, store: SqliteStore) -> Iterator[HistoryReader]:
    reader = reader_of(directory)
    yield reader
    reader.close()


def records(leaves: HistoryReader, owner: SubjectId) -> list[LeafRecord]:
    return [parse_record(leaf.record) for leaf in leaves.about(owner, 0, 100)]


def test_a_signed_grant_is_a_leaf_for_everybody_in_it(
    store: SqliteStore, log: IssuedLog, leaves: HistoryReader
) -> None:
    envelope = RecordedSigner(RememberingSigner(), log).sign(claims(ADA, EVE))
    log.flush()
    assert envelope == b"grant 1"
    for owner in (ADA, EVE):
        (record,) = records(leaves, owner)
        assert (record.kind, record.actor, record.provider) == ("issued", str(BOB), "studio")
        assert record.reason == str(UUID(int=1))
    with store.read() as snapshot:
        assert snapshot.activity.of(ADA, 10) == ()
        assert snapshot.revision() == 0


def test_verifying_and_keys_are_the_signers_own(log: IssuedLog) -> None:
    signer = RememberingSigner()
    recorded = RecordedSigner(signer, log)
    assert recorded.verify(recorded.sign(claims(ADA))) == claims(ADA)
    assert recorded.keys() == signer.keys()


def test_who_was_erased_since_is_passed_over(log: IssuedLog, leaves: HistoryReader) -> None:
    log.note(claims(NOBODY_KNOWN, ADA))
    log.flush()
    assert len(records(leaves, ADA)) == leaves.high_water().tree_size == 1


def test_closing_writes_the_rest(store: SqliteStore, leaves: HistoryReader) -> None:
    with_people(store)
    log = IssuedLog(store)
    log.note(claims(ADA))
    log.close()
    assert len(records(leaves, ADA)) == 1


class FailingOnce:
    """A store whose first write fails."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._failures = 1

    @contextmanager
    def write(self) -> Iterator[StoredTransaction]:
        if self._failures:
            self._failures -= 1
            raise sqlite3.OperationalError("disk full")
        with self._store.write() as transaction:
            yield transaction


def test_what_could_not_be_written_is_written_next_time(store: SqliteStore, leaves: HistoryReader) -> None:
    with_people(store)
    log = IssuedLog(FailingOnce(store))  # type: ignore[arg-type]  # write is all that is asked for
    for number in (1, 2):
        log.note(claims(ADA, number=number))
        log.flush()
    log.close()
    assert [record.reason for record in records(leaves, ADA)] == [str(UUID(int=number)) for number in (1, 2)]


def test_more_than_can_wait_is_dropped_and_told(
    store: SqliteStore, leaves: HistoryReader, caplog: pytest.LogCaptureFixture
) -> None:
    log = IssuedLog(store, most_pending=0)
    log.note(claims(ADA))
    with caplog.at_level(logging.WARNING):
        log.close()
    assert "1 issued grants were not written" in caplog.text
    assert records(leaves, ADA) == []
