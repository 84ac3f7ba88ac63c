"""A store's people, handles, and what is asked about them."""

from collections.abc import Callable

import pytest

from cameo_service.usecases.ports.store import Store, Transaction
from cameo_service.usecases.ports.subjects import HandleTakenError, UnknownSubjectError
from consent.facts import SubjectFacts
from consent.stand_ins import Delegation
from consent.terms import AgeClass, Audience, SubjectState
from tests.contracts.store_rows import (
    ADA,
    BOB,
    DAY_US,
    EVE,
    NOBODY_KNOWN,
    NOW_US,
    enrollment,
    facts,
    grant,
    subject_id,
    with_people,
)


class SubjectContract:
    """People, handles and what is asked about them."""

    def test_a_new_subject_is_active_shown_to_themself_only_and_of_unknown_age(self, store: Store) -> None:
        with_people(store)
        assert facts(store) == SubjectFacts(
            subject=ADA,
            state=SubjectState.ACTIVE,
            frozen=False,
            age=AgeClass.UNKNOWN,
            audience=Audience.ONLY_ME,
            enrollment=None,
            blocked=False,
            revoked=False,
            grants=(),
            owner_epoch=0,
            pair_epoch=0,
            everything_frozen=False,
            global_epoch=0,
        )

    def test_the_same_issuer_and_name_are_the_same_subject_ever_after(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            assert tx.people.ensure("https://issuer.example", "ada", subject_id(99), NOW_US) == ADA
            assert tx.people.ensure("https://other.example", "ada", subject_id(99), NOW_US) == subject_id(99)
        with store.read() as snapshot:
            assert snapshot.people.of_account("https://issuer.example", "ada") == ADA
            assert snapshot.people.of_account("https://issuer.example", "nobody") is None

    def test_names_that_differ_in_case_or_normal_form_are_different_people(self, store: Store) -> None:
        names = ["zoe", "Zoe", "ZOE", "zo\u00e9", "zoe\u0301", "zoe "]
        with store.write() as tx:
            for number, name in enumerate(names):
                assert tx.people.ensure("issuer", name, subject_id(number), NOW_US) == subject_id(number)
            assert tx.people.of_account("Issuer", "zoe") is None

    def test_handles_find_their_subjects_and_unknown_ones_are_absent(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.claim_handle(ADA, "ada", "ada", NOW_US)
            tx.people.claim_handle(BOB, "bob", "bob", NOW_US)
        with store.read() as snapshot:
            assert snapshot.people.by_handle(["ada", "bob", "carl", "Ada", "ADA"]) == {"ada": ADA, "bob": BOB}
            assert snapshot.people.by_handle([]) == {}
            assert snapshot.people.handle_of(ADA) == "ada"
            assert snapshot.people.handle_of(EVE) is None

    def test_many_people_are_shown_by_their_current_handles_in_one_question(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.claim_handle(ADA, "ada", "ada", NOW_US)
            tx.people.claim_handle(ADA, "countess", "countess", NOW_US + 1)
            tx.people.claim_handle(BOB, "bob", "bob", NOW_US)
        with store.read() as snapshot:
            assert snapshot.people.current_handles({ADA, BOB, EVE, subject_id(99)}) == {ADA: "countess", BOB: "bob"}
            assert snapshot.people.current_handles([EVE]) == {}
            assert snapshot.people.current_handles(()) == {}

    def test_a_handle_that_looks_like_one_in_use_is_taken(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.claim_handle(ADA, "modern", "modern", NOW_US)
        with pytest.raises(HandleTakenError), store.write() as tx:
            tx.people.claim_handle(BOB, "rnodern", "modern", NOW_US)
        with store.read() as snapshot:
            assert snapshot.people.by_handle(["modern", "rnodern"]) == {"modern": ADA}

    def test_a_handle_given_up_is_nobodys_and_stays_in_quarantine_for_90_days(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.claim_handle(ADA, "ada", "ada", NOW_US)
            tx.people.claim_handle(ADA, "countess", "countess", NOW_US + 1)
            assert tx.people.by_handle(["ada", "countess"]) == {"countess": ADA}
        with pytest.raises(HandleTakenError), store.write() as tx:
            tx.people.claim_handle(BOB, "ada", "ada", NOW_US + 90 * DAY_US)
        with store.write() as tx:
            tx.people.claim_handle(BOB, "ada", "ada", NOW_US + 90 * DAY_US + 1)
            assert tx.people.by_handle(["ada"]) == {"ada": BOB}

    def test_a_subject_can_take_their_own_handle_back(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for handle in ("ada", "countess", "ada"):
                tx.people.claim_handle(ADA, handle, handle, NOW_US)
            assert tx.people.handle_of(ADA) == "ada"
            assert tx.people.by_handle(["ada", "countess"]) == {"ada": ADA}

    def test_the_requester_is_anonymous_when_not_named_or_not_known(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.set_age(BOB, "adult", NOW_US)
        with store.read() as snapshot:
            assert snapshot.people.requester(BOB).subject == BOB
            assert snapshot.people.requester(BOB).age is AgeClass.ADULT
            assert snapshot.people.requester(None).subject is None
            assert snapshot.people.requester(NOBODY_KNOWN) == snapshot.people.requester(None)

    def test_facts_about_many_come_at_once_and_unknown_ids_are_absent(self, store: Store) -> None:
        with_people(store)
        with store.read() as snapshot:
            found = snapshot.facts.of([ADA, BOB, ADA, NOBODY_KNOWN, EVE], BOB, "gen", NOW_US)
            assert set(found) == {ADA, BOB, EVE}
            assert all(about.subject == subject for subject, about in found.items())
            assert snapshot.facts.of([], BOB, "gen", NOW_US) == {}

    def test_a_write_about_nobody_known_is_refused(self, store: Store) -> None:
        with_people(store)
        writes: list[Callable[[Transaction], object]] = [
            lambda tx: tx.people.set_age(NOBODY_KNOWN, "adult", NOW_US),
            lambda tx: tx.people.set_audience(NOBODY_KNOWN, Audience.EVERYONE),
            lambda tx: tx.people.set_frozen(NOBODY_KNOWN, frozen=True),
            lambda tx: tx.epochs.bump_owner(NOBODY_KNOWN),
            lambda tx: tx.epochs.bump_pair(NOBODY_KNOWN, ADA),
            lambda tx: tx.people.claim_handle(NOBODY_KNOWN, "nobody", "nobody", NOW_US),
            lambda tx: tx.people.set_was_adult(NOBODY_KNOWN, was_adult=True),
            lambda tx: tx.people.set_disputed_from(NOBODY_KNOWN, AgeClass.ADULT),
            lambda tx: tx.grants.put(grant(owner=NOBODY_KNOWN), NOW_US),
            lambda tx: tx.grants.end(NOBODY_KNOWN, ADA, NOW_US),
            lambda tx: tx.blocks.put(NOBODY_KNOWN, ADA, None, NOW_US),
            lambda tx: tx.enrollments.put(enrollment(subject=NOBODY_KNOWN)),
        ]
        for write in writes:
            with pytest.raises(UnknownSubjectError), store.write() as tx:
                write(tx)

    def test_who_was_an_adult_is_marked_until_the_mark_is_taken_away(self, store: Store) -> None:
        with_people(store)
        assert not _was_adult(store)
        for marked in (True, False):
            with store.write() as tx:
                tx.people.set_was_adult(ADA, was_adult=marked)
                tx.people.set_age(ADA, "minor", NOW_US)
            assert _was_adult(store) is marked
        with store.read() as snapshot:
            assert not snapshot.people.was_adult(NOBODY_KNOWN)

    def test_a_disputed_age_freezes_until_it_is_settled(self, store: Store) -> None:
        with_people(store)
        for age in (AgeClass.ADULT, None):
            with store.write() as tx:
                tx.people.set_disputed_from(ADA, age)
            with store.read() as snapshot:
                assert snapshot.people.disputed_from(ADA) is age
                assert snapshot.people.disputed_from(NOBODY_KNOWN) is None
            assert facts(store).frozen is (age is not None)

    def test_the_owners_of_a_delegate_are_listed_expired_ones_too(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for owner, delegate, ends_us in ((EVE, BOB, NOW_US - 1), (ADA, BOB, NOW_US + 1), (ADA, EVE, NOW_US + 1)):
                tx.delegations.put(Delegation(owner, delegate, frozenset(), "file 7", ends_us))
        with store.read() as snapshot:
            assert [made.owner for made in snapshot.delegations.naming(BOB)] == sorted((ADA, EVE))
            assert {made.owner for made in snapshot.delegations.naming(ADA)} == {ADA}

    def test_an_unknown_age_class_is_refused(self, store: Store) -> None:
        with_people(store)
        with pytest.raises(ValueError, match="toddler"), store.write() as tx:
            tx.people.set_age(ADA, "toddler", NOW_US)


def _was_adult(store: Store) -> bool:
    with store.read() as snapshot:
        return snapshot.people.was_adult(ADA)
