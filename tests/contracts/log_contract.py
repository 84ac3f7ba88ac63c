"""A store's activity, remembered requests, revisions and transactions."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.ports.activity import REFUSED, RefusedTally
from cameo_service.usecases.ports.events import START
from cameo_service.usecases.ports.renders import TakedownId
from cameo_service.usecases.ports.store import Store, Transaction
from consent.identity import EnrollmentId, RenderGrantId
from consent.render_lease import Removal
from consent.terms import Audience
from tests.contracts.store_rows import (
    ADA,
    BOB,
    DAY_US,
    EVE,
    HOUR_US,
    NOW_US,
    PlannedFailureError,
    activity,
    facts,
    grant,
    session,
    with_people,
)


def write_everything_and_fail(tx: Transaction) -> None:
    tx.next_revision()
    tx.grants.put(grant(), NOW_US)
    tx.blocks.put(ADA, EVE, None, NOW_US)
    tx.epochs.bump_owner(ADA)
    tx.people.set_audience(ADA, Audience.EVERYONE)
    tx.people.claim_handle(ADA, "ada", "ada", NOW_US)
    tx.activity.record(activity())
    tx.events.emit(ADA, "granted", b"{}", NOW_US)
    tx.remember("app", "r1", b"digest", b"reply", NOW_US)
    tx.renders.spend(RenderGrantId(UUID(int=1)), NOW_US)
    tx.sessions.put(session())
    raise PlannedFailureError


class LogContract:
    """Activity, remembered requests, revisions and transactions."""

    def test_activity_is_read_newest_first_and_only_by_its_owner(self, store: Store) -> None:
        with_people(store)
        rows = [activity(revision=number, at_us=NOW_US - number) for number in (1, 2, 3)]
        with store.write() as tx:
            for row in rows:
                tx.activity.record(row)
        with store.read() as snapshot:
            assert snapshot.activity.of(ADA, 10) == tuple(reversed(rows))
            assert snapshot.activity.of(ADA, 2) == (rows[2], rows[1])
            assert snapshot.activity.of(BOB, 10) == ()

    def test_a_feed_is_read_from_a_place_on_and_by_kinds(self, store: Store) -> None:
        with_people(store)
        kinds = ("granted", REFUSED, "fetched", "revoked")
        with store.write() as tx:
            for hour, kind in enumerate(kinds):
                tx.activity.record(activity(kind, revision=hour, at_us=NOW_US + hour * HOUR_US))
        with store.read() as snapshot:
            newest_first = snapshot.activity.of(ADA, 10)
            assert [row.place for row in newest_first] == [4, 3, 2, 1]
            assert snapshot.activity.of(ADA, 10, before=3) == newest_first[2:]
            assert snapshot.activity.of(ADA, 10, kinds={"revoked", "granted"}) == (newest_first[0], newest_first[3])
            assert snapshot.activity.of(ADA, 10, kinds={REFUSED}) == (newest_first[2],)

    def test_like_refusals_of_one_requester_are_folded_up_to_a_place(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for hour in range(3):
                at_us = NOW_US + hour * HOUR_US
                tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=at_us, count=2))
                tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=at_us + 5))
                tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=at_us, actor=None))
        bob = activity(REFUSED, reason="BLOCKED", at_us=NOW_US + HOUR_US + 5, count=6)
        anonymous = activity(REFUSED, reason="BLOCKED", at_us=NOW_US + HOUR_US, count=2, actor=None)
        both = (replace(anonymous, first_us=NOW_US), replace(bob, first_us=NOW_US))
        with store.read() as snapshot:
            assert snapshot.activity.refusals_of(ADA, 10, before=5, until=4) == both
            assert [row.place for row in snapshot.activity.refusals_of(ADA, 10, before=5, until=4)] == [4, 3]
            assert snapshot.activity.refusals_of(ADA, 1, before=5, until=4) == both[:1]
            assert snapshot.activity.refusals_of(ADA, 10, before=4, until=4) == both[1:]
            assert snapshot.activity.refusals_of(BOB, 10, before=5, until=4) == ()

    def test_a_line_about_an_output_says_which_and_by_which_order(self, store: Store) -> None:
        with_people(store)
        line = replace(
            activity("taken_down", reason=Removal.HIDDEN),
            output_sha256=b"\x01" * 32,
            takedown_id=TakedownId(UUID(int=3)),
        )
        with store.write() as tx:
            tx.next_revision()
            tx.activity.record(line)
        with store.read() as snapshot:
            assert snapshot.activity.of(ADA, 1) == (line,)
            (event,) = snapshot.events.after(START, 9)
        assert (event.output_sha256, event.takedown_id) == (line.output_sha256, line.takedown_id)
        assert event.removal is Removal.HIDDEN

    def test_refused_attempts_are_found_by_time_with_the_count_of_their_hour(self, store: Store) -> None:
        with_people(store)
        hour = HOUR_US * (NOW_US // HOUR_US)
        with store.write() as tx:
            tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=hour + 10, count=3))
            tx.activity.record(activity(REFUSED, reason="NO_GRANT", at_us=hour + 20))
            tx.activity.record(activity(REFUSED, reason="NO_GRANT", at_us=hour + 15, actor=None))
            tx.activity.record(activity(REFUSED, reason="NO_GRANT", at_us=hour + HOUR_US))
            tx.activity.record(activity("fetched", at_us=hour + 12))
        with store.read() as snapshot:
            anonymous = RefusedTally(ADA, None, 1, hour + 15)
            assert snapshot.activity.refused_between(hour + 14, hour + 20) == (
                anonymous,
                RefusedTally(ADA, BOB, 4, hour + 20),
            )
            assert snapshot.activity.refused_between(hour + 15, hour + 19) == ()
            assert snapshot.activity.refused_between(hour + 20, hour + HOUR_US) == (
                RefusedTally(ADA, BOB, 1, hour + HOUR_US),
            )

    def test_refused_attempts_of_one_actor_reason_and_hour_are_one_row(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for second in range(5):
                tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=NOW_US + second * 1_000_000))
            tx.activity.record(activity(REFUSED, reason="BLOCKED", count=10))
            tx.activity.record(activity(REFUSED, reason="NO_GRANT"))
            tx.activity.record(activity(REFUSED, reason="BLOCKED", actor=EVE))
            tx.activity.record(activity(REFUSED, reason="BLOCKED", at_us=NOW_US + HOUR_US))
        with store.read() as snapshot:
            counts = sorted((row.reason, row.count) for row in snapshot.activity.of(ADA, 100))
        assert counts == [("BLOCKED", 1), ("BLOCKED", 1), ("BLOCKED", 15), ("NO_GRANT", 1)]

    def test_refused_attempts_of_nobody_in_particular_are_one_row_too(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for _ in range(3):
                tx.activity.record(activity(REFUSED, reason="AUDIENCE", actor=None))
        with store.read() as snapshot:
            assert [(row.actor, row.count) for row in snapshot.activity.of(ADA, 100)] == [(None, 3)]

    def test_what_is_not_a_refusal_is_never_counted_together(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.activity.record(activity("fetched"))
            tx.activity.record(activity("fetched"))
        with store.read() as snapshot:
            assert len(snapshot.activity.of(ADA, 100)) == 2

    def test_an_answer_is_remembered_for_24_hours_for_its_caller_alone(self, store: Store) -> None:
        with store.write() as tx:
            tx.remember("app", "r1", b"digest", b"reply", NOW_US)
        with store.read() as snapshot:
            assert snapshot.remembered("app", "r1", NOW_US + DAY_US - 1) == (b"digest", b"reply")
            assert snapshot.remembered("app", "r1", NOW_US + DAY_US) is None
            assert snapshot.remembered("App", "r1", NOW_US) is None
            assert snapshot.remembered("app", "R1", NOW_US) is None

    def test_a_request_id_can_be_used_again_after_24_hours(self, store: Store) -> None:
        with store.write() as tx:
            tx.remember("app", "r1", b"old", b"old reply", NOW_US)
        with store.write() as tx:
            tx.remember("app", "r1", b"new", b"new reply", NOW_US + DAY_US)
            assert tx.remembered("app", "r1", NOW_US + DAY_US) == (b"new", b"new reply")

    def test_a_transaction_draws_one_revision_and_reads_see_it_after_the_commit(self, store: Store) -> None:
        with_people(store)
        with store.read() as snapshot:
            before = snapshot.revision()
        with store.write() as tx:
            assert tx.next_revision() == before + 1
            assert tx.next_revision() == before + 1
        with store.read() as snapshot:
            assert snapshot.revision() == before + 1

    def test_a_rolled_back_transaction_leaves_nothing_not_even_its_revision(self, store: Store) -> None:
        with_people(store)
        with store.read() as snapshot:
            before = snapshot.revision()
        with pytest.raises(PlannedFailureError), store.write() as tx:
            write_everything_and_fail(tx)
        about = facts(store)
        assert (about.grants, about.owner_epoch, about.audience) == ((), 0, Audience.ONLY_ME)
        assert not facts(store, EVE).blocked
        with store.write() as tx:
            assert tx.revision() == before
            assert tx.people.handle_of(ADA) is None
            assert tx.activity.of(ADA, 10) == ()
            assert tx.remembered("app", "r1", NOW_US) is None
            assert tx.sessions.by_id(EnrollmentId(UUID(int=1))) is None
            assert tx.renders.spend(RenderGrantId(UUID(int=1)), NOW_US)

    def test_a_transaction_reads_its_own_writes(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
            assert tx.facts.of([ADA], BOB, "gen", NOW_US)[ADA].grants == (grant(),)

    def test_a_snapshot_does_not_change_while_others_write(self, store: Store) -> None:
        with_people(store)
        with store.read() as snapshot:
            revision = snapshot.revision()
            with store.write() as tx:
                tx.next_revision()
                tx.grants.put(grant(), NOW_US)
            assert snapshot.revision() == revision
            assert snapshot.facts.of([ADA], BOB, "gen", NOW_US)[ADA].grants == ()
        assert facts(store).grants == (grant(),)

    def test_a_revoke_that_returned_is_seen_by_every_thread(self, store: Store) -> None:
        with_people(store)

        def seen(_: int) -> bool:
            return facts(store).revoked

        with ThreadPoolExecutor(4) as threads:
            assert not any(threads.map(seen, range(8)))
            for _ in range(20):
                with store.write() as tx:
                    tx.grants.end(ADA, BOB, NOW_US)
                assert all(threads.map(seen, range(8)))
                with store.write() as tx:
                    tx.grants.put(grant(), NOW_US)
                assert not any(threads.map(seen, range(8)))

    def test_revisions_are_in_commit_order_with_four_threads_writing(self, store: Store) -> None:
        with_people(store)

        def write(_: int) -> tuple[int, int]:
            with store.write() as tx:
                return tx.next_revision(), tx.epochs.bump_pair(ADA, BOB)

        with ThreadPoolExecutor(4) as threads:
            drawn = sorted(threads.map(write, range(60)))
        assert [epoch for _, epoch in drawn] == list(range(1, 61))
        assert [revision for revision, _ in drawn] == list(range(drawn[0][0], drawn[0][0] + 60))
