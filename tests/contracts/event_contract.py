"""A store's events."""

from uuid import UUID

from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.activity import REFUSED
from cameo_service.usecases.ports.events import (
    BLOCK_EXPIRED,
    GRANT_EXPIRED,
    OWNER_EPOCH,
    PAIR_EPOCH,
    START,
    EventRow,
    Expired,
    Position,
)
from cameo_service.usecases.ports.renders import TakedownId
from cameo_service.usecases.ports.store import Store
from consent.render_lease import Removal
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, activity, grant, with_people


def all_events(store: Store) -> tuple[EventRow, ...]:
    with store.read() as snapshot:
        return snapshot.events.after(START, 1000)


class EventContract:
    """Events in the order of commits, expiries, and what is forgotten."""

    def test_raising_an_epoch_writes_the_event_that_says_so(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            revision = tx.next_revision()
            tx.epochs.bump_pair(ADA, BOB)
            tx.epochs.bump_owner(ADA)
        told = [(row.owner, row.kind, row.actor, row.epoch, row.position.revision) for row in all_events(store)]
        assert told == [(ADA, PAIR_EPOCH, BOB, revision, revision), (ADA, OWNER_EPOCH, None, 1, revision)]

    def test_activity_is_an_event_and_a_refused_attempt_is_none(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            before = tx.revision()
            tx.activity.record(activity(REFUSED, reason="BLOCKED"))
            assert tx.revision() == before
        with store.write() as tx:
            tx.activity.record(activity("granted", revision=tx.next_revision()))
        (event,) = all_events(store)
        assert (event.owner, event.kind, event.actor, event.provider, event.at_us) == (
            ADA,
            "granted",
            BOB,
            "gen",
            NOW_US,
        )

    def test_events_are_read_in_order_from_any_position_in_pages(self, store: Store) -> None:
        with_people(store)
        for _ in range(3):
            with store.write() as tx:
                tx.events.emit(BOB, "first", event_body(), NOW_US)
                tx.events.emit(ADA, "second", event_body(actor=EVE), NOW_US)
        everything = all_events(store)
        assert [row.kind for row in everything] == ["first", "second"] * 3
        assert [row.position for row in everything] == sorted(row.position for row in everything)
        with store.read() as snapshot:
            assert snapshot.events.after(START, 3) == everything[:3]
            assert snapshot.events.after(everything[2].position, 2) == everything[3:5]
            assert snapshot.events.after(everything[-1].position, 9) == ()
            whole = Position(everything[0].position.revision, START.seq)
            assert snapshot.events.after(whole, 9) == everything[2:]

    def test_expiries_are_found_in_the_time_asked_for(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1, expires_us=NOW_US + 10, provider="gen"), NOW_US)
            tx.grants.put(grant(2, grantee=EVE), NOW_US)
            tx.blocks.put(ADA, EVE, NOW_US + 20, NOW_US)
            tx.blocks.put(BOB, EVE, None, NOW_US)
        with store.read() as snapshot:
            ended = Expired(ADA, BOB, grant(1).grant_id, "gen", NOW_US + 10)
            assert snapshot.events.expired(NOW_US, NOW_US + 10) == (ended,)
            assert snapshot.events.expired(NOW_US + 10, NOW_US + 30) == (Expired(ADA, EVE, None, "", NOW_US + 20),)
            assert snapshot.events.expired(NOW_US + 20, NOW_US + 30) == ()

    def test_a_grant_is_expiring_only_if_it_was_given_before_the_lead(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1, expires_us=NOW_US + 100), NOW_US)
            tx.grants.put(grant(2, grantee=EVE, expires_us=NOW_US + 100), NOW_US + 60)
            tx.blocks.put(ADA, EVE, NOW_US + 100, NOW_US)
        with store.read() as snapshot:
            expiring = Expired(ADA, BOB, grant(1).grant_id, "", NOW_US + 100)
            assert snapshot.events.expiring(NOW_US + 99, NOW_US + 100, 40) == (expiring,)
            assert snapshot.events.expiring(NOW_US + 100, NOW_US + 200, 40) == ()
            assert snapshot.events.expiring(NOW_US + 99, NOW_US + 100, 100) == ()

    def test_how_far_refused_attempts_were_told_is_kept(self, store: Store) -> None:
        with store.read() as snapshot:
            assert snapshot.events.refusals_told_us() == 0
        with store.write() as tx:
            tx.events.set_refusals_told(NOW_US)
            assert (tx.events.refusals_told_us(), tx.events.swept_us()) == (NOW_US, 0)

    def test_an_event_keeps_everything_it_says(self, store: Store) -> None:
        with_people(store)
        order, output = TakedownId(UUID(int=5)), bytes(range(32))
        body = event_body(
            grant_id=grant().grant_id,
            takedown_id=order,
            output_sha256=output,
            due_us=NOW_US,
            removal=Removal.DELETED,
            count=7,
        )
        with store.write() as tx:
            tx.events.emit(ADA, "kind", body, NOW_US)
        (event,) = all_events(store)
        assert (event.takedown_id, event.output_sha256, event.due_us, event.count) == (order, output, NOW_US, 7)
        assert event.removal is Removal.DELETED
        assert (event.grant_id, event.actor, event.provider, event.epoch) == (grant().grant_id, None, "", None)

    def test_how_far_was_swept_is_kept(self, store: Store) -> None:
        with store.read() as snapshot:
            assert snapshot.events.swept_us() == 0
        for until_us in (NOW_US, NOW_US + 1):
            with store.write() as tx:
                tx.events.set_swept(until_us)
        with store.read() as snapshot:
            assert snapshot.events.swept_us() == NOW_US + 1

    def test_how_far_events_were_posted_is_kept(self, store: Store) -> None:
        with store.read() as snapshot:
            assert snapshot.events.posted() == Position(0, 0)
        for position in (Position(3, 1), Position(4, START.seq)):
            with store.write() as tx:
                tx.events.set_posted(position)
        with store.read() as snapshot:
            assert snapshot.events.posted() == Position(4, START.seq)

    def test_old_events_are_forgotten_with_everything_before_them(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.events.set_swept(NOW_US)
            tx.epochs.bump_owner(ADA)
        for kind, at_us in ((GRANT_EXPIRED, NOW_US), (BLOCK_EXPIRED, NOW_US + 1)):
            with store.write() as tx:
                tx.events.emit(ADA, kind, event_body(), at_us)
        oldest, old, _ = all_events(store)
        with store.write() as tx:
            assert not tx.events.has_until(NOW_US - 1)
            assert tx.events.has_until(NOW_US)
            tx.events.forget(NOW_US - 1)
            assert tx.events.forgotten_revision() == 0
            tx.events.forget(NOW_US)
        assert [row.kind for row in all_events(store)] == [BLOCK_EXPIRED]
        with store.read() as snapshot:
            assert snapshot.events.forgotten_revision() == old.position.revision > oldest.position.revision
            assert snapshot.events.swept_us() == NOW_US
