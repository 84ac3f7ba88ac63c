"""The erasure drill, on real files: databases, their backups, and the key ring."""

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import Column

from cameo_service.storage.engines.errors import KeyRetiredError
from cameo_service.storage.store import MAIN_DATABASE, SqliteStore, open_store
from cameo_service.storage.tables.every import MainTable, person_columns
from cameo_service.storage.tables.types import BytewiseText, Int64
from cameo_service.usecases.operator.erasure import GATHERED_US, FinishErasures
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from cameo_service.usecases.ports.recordings import SeenRecording
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile, RingEncryptionKeys
from consent.identity import EnrollmentId, SubjectId
from consent.terms import Assurance, Audience, Modality
from liveness.observations import MediaFingerprint
from tests.cameo_service.storage.people_columns import people_columns
from tests.cameo_service.usecases.world import ToldClock
from tests.contracts.store_rows import ADA, BOB, NOW_US, with_people

SECRET = {ADA: b"the face of Ada " * 4, BOB: b"the face of Bob " * 4}
ERASURE = {ADA: ErasureId(UUID(int=7)), BOB: ErasureId(UUID(int=8))}


class CrashError(Exception):
    """The process dies here."""


class Deployment:
    """A data directory and a key ring file, opened anew after every crash."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.clock = ToldClock(NOW_US)
        self.file = KeyRingFile(directory.with_name("keys") / "ring.json", directory)
        self.file.create(new_key_ring(os.urandom, NOW_US))
        self.store = open_store(directory, os.urandom)

    def vault(self, store: SqliteStore | None = None) -> EnvelopeVault:
        return EnvelopeVault(self.file.load, (store or self.store).deployment(), os.urandom)

    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.directory, os.urandom)

    def enroll(self, subject: SubjectId) -> None:
        with self.store.write() as tx:
            tx.enrollments.put(self.sealed(subject))

    def sealed(self, subject: SubjectId) -> EnrollmentRow:
        enrollment_id = EnrollmentId(UUID(bytes=os.urandom(16)))
        item = self.vault().seal(subject, enrollment_id, 1, "matching_templates", "open", SECRET[subject])
        return EnrollmentRow(
            enrollment_id,
            subject,
            1,
            Assurance.LIVE,
            Audience.APPROVED,
            frozenset({Modality.FACE}),
            NOW_US,
            None,
            (item,),
        )

    def erase(self, subject: SubjectId = ADA) -> None:
        with self.store.write() as tx:
            tx.next_revision()
            tx.epochs.bump_owner(subject)
            tx.erasures.wipe(subject, self.clock.now_us)
            tx.erasures.put(ErasureRow(subject, ERASURE[subject], self.clock.now_us, takedowns=0))

    def finish(self, crash: Callable[[str], None] = lambda _: None) -> int:
        self.clock.now_us += GATHERED_US
        keys = CrashingKeys(RingEncryptionKeys(self.file, os.urandom, self.clock), crash)
        return FinishErasures(self.store, self.clock, keys, CrashingVault(self.vault(), crash), self.store.rewrite)()

    def is_final(self, subject: SubjectId = ADA) -> bool:
        with self.store.read() as snapshot:
            row = snapshot.erasures.by_id(ERASURE[subject])
        assert row is not None
        return row.final_us is not None

    def opens(self, subject: SubjectId, store: SqliteStore | None = None) -> bool:
        """Whether what is sealed of somebody opens with today's ring; also what a backup holds."""
        with (store or self.store).read() as snapshot:
            try:
                row = snapshot.enrollments.of(subject)
                if row is None:
                    return False
                (item,) = row.sealed
                return self.vault(store).open(subject, row.enrollment_id, row.version, item) == SECRET[subject]
            except SealBrokenError:
                return False


class CrashingKeys:
    def __init__(self, keys: RingEncryptionKeys, crash: Callable[[str], None]) -> None:
        self.keys, self.crash = keys, crash

    def add(self) -> int:
        self.crash("before the new key")
        version = self.keys.add()
        self.crash("after the new key")
        return version

    def destroy_below(self, version: int) -> None:
        self.crash("before the old keys end")
        self.keys.destroy_below(version)
        self.crash("after the old keys end")


class CrashingVault:
    def __init__(self, vault: EnvelopeVault, crash: Callable[[str], None]) -> None:
        self.vault, self.crash = vault, crash

    def rewrap_enrollment(self, row: EnrollmentRow) -> EnrollmentRow:
        self.crash("before a key is wrapped anew")
        return self.vault.rewrap_enrollment(row)

    def forget_destroyed_keys(self) -> None:
        self.vault.forget_destroyed_keys()


@pytest.fixture
def here(directory: Path) -> Iterator[Deployment]:
    """Ada and Bob are enrolled."""
    deployment = Deployment(directory)
    with_people(deployment.store)
    deployment.enroll(ADA)
    deployment.enroll(BOB)
    yield deployment
    deployment.store.close()


def backed_up(here: Deployment) -> Path:
    here.store.close()
    backup = here.directory.with_name("backup")
    shutil.copytree(here.directory, backup)
    here.store = open_store(here.directory, os.urandom)
    return backup


def test_an_old_backup_of_every_store_and_todays_ring_open_nobody_erased(here: Deployment) -> None:
    backup = backed_up(here)
    here.erase()
    old = open_store(backup, os.urandom)
    assert here.opens(ADA, old)  # pending: the key of that time exists
    assert not here.is_final()
    assert here.finish() == 1
    assert here.is_final()
    assert not here.opens(ADA, old)
    assert not here.opens(BOB, old)
    assert here.opens(BOB)
    old.close()


def test_a_vault_that_served_all_the_while_opens_nothing_of_before(here: Deployment) -> None:
    backup, vault = backed_up(here), here.vault()
    old = open_store(backup, os.urandom)
    with old.read() as snapshot:
        row = snapshot.enrollments.of(ADA)
    assert row is not None
    (item,) = row.sealed
    assert vault.open(ADA, row.enrollment_id, row.version, item) == SECRET[ADA]
    here.erase()
    here.clock.now_us += GATHERED_US
    FinishErasures(
        here.store, here.clock, RingEncryptionKeys(here.file, os.urandom, here.clock), vault, here.store.rewrite
    )()
    with pytest.raises(SealBrokenError):
        vault.open(ADA, row.enrollment_id, row.version, item)
    old.close()


def test_what_is_sealed_after_the_rotation_lives_under_the_new_key(here: Deployment) -> None:
    here.erase()
    here.finish()
    here.enroll(BOB)
    assert here.opens(BOB)
    assert [key.version for key in here.file.load().encryption_keys] == [2]


@pytest.mark.parametrize(
    "moment",
    [
        "before the new key",
        "after the new key",
        "before a key is wrapped anew",
        "before the old keys end",
        "after the old keys end",
    ],
)
def test_a_crash_between_any_two_steps_only_makes_the_next_run_go_on(here: Deployment, moment: str) -> None:
    here.erase()

    def crash(at: str) -> None:
        if at == moment:
            raise CrashError

    with pytest.raises(CrashError):
        here.finish(crash)
    here.reopen()
    assert not here.is_final()
    assert here.opens(BOB)
    assert here.finish() == 1
    assert here.is_final()
    assert here.opens(BOB)
    assert len(here.file.load().encryption_keys) == 1


def test_a_crash_before_the_keys_of_the_erased_are_deleted_is_made_good_at_the_next_start(here: Deployment) -> None:
    """The commit is what counts: keys and salts follow it."""
    with sqlite3.connect(here.directory / "keys.db") as keys:
        before = keys.execute("SELECT * FROM wrapped_keys WHERE subject_id = ?", (ADA.bytes,)).fetchall()
        keys.execute("INSERT INTO subject_salts VALUES (?, ?) ON CONFLICT DO NOTHING", (ADA.bytes, bytes(32)))
    here.erase()
    with sqlite3.connect(here.directory / "keys.db") as keys:
        keys.executemany("INSERT INTO wrapped_keys VALUES (?, ?, ?, ?, ?, ?)", before)
        keys.execute("INSERT INTO subject_salts VALUES (?, ?)", (ADA.bytes, bytes(32)))
    here.reopen()
    with sqlite3.connect(here.directory / "keys.db") as keys:
        for table in ("wrapped_keys", "subject_salts"):
            found = keys.execute(f"SELECT COUNT(*) FROM {table} WHERE subject_id = ?", (ADA.bytes,))  # noqa: S608
            assert found.fetchone() == (0,)


def test_nothing_of_the_erased_is_in_any_file_of_the_data_directory(here: Deployment) -> None:
    with here.store.read() as snapshot:
        row = snapshot.enrollments.of(ADA)
    assert row is not None
    (item,) = row.sealed
    here.erase()
    here.finish()
    files = [path for path in here.directory.iterdir() if path.is_file()]
    for trace in (item.ciphertext, item.wrapped_key):
        assert not [path.name for path in files if trace in path.read_bytes()]


def test_an_erasure_waits_for_others_and_never_a_day(here: Deployment) -> None:
    here.erase()
    finish = FinishErasures(
        here.store, here.clock, RingEncryptionKeys(here.file, os.urandom, here.clock), here.vault(), here.store.rewrite
    )
    assert finish() == 0
    here.erase(BOB)
    here.clock.now_us += GATHERED_US
    assert finish() == 2
    assert GATHERED_US < 24 * 3_600_000_000
    assert finish() == 0


def test_an_erasure_that_comes_during_a_rotation_waits_for_the_next(here: Deployment) -> None:
    here.erase()

    def crash(at: str) -> None:
        if at == "before the old keys end":
            raise CrashError

    with pytest.raises(CrashError):
        here.finish(crash)
    here.erase(BOB)
    assert here.finish() == 1
    assert (here.is_final(ADA), here.is_final(BOB)) == (True, False)
    assert here.finish() == 1
    assert here.is_final(BOB)
    assert [key.version for key in here.file.load().encryption_keys] == [3]


def test_nothing_is_stored_under_a_key_that_is_about_to_end(here: Deployment) -> None:
    stale = here.sealed(BOB)
    here.erase()
    here.finish()
    with pytest.raises(KeyRetiredError), here.store.write() as tx:
        tx.enrollments.put(stale)
    assert here.opens(BOB)


def test_a_key_that_does_not_open_stops_everything_before_anything_is_destroyed(here: Deployment) -> None:
    with sqlite3.connect(here.directory / "keys.db") as keys:
        keys.execute("UPDATE wrapped_keys SET wrapped_key = ? WHERE subject_id = ?", (bytes(60), BOB.bytes))
    here.erase()
    with pytest.raises(SealBrokenError):
        here.finish()
    assert [key.version for key in here.file.load().encryption_keys] == [1, 2]
    assert not here.is_final()


def test_every_column_that_names_a_person_is_wiped_or_kept_for_a_reason() -> None:
    assert person_columns().keys() == people_columns()


WIPED = [named for named, about in person_columns().items() if not about.kept]


def test_no_row_that_is_to_be_wiped_outlives_an_erasure(here: Deployment) -> None:
    """For every column a row about Ada and one about Bob: hers goes, his stays, whatever else the table holds."""
    with sqlite3.connect(here.directory / "main.db") as main:
        for number, ((table, column), person) in enumerate(product(WIPED, (ADA, BOB))):
            columns = MainTable.metadata.tables[table].columns
            row = {other.name: _any_value(other, number) for other in columns} | {column: person.bytes}
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            main.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
        main.commit()
        here.erase()
        for table, column in WIPED:
            left = {person for (person,) in main.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
            assert (ADA.bytes in left, BOB.bytes in left) == (False, True), (table, column)


def _any_value(column: Column[Any], number: int) -> Any:
    """Something that the column takes; other people are neither Ada nor Bob."""
    if isinstance(column.type, Int64):
        return number + 1
    if isinstance(column.type, BytewiseText):
        return f"text {number}"
    return (100 + number).to_bytes(16)


def test_recordings_of_the_erased_are_forgotten(here: Deployment) -> None:
    digest = bytes(32)
    nothing = MediaFingerprint(digest, np.zeros((15, 1), np.int8), np.zeros((10, 1), np.int8))
    with here.store.write() as tx:
        tx.recordings.remember(SeenRecording(ADA, NOW_US, nothing, frozenset({1})))
        assert tx.recordings.like(digest, {1}, 1)
    here.erase()
    with here.store.write() as tx:
        assert tx.recordings.like(digest, {1}, 1) == ()


def test_the_store_remembers_whose_an_erased_person_was(here: Deployment) -> None:
    kept = {ADA: frozenset({"https://id.example/a,b", "issuer"}), BOB: frozenset[str]()}
    with here.store.write() as tx:
        for subject, issuers in kept.items():
            tx.erasures.put(ErasureRow(subject, ERASURE[subject], NOW_US, takedowns=0, issuers=issuers))
    with here.store.read() as snapshot:
        found = {subject: snapshot.erasures.of(subject) for subject in kept}
        assert {subject: row.issuers for subject, row in found.items() if row} == kept
        assert snapshot.erasures.of(SubjectId(UUID(int=9))) is None


@contextmanager
def no_room(most_bytes: int) -> Iterator[None]:
    """No file of this process grows past this, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_database_that_a_full_disk_keeps_from_being_written_anew_is_whole_and_the_erasure_waits(
    here: Deployment,
) -> None:
    here.erase()
    main = here.directory / MAIN_DATABASE
    tables = main.stat().st_size
    with no_room(tables // 2), pytest.raises(sqlite3.OperationalError):
        here.store.rewrite()
    assert here.opens(BOB)
    with no_room(tables // 2), pytest.raises(sqlite3.OperationalError):
        here.finish()
    assert not here.is_final()
    with sqlite3.connect(main) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert here.finish() == 1
    assert here.is_final()
    assert here.opens(BOB)
