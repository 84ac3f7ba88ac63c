"""A store's sessions, enrollments and spent grants."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from cameo_service.usecases.ports.enrollment import AttemptId, InvitationId, InvitationRow
from cameo_service.usecases.ports.store import Store, Transaction
from consent.facts import Ceilings
from consent.identity import EnrollmentId, RenderGrantId
from consent.owner_act import OwnerAct
from consent.terms import Audience
from liveness.live.session import SessionState
from tests.contracts.store_rows import (
    ADA,
    BOB,
    DAY_US,
    NOW_US,
    PlannedFailureError,
    enrollment,
    facts,
    session,
    with_people,
)


class EnrollmentContract:
    """Sessions, enrollments and spent grants."""

    def test_a_session_is_read_as_it_was_written_last(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.sessions.put(session())
            tx.sessions.put(session(state=SessionState.RETRY, attempts=1))
            tx.sessions.put(session(2))
        with store.read() as snapshot:
            assert snapshot.sessions.by_id(EnrollmentId(UUID(int=1))) == session(state=SessionState.RETRY, attempts=1)
            assert snapshot.sessions.by_id(EnrollmentId(UUID(int=3))) is None

    def test_attempts_that_run_are_found_with_their_beats_and_those_that_ended_are_not(self, store: Store) -> None:
        with_people(store)
        first, second = AttemptId(UUID(int=7)), AttemptId(UUID(int=8))
        with store.write() as tx:
            for number, attempt_id in ((1, second), (2, None), (3, first)):
                tx.sessions.put(replace(session(number), attempt_id=attempt_id))
        with store.write() as tx:
            tx.sessions.beat([second, AttemptId(UUID(int=9))])
            tx.sessions.beat([second])
        with store.read() as snapshot:
            found = snapshot.sessions.running()
            assert [(one.session_id.int, one.attempt_id, one.beats) for one in found] == [(3, first, 0), (1, second, 2)]
        with store.write() as tx:
            tx.sessions.put(session(1))
            tx.sessions.put(replace(session(3), attempt_id=first, state=SessionState.JUDGING))
            assert [one.attempt_id for one in tx.sessions.running()] == [first]
            row = tx.sessions.by_id(EnrollmentId(UUID(int=3)))
            assert row is not None
            assert row.attempt_id == first

    def test_a_persons_late_sessions_are_found_in_the_order_they_were_made(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for number, created_us in ((1, NOW_US), (2, NOW_US - 5), (3, NOW_US - 10)):
                tx.sessions.put(replace(session(number), created_us=created_us))
            tx.sessions.put(replace(session(4), subject=BOB))
            assert [found.session_id.int for found in tx.sessions.since(ADA, NOW_US - 10)] == [2, 1]

    def test_an_enrollment_keeps_what_it_was_matched_against(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(replace(enrollment(), bound_to="photo"))
            found = tx.enrollments.of(ADA)
        assert found is not None
        assert found.bound_to == "photo"

    def test_a_session_keeps_the_act_its_person_is_verified_for(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.sessions.put(replace(session(1), act=OwnerAct.ERASE))
            found = tx.sessions.by_id(EnrollmentId(UUID(int=1)))
        assert found is not None
        assert found.act is OwnerAct.ERASE

    def test_a_proof_is_taken_once_by_its_owner_for_its_act(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.owner_proofs.put(ADA, "erase", NOW_US)
            tx.owner_proofs.put(ADA, "erase", NOW_US + 1)
            tx.owner_proofs.put(ADA, "grant_ad", NOW_US + 2)
        with store.write() as tx:
            assert tx.owner_proofs.take(BOB, "erase") is None
            assert tx.owner_proofs.take(ADA, "new_device") is None
            assert tx.owner_proofs.take(ADA, "erase") == NOW_US + 1
            assert tx.owner_proofs.take(ADA, "erase") is None
            assert tx.owner_proofs.take(ADA, "grant_ad") == NOW_US + 2

    def test_a_proof_is_kept_when_the_act_is_rolled_back(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.owner_proofs.put(ADA, "erase", NOW_US)

        def fail(tx: Transaction) -> None:
            tx.owner_proofs.take(ADA, "erase")
            raise PlannedFailureError

        with pytest.raises(PlannedFailureError), store.write() as tx:
            fail(tx)
        with store.write() as tx:
            assert tx.owner_proofs.take(ADA, "erase") == NOW_US

    def test_an_enrollment_is_read_as_it_was_written(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment())
        with store.read() as snapshot:
            assert snapshot.enrollments.of(ADA) == enrollment()
            assert snapshot.enrollments.of(BOB) is None
        about = facts(store).enrollment
        assert about is not None
        assert (about.enrollment_id, about.version, about.assurance, about.audience_ceiling) == (
            enrollment().enrollment_id,
            enrollment().version,
            enrollment().assurance,
            enrollment().audience_ceiling,
        )
        assert (about.modalities, about.expires_us) == (enrollment().modalities, enrollment().expires_us)

    @pytest.mark.parametrize(("bound_to", "widest"), [("photo", Audience.EVERYONE), (None, Audience.APPROVED)])
    def test_the_operators_choice_counts_for_bound_enrollments_that_were_made_before_it(
        self, store: Any, bound_to: str | None, widest: Audience
    ) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(replace(enrollment(), audience_ceiling=Audience.EVERYONE, bound_to=bound_to))
        for chosen in (Audience.EVERYONE, Audience.APPROVED):
            store.open_live_to(Ceilings(chosen))
            about = facts(store).enrollment
            assert about is not None
            assert about.audience_ceiling is min(widest, chosen)

    def test_a_new_enrollment_replaces_the_earlier_one_and_all_it_had_sealed(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment(1))
            tx.enrollments.put(enrollment(5, subject=BOB))
        with store.write() as tx:
            tx.enrollments.put(enrollment(2))
        with store.read() as snapshot:
            assert snapshot.enrollments.of(ADA) == enrollment(2)
            assert snapshot.enrollments.of(BOB) == enrollment(5, subject=BOB)

    def test_an_enrollment_that_was_rolled_back_leaves_the_earlier_one_usable(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.enrollments.put(enrollment(1))

        def fail(tx: Transaction) -> None:
            tx.enrollments.put(enrollment(2))
            raise PlannedFailureError

        with pytest.raises(PlannedFailureError), store.write() as tx:
            fail(tx)
        with store.read() as snapshot:
            assert snapshot.enrollments.of(ADA) == enrollment(1)

    def test_a_render_grant_is_spent_once(self, store: Store) -> None:
        one, other = RenderGrantId(UUID(int=1)), RenderGrantId(UUID(int=2))
        with store.write() as tx:
            assert tx.renders.spend(one, NOW_US)
            assert not tx.renders.spend(one, NOW_US)
        with store.write() as tx:
            assert not tx.renders.spend(one, NOW_US + DAY_US)
            assert tx.renders.spend(other, NOW_US)

    def test_a_render_grant_is_spent_by_one_of_many_who_try(self, store: Store) -> None:
        def spend(_: int) -> bool:
            with store.write() as tx:
                return tx.renders.spend(RenderGrantId(UUID(int=1)), NOW_US)

        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(spend, range(16))) == 1

    def test_an_invitation_is_kept_with_its_person_and_its_use(self, store: Store) -> None:
        with_people(store)
        row = InvitationRow(ADA, InvitationId(UUID(int=9)), NOW_US + 5)
        for stored in (row, replace(row, used_us=NOW_US)):
            with store.write() as tx:
                tx.invitations.put(stored)
            with store.read() as snapshot:
                assert snapshot.invitations.by_id(row.invitation_id) == stored
                assert snapshot.invitations.by_id(InvitationId(UUID(int=8))) is None
