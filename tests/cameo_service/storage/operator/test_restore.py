"""The restore drill: a backup comes back, and nothing that was narrowed since is allowed again."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.storage.history import HistoryReader, unlink_leaves
from cameo_service.storage.operator.restore import OtherHistoryError, Restored, restore
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from cameo_service.usecases.ports.history import Deployment, HighWater
from consent.held_render import is_current, standing_of
from consent.terms import Answer, SubjectState
from tests.cameo_service.storage.history_rows import act, granted, reader_of
from tests.contracts.held_contract import FIRST
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, facts, with_people


def as_they_are(row: EnrollmentRow, _lives: Sequence[Deployment]) -> EnrollmentRow:
    """These stores seal nothing: `tests/cameo_service/cli/test_backup.py` opens what is restored."""
    return row


class Drill:
    """A store of which a backup was made, and what came after."""

    def __init__(self, directory: Path, store: SqliteStore) -> None:
        self.directory, self.store = directory, store
        self.backup = directory.with_name("backup")
        self.mark: HighWater | None = None
        self.published: list[bytes] = []

    def back_up(self) -> None:
        self.store.close()
        shutil.copytree(self.directory, self.backup)
        self.store = open_store(self.directory, os.urandom)

    def lose(self) -> None:
        """The disk dies; main.db comes back from the backup, keys.db is not in it."""
        reader = reader_of(self.directory)
        self.mark, self.published = reader.high_water(), list(reader.entries(0, 1_000))
        reader.close()
        self.store.close()
        for path in self.directory.glob("main.db*"):
            path.unlink()
        shutil.copy(self.backup / "main.db", self.directory / "main.db")

    def restore(self) -> Restored:
        assert self.mark is not None
        restored = restore(self.directory, self.mark, self.published, os.urandom, NOW_US, as_they_are)
        self.store = open_store(self.directory, os.urandom)
        return restored


@pytest.fixture
def drill(directory: Path, store: SqliteStore) -> Iterator[Drill]:
    with_people(store)
    drilled = Drill(directory, store)
    yield drilled
    drilled.store.close()


def reader(drill: Drill) -> HistoryReader:
    return reader_of(drill.directory)


def test_no_yes_to_a_render_comes_back(drill: Drill) -> None:
    yes = replace(FIRST, standing=standing_of(facts(drill.store)), owner_answer=Answer.YES)
    with drill.store.write() as tx:
        tx.held.put(yes)
    assert is_current(yes, facts(drill.store), NOW_US)
    drill.back_up()
    drill.lose()
    drill.restore()
    with drill.store.read() as snapshot:
        (held,) = snapshot.held.of(ADA)
    assert not is_current(held, facts(drill.store), NOW_US)


def test_whoever_narrowed_since_is_frozen_and_nobody_else(drill: Drill) -> None:
    granted(drill.store)
    act(drill.store, "granted", EVE, narrows=False)
    drill.back_up()
    with drill.store.write() as tx:
        tx.grants.end(ADA, BOB, NOW_US)
    act(drill.store, "revoked", narrows=True)
    act(drill.store, "granted", EVE, narrows=False)
    drill.lose()
    restored = drill.restore()
    assert (restored.frozen, restored.lost, restored.erased, restored.is_gap) == (1, 2, 0, False)
    assert facts(drill.store).frozen
    with drill.store.read() as snapshot:
        assert not snapshot.facts.of([EVE], BOB, "", NOW_US)[EVE].frozen
        assert [row.reason for row in snapshot.activity.of(ADA, 1)] == ["restored"]


def frozen_everything(drill: Drill, *, frozen: bool) -> None:
    with drill.store.write() as tx:
        tx.next_revision()
        tx.everything.set_frozen(frozen=frozen)
        if frozen:
            tx.everything.bump_epoch()
        tx.everything.record("everything", "operator", "drill", NOW_US)


def test_a_lost_freeze_of_everything_is_in_force_again_and_a_lost_unfreeze_is_not(drill: Drill) -> None:
    drill.back_up()
    frozen_everything(drill, frozen=True)
    before = facts(drill.store)
    drill.lose()
    assert drill.restore().frozen == 0
    assert facts(drill.store).everything_frozen
    assert facts(drill.store).global_epoch > before.global_epoch


def test_nothing_is_frozen_that_was_not(drill: Drill) -> None:
    frozen_everything(drill, frozen=True)
    frozen_everything(drill, frozen=False)
    drill.back_up()
    act(drill.store, "granted", narrows=False)
    drill.lose()
    drill.restore()
    assert not facts(drill.store).everything_frozen


def test_the_incarnation_is_new_and_every_epoch_higher_than_it_can_have_been(drill: Drill) -> None:
    granted(drill.store)
    drill.back_up()
    for _ in range(3):
        act(drill.store, "revoked", narrows=True)
        with drill.store.write() as tx:
            tx.next_revision()
            tx.epochs.bump_pair(ADA, BOB)
    before = facts(drill.store)
    drill.lose()
    assert drill.mark is not None
    restored = drill.restore()
    after = facts(drill.store)
    assert drill.store.deployment().incarnation == restored.high_water.incarnation == 2
    assert after.owner_epoch > before.owner_epoch
    assert restored.high_water.revision > drill.mark.revision
    assert not restored.high_water.is_behind(drill.mark)


def test_epochs_are_above_the_lost_ones_where_the_mark_went_back_with_the_database(drill: Drill) -> None:
    granted(drill.store)
    drill.back_up()
    leaves = reader(drill)
    mark_of_the_backup = leaves.high_water()
    leaves.close()
    for _ in range(3):
        act(drill.store, "revoked", narrows=True)
    before = facts(drill.store)
    drill.lose()
    drill.mark = mark_of_the_backup
    restored = drill.restore()
    assert (restored.lost, restored.frozen) == (3, 1)
    assert facts(drill.store).owner_epoch > before.owner_epoch


def test_the_tree_goes_on_from_where_it_was_published(drill: Drill) -> None:
    granted(drill.store)
    drill.back_up()
    act(drill.store, "revoked", narrows=True)
    drill.lose()
    drill.restore()
    leaves = reader(drill)
    assert leaves.entries(0, 10)[:2] == tuple(drill.published)
    assert leaves.high_water().tree_size == 3
    leaves.close()


def test_when_the_last_leaves_are_nowhere_everybody_is_frozen(drill: Drill) -> None:
    granted(drill.store)
    act(drill.store, "granted", EVE, narrows=False)
    drill.back_up()
    act(drill.store, "revoked", narrows=True)
    drill.lose()
    drill.published.pop()
    restored = drill.restore()
    assert (restored.is_gap, restored.frozen) == (True, 3)


def test_who_was_erased_since_is_erased_again(drill: Drill) -> None:
    granted(drill.store)
    drill.back_up()
    with drill.store.write() as tx:
        unlink_leaves(tx, ADA)
    drill.lose()
    assert drill.restore().erased == 1
    assert facts(drill.store).state is SubjectState.ERASED
    assert facts(drill.store).grants == ()
    with drill.store.read() as snapshot:
        assert snapshot.people.of_account("https://issuer.example", "ada") is None
        assert [row.subject for row in snapshot.erasures.pending()] == [ADA]
    leaves = reader(drill)
    assert leaves.about(ADA, 0, 10) == ()
    leaves.close()


def test_a_restore_with_another_history_or_mark_is_refused(drill: Drill) -> None:
    granted(drill.store)
    drill.back_up()
    drill.lose()
    assert drill.mark is not None
    mark, published = drill.mark, drill.published
    for wrong, entries in ((replace(mark, deployment_id=bytes(16)), published), (mark, [bytes(49)])):
        with pytest.raises(OtherHistoryError):
            restore(drill.directory, wrong, entries, os.urandom, NOW_US, as_they_are)
    assert drill.restore().high_water.incarnation == 2
