"""A store's renders, and orders to take them down."""

from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.grants import USAGE_DAY_US, Usage
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.render_lease import Removal
from tests.contracts.store_rows import (
    ADA,
    BOB,
    EVE,
    HOUR_US,
    NOBODY_KNOWN,
    NOW_US,
    PlannedFailureError,
    grant,
    with_people,
)

GRANT = GrantId(UUID(int=1))


def render(number: int = 1, **changes: object) -> RenderRow:
    row = RenderRow(
        owner=ADA,
        render_grant_id=RenderGrantId(UUID(int=number)),
        grant_id=GRANT,
        requester=BOB,
        provider="gen",
        opened_us=NOW_US,
        expires_us=NOW_US + HOUR_US,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def drafted(number: int = 1, **changes: object) -> RenderRow:
    committed = {"drafted_us": NOW_US + number, "output_sha256": bytes([number]) * 32}
    return render(number, **{**committed, **changes})


def takedown(number: int = 1, **changes: object) -> TakedownRow:
    row = TakedownRow(
        owner=ADA,
        takedown_id=TakedownId(UUID(int=number)),
        render_grant_id=RenderGrantId(UUID(int=number)),
        removal=Removal.HIDDEN,
        ordered_us=NOW_US,
        due_us=NOW_US + number,
        tell_us=NOW_US + 10 * number,
        acknowledged_us=None,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def put(store: Store, *rows: RenderRow) -> None:
    with_people(store)
    with store.write() as tx:
        for row in rows:
            tx.renders.put(row)


def commit_and_fail(store: Store) -> None:
    with store.write() as tx:
        tx.renders.put(drafted())
        tx.takedowns.put(takedown())
        raise PlannedFailureError


class RenderContract:
    """Leases, appearances, usage and orders."""

    def test_a_render_is_found_under_its_grant_by_everybody_it_shows(self, store: Store) -> None:
        anonymous = render(owner=EVE, grant_id=None, requester=None)
        put(store, render(), anonymous, render(2))
        with store.read() as snapshot:
            assert snapshot.renders.under(render().render_grant_id, [EVE, ADA]) == (render(), anonymous)
            assert snapshot.renders.under(render().render_grant_id, [BOB]) == ()

    def test_a_committed_render_keeps_everything_that_was_said_of_it(self, store: Store) -> None:
        full = drafted(
            published_us=NOW_US + 5, parent_output=b"p" * 32, marking=b"\x00mark", removal=Removal.HIDDEN, expires_us=7
        )
        put(store, render(), full)
        with store.read() as snapshot:
            assert snapshot.renders.under(full.render_grant_id, [ADA]) == (full,)
            assert snapshot.renders.with_output(b"\x01" * 32) == (full,)
            assert snapshot.renders.with_output(b"\x02" * 32) == ()

    def test_bytes_are_kept_down_by_everybody_who_had_them_hidden_or_deleted(self, store: Store) -> None:
        same = {"output_sha256": b"x" * 32}
        hidden = drafted(2, owner=EVE, removal=Removal.HIDDEN, **same)
        put(store, drafted(1, **same), hidden, drafted(3, removal=Removal.DELETED), drafted(4, owner=EVE))
        with store.read() as snapshot:
            assert snapshot.renders.ordered_down_by(b"x" * 32) == (EVE,)
            assert snapshot.renders.ordered_down_by(b"\x03" * 32) == (ADA,)
            assert snapshot.renders.ordered_down_by(b"\x04" * 32) == ()

    def test_only_committed_renders_are_appearances_and_the_newest_come_first(self, store: Store) -> None:
        put(store, render(9), drafted(1), drafted(2, requester=EVE), drafted(3, requester=None), drafted(4, owner=EVE))
        with store.read() as snapshot:
            newest = (drafted(3, requester=None), drafted(2, requester=EVE), drafted(1))
            assert snapshot.renders.all_appearances(ADA) == newest
            assert snapshot.renders.appearances(ADA, 2) == newest[:2]
            assert snapshot.renders.appearances_by(ADA, BOB) == (drafted(1),)
            assert snapshot.renders.appearances_by(ADA, None) == (drafted(3, requester=None),)

    def test_a_place_is_taken_by_a_live_lease_and_for_good_by_a_commit(self, store: Store) -> None:
        other = GrantId(UUID(int=2))
        put(store, render(1), drafted(2), render(3, grant_id=other), render(4, owner=EVE))
        limited, unlimited = replace(grant(), grant_id=GRANT, per_day=9), replace(grant(2), provider="gen")
        with store.write() as tx:
            for granted in (limited, unlimited, replace(limited, owner=BOB, grantee=ADA)):
                tx.grants.put(granted, NOW_US)

        def usage(owner: SubjectId, requester: SubjectId, now_us: int) -> dict[GrantId, Usage]:
            with store.read() as snapshot:
                return dict(snapshot.facts.of([owner], requester, "gen", now_us)[owner].usage)

        assert usage(ADA, BOB, NOW_US) == {GRANT: Usage(2, 2)}
        assert usage(ADA, BOB, NOW_US + HOUR_US) == {GRANT: Usage(1, 1)}
        assert usage(ADA, BOB, NOW_US + USAGE_DAY_US) == {GRANT: Usage(1, 0)}
        assert usage(BOB, ADA, NOW_US) == {GRANT: Usage(0, 0)}
        assert usage(ADA, EVE, NOW_US) == {}

    def test_open_orders_come_by_their_due_time_until_they_are_acknowledged(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for order in (takedown(3), takedown(1), takedown(2, owner=EVE)):
                tx.takedowns.put(order)
        with store.read() as snapshot:
            assert snapshot.takedowns.open(None, 2) == (takedown(1), takedown(2, owner=EVE))
            assert snapshot.takedowns.open(ADA, 9) == (takedown(1), takedown(3))
        done = takedown(1, acknowledged_us=NOW_US + 9)
        with store.write() as tx:
            tx.takedowns.put(done)
        with store.read() as snapshot:
            assert snapshot.takedowns.open(ADA, 9) == (takedown(3),)
            assert snapshot.takedowns.by_id(done.takedown_id) == done
            assert snapshot.takedowns.by_id(TakedownId(UUID(int=77))) is None

    def test_an_order_is_to_be_told_from_its_time_on_until_it_is_acknowledged(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for order in (takedown(3), takedown(1), takedown(2, owner=EVE)):
                tx.takedowns.put(order)
        with store.read() as snapshot:
            assert snapshot.takedowns.to_tell(NOW_US + 9, 9) == ()
            assert snapshot.takedowns.to_tell(NOW_US + 30, 2) == (takedown(1), takedown(2, owner=EVE))
        with store.write() as tx:
            tx.takedowns.put(takedown(1, tell_us=NOW_US + 40))
            tx.takedowns.put(takedown(2, owner=EVE, acknowledged_us=NOW_US))
        with store.read() as snapshot:
            assert snapshot.takedowns.to_tell(NOW_US + 39, 9) == (takedown(3),)
            assert snapshot.takedowns.to_tell(NOW_US + 40, 9) == (takedown(3), takedown(1, tell_us=NOW_US + 40))

    def test_a_failed_commit_leaves_no_appearance(self, store: Store) -> None:
        put(store, render())
        with pytest.raises(PlannedFailureError):
            commit_and_fail(store)
        with store.read() as snapshot:
            assert snapshot.renders.all_appearances(ADA) == ()
            assert snapshot.takedowns.open(None, 9) == ()

    def test_nobody_unknown_is_rendered(self, store: Store) -> None:
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.renders.put(render(owner=NOBODY_KNOWN))
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.takedowns.put(takedown(owner=NOBODY_KNOWN))
