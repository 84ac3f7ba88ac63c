"""A store's moves to other nets, and the templates that an enrollment has more than one of meanwhile."""

from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealedItem, templates_of
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from cameo_service.usecases.ports.store import Store, Transaction
from consent.identity import EnrollmentId
from tests.contracts.store_rows import ADA, BOB, NOW_US, PlannedFailureError, enrollment, with_people

NEW = SealedItem("matching_templates.2", "open-2", 1, b"new key", b"new templates")


def enrolled(store: Store) -> EnrollmentRow:
    with store.read() as snapshot:
        row = snapshot.enrollments.of(ADA)
    assert row is not None
    return row


class NetMoveContract:
    """Who has moved, and what is sealed of them meanwhile."""

    def test_a_move_is_read_as_it_was_written_last(self, store: Store) -> None:
        with_people(store)
        row = NetMove(ADA, "a b", MoveState.WAITING, NOW_US, None, None, NOW_US + 5)
        for stored in (row, replace(row, state=MoveState.MOVED, asked_us=1, ends_us=2, due_us=None)):
            with store.write() as tx:
                tx.net_moves.put(stored)
            with store.read() as snapshot:
                assert snapshot.net_moves.at(ADA) == stored
                assert snapshot.net_moves.at(BOB) is None

    def test_what_is_due_comes_in_its_order_and_a_few_at_once(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.net_moves.put(NetMove(ADA, "a", MoveState.WAITING, 0, due_us=NOW_US))
            tx.net_moves.put(NetMove(BOB, "a", MoveState.WAITING, 0, due_us=NOW_US - 1))
            assert [row.owner for row in tx.net_moves.due(NOW_US, 9)] == [BOB, ADA]
            assert [row.owner for row in tx.net_moves.due(NOW_US, 1)] == [BOB]
            assert [row.owner for row in tx.net_moves.due(NOW_US - 1, 9)] == [BOB]
            tx.net_moves.put(NetMove(BOB, "a", MoveState.MOVED, 0))
            assert [row.owner for row in tx.net_moves.due(NOW_US, 9)] == [ADA]

    def test_new_templates_stand_beside_the_old_ones_and_come_first(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
        with store.write() as tx:
            tx.enrollments.seal_too(enrollment(), NEW)
        now = enrolled(store)
        assert now == replace(enrollment(), sealed=(*enrollment().sealed, NEW))
        assert [item.model_id for item in templates_of(now.sealed)] == ["open-2", "open"]

    def test_templates_go_alone_and_the_rest_of_the_enrollment_still_opens(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
            tx.enrollments.seal_too(enrollment(), NEW)
        with store.write() as tx:
            tx.enrollments.unseal(enrollment(), "matching_templates")
        likeness, _ = enrollment().sealed
        assert enrolled(store).sealed == (likeness, NEW)

    def test_templates_of_a_write_that_failed_are_not_there_and_may_be_sealed_again(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())

        def fail(tx: Transaction) -> None:
            tx.enrollments.unseal(enrollment(), "matching_templates")
            tx.enrollments.seal_too(enrollment(), NEW)
            raise PlannedFailureError

        with pytest.raises(PlannedFailureError), store.write() as tx:
            fail(tx)
        assert enrolled(store) == enrollment()
        with store.write() as tx:
            tx.enrollments.seal_too(enrollment(), NEW)
        assert NEW in enrolled(store).sealed

    def test_people_whose_templates_another_pack_made_are_found_a_few_at_once(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
            tx.enrollments.put(enrollment(2, subject=BOB))
            assert tx.enrollments.sealed_by_others("open-2", None, 9) == (ADA, BOB)
            assert tx.enrollments.sealed_by_others("open-2", None, 1) == (ADA,)
            assert tx.enrollments.sealed_by_others("open-2", ADA, 9) == (BOB,)
            assert tx.enrollments.sealed_by_others("open", None, 9) == ()

    def test_an_enrollment_that_ends_is_gone_with_all_it_had_sealed(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
            tx.enrollments.seal_too(enrollment(), NEW)
        with store.write() as tx:
            assert list(tx.enrollments.end(ADA)) == [EnrollmentId(UUID(int=1)).bytes]
            assert list(tx.enrollments.end(ADA)) == []
        with store.read() as snapshot:
            assert snapshot.enrollments.of(ADA) is None
            assert snapshot.enrollments.traces_of(ADA) == ()
