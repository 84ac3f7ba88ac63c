"""A store's grants, blocks, marks and epochs."""

from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import NameRow, UnknownSubjectError
from consent.content_classes import ContentClass
from consent.facts import Block
from consent.grants import AccessRequest
from consent.identity import GrantId
from consent.names import parse_name
from consent.restrictions import UNTOUCHED, Restrictions, packed, sought
from consent.terms import AgeClass, Audience, Modality, Use
from tests.contracts.store_rows import (
    ADA,
    BOB,
    DAY_US,
    EVE,
    NOBODY_KNOWN,
    NOW_US,
    bearers,
    enrollment,
    facts,
    grant,
    with_people,
)


class ConsentContract:
    """Grants, blocks, marks and epochs."""

    def test_settings_of_the_owner_are_facts(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.set_audience(ADA, Audience.MUTUALS)
            tx.people.set_age(ADA, "adult", NOW_US)
            tx.people.set_frozen(ADA, frozen=True)
        about = facts(store)
        assert (about.audience, about.age, about.frozen) == (Audience.MUTUALS, AgeClass.ADULT, True)
        with store.write() as tx:
            tx.people.set_frozen(ADA, frozen=False)
        assert not facts(store).frozen

    def test_restrictions_are_facts_and_replace_each_other(self, store: Store) -> None:
        with_people(store)
        assert facts(store).restrictions == UNTOUCHED
        first = Restrictions(frozenset({ContentClass.SLURS}), frozenset({"zebra", "bad dog"}), "smiling", "no hats")
        for wanted in (first, Restrictions(frozenset())):
            with store.write() as tx:
                tx.restrictions.put(ADA, wanted)
                assert tx.restrictions.of(ADA) == wanted
            for found in (facts(store, BOB), facts(store, None)):
                assert found.restrictions == replace(wanted, banned_words=frozenset())
                assert found.sought == packed(sought(wanted.banned_words))
        with store.read() as snapshot:
            assert snapshot.restrictions.of(BOB) == snapshot.restrictions.of(NOBODY_KNOWN) == UNTOUCHED
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.restrictions.put(NOBODY_KNOWN, first)

    def test_names_find_everybody_who_bears_one_and_replace_each_other(self, store: Store) -> None:
        with_people(store)
        ada, other = parse_name("Ada Lovelace"), parse_name("Countess of Lovelace")
        with store.write() as tx:
            tx.names.put(ADA, (other, ada))
            tx.names.put(BOB, (ada,))
            tx.names.set_vouched(ADA, vouched=True)
            tx.enrollments.put(enrollment(subject=BOB))
            assert tx.names.of(ADA) == (ada, other)
        with store.read() as snapshot:
            assert set(bearers(snapshot, (ada.sound, "x"), None)) == {(ADA, ada), (BOB, ada)}
            assert bearers(snapshot, (), None) == ()
        with store.write() as tx:
            tx.names.put(ADA, ())
            assert tx.names.of(ADA) == ()
            assert bearers(tx, (ada.sound, other.sound), None) == ((BOB, ada),)
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.names.put(NOBODY_KNOWN, (ada,))

    def test_names_count_once_their_bearer_is_enrolled_or_vouched_for(self, store: Store) -> None:
        with_people(store)
        ada, other = parse_name("Ada Lovelace"), parse_name("Countess of Lovelace")
        sounds = (ada.sound, other.sound)
        with store.write() as tx:
            tx.names.put(ADA, (ada,))
            tx.names.put(BOB, (ada,))
            assert bearers(tx, sounds, None) == ()
            assert bearers(tx, sounds, ADA) == ((ADA, ada),)
            tx.names.set_vouched(ADA, vouched=True)
            tx.names.put(ADA, (ada, other))
            assert bearers(tx, sounds, BOB) == ((ADA, ada), (ADA, other), (BOB, ada))
            tx.names.set_vouched(ADA, vouched=False)
            assert bearers(tx, sounds, None) == ()
            tx.enrollments.put(enrollment(subject=BOB))
            tx.names.set_vouched(BOB, vouched=False)
            tx.names.put(BOB, (other,))
            assert bearers(tx, sounds, None) == ((BOB, other),)
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            tx.names.set_vouched(NOBODY_KNOWN, vouched=True)

    def test_names_keep_how_many_prompts_they_refused(self, store: Store) -> None:
        with_people(store)
        ada, other = parse_name("Ada Lovelace"), parse_name("Countess of Lovelace")
        with store.write() as tx:
            tx.names.put(ADA, (ada, other))
            tx.names.put(BOB, (ada,))
            tx.names.set_vouched(BOB, vouched=True)
            tx.names.count_refused(BOB, ada.words, 2)
            tx.names.count_refused(BOB, other.words, 9)
            tx.names.count_refused(ADA, other.words, 1)
            tx.names.count_refused(BOB, ada.words, 3)
            tx.names.put(BOB, (ada,))
        with store.read() as snapshot:
            assert snapshot.names.most_refusing(9) == (
                NameRow(BOB, ada, counts=True, is_vouched=True, refused=5),
                NameRow(ADA, other, counts=False, is_vouched=False, refused=1),
                NameRow(ADA, ada, counts=False, is_vouched=False, refused=0),
            )
            assert len(snapshot.names.most_refusing(1)) == 1

    def test_a_request_for_access_is_kept_once_a_pair_until_it_ends(self, store: Store) -> None:
        with_people(store)
        first = AccessRequest(ADA, BOB, frozenset({Modality.FACE}), frozenset({Use.PRIVATE}), NOW_US + 2)
        other = AccessRequest(ADA, EVE, frozenset(Modality), frozenset({Use.AD}), NOW_US + 1)
        again = replace(first, uses=frozenset({Use.PUBLISH}), asked_us=NOW_US + 3)
        with store.write() as tx:
            assert tx.access_requests.put(first)
            assert tx.access_requests.put(other)
            assert not tx.access_requests.put(again)
        with store.read() as snapshot:
            assert snapshot.access_requests.of(ADA) == (other, again)
            assert snapshot.access_requests.of(BOB) == ()
        with store.write() as tx:
            assert tx.access_requests.end(ADA, BOB) == again
            assert tx.access_requests.end(ADA, BOB) is None
            assert tx.access_requests.of(ADA) == (other,)

    def test_a_grant_is_a_fact_for_its_grantee_only(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
        assert facts(store, BOB).grants == (grant(),)
        assert facts(store, EVE).grants == ()
        assert facts(store, None).grants == ()
        assert facts(store, ADA).grants == ()

    def test_an_expired_grant_is_still_a_fact(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(expires_us=NOW_US - 1), NOW_US)
            assert tx.grants.of(ADA) == (grant(expires_us=NOW_US - 1),)
        assert facts(store).grants == (grant(expires_us=NOW_US - 1),)

    def test_a_provider_sees_its_own_grants_and_those_for_any_provider(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1), NOW_US)
            tx.grants.put(grant(2, provider="gen"), NOW_US)
            tx.grants.put(grant(3, provider="Gen"), NOW_US)
            assert set(tx.grants.of(ADA)) == {grant(1), grant(2, provider="gen"), grant(3, provider="Gen")}
        assert set(facts(store, provider="gen").grants) == {grant(1), grant(2, provider="gen")}
        assert set(facts(store, provider="other").grants) == {grant(1)}

    def test_a_new_grant_replaces_the_one_of_the_same_pair_and_provider(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1), NOW_US)
            tx.grants.put(grant(2, expires_us=NOW_US + 1, uses=frozenset({Use.AD})), NOW_US)
        assert facts(store).grants == (grant(2, expires_us=NOW_US + 1, uses=frozenset({Use.AD})),)

    def test_owners_are_found_by_whom_they_granted_page_by_page(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1, owner=ADA, grantee=EVE), NOW_US)
            tx.grants.put(grant(2, owner=BOB, grantee=EVE, expires_us=NOW_US - 1), NOW_US)
            tx.grants.put(grant(3, owner=BOB, grantee=EVE, provider="gen"), NOW_US)
            tx.grants.put(grant(4, owner=EVE, grantee=BOB), NOW_US)
            assert tx.grants.owners_granting(EVE, None, 9) == (ADA, BOB)
            assert tx.grants.owners_granting(EVE, None, 1) == (ADA,)
            assert tx.grants.owners_granting(EVE, ADA, 9) == (BOB,)
            assert tx.grants.owners_granting(EVE, BOB, 9) == ()
            assert tx.grants.owners_granting(ADA, None, 9) == ()

    def test_ending_grants_ends_all_of_the_pair_and_none_of_another(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1), NOW_US)
            tx.grants.put(grant(2, provider="gen"), NOW_US)
            tx.grants.put(grant(3, grantee=EVE), NOW_US)
            assert set(tx.grants.end(ADA, BOB, NOW_US)) == {GrantId(UUID(int=1)), GrantId(UUID(int=2))}
        assert facts(store, BOB).grants == ()
        assert facts(store, EVE).grants == (grant(3, grantee=EVE),)
        assert facts(store, BOB).revoked
        assert not facts(store, EVE).revoked

    def test_all_grants_of_an_owner_end_without_a_mark(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            for given in (
                grant(1),
                grant(2, provider="studio"),
                grant(3, grantee=EVE),
                grant(4, owner=BOB, grantee=ADA),
            ):
                tx.grants.put(given, NOW_US)
            tx.grants.end_all(ADA)
            assert tx.grants.of(ADA) == ()
            assert tx.grants.of(BOB) == (grant(4, owner=BOB, grantee=ADA),)
        assert not facts(store, BOB).revoked

    def test_revoking_what_was_never_granted_still_marks_the_pair(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            assert tx.grants.end(ADA, NOBODY_KNOWN, NOW_US) == ()
        assert facts(store, NOBODY_KNOWN).revoked

    def test_granting_again_clears_the_revoked_mark_and_keeps_the_epoch(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.end(ADA, BOB, NOW_US)
            epoch = tx.epochs.bump_pair(ADA, BOB)
        with store.write() as tx:
            tx.grants.put(grant(), NOW_US)
        assert not facts(store).revoked
        assert facts(store).pair_epoch == epoch

    def test_epochs_rise_an_owners_by_one_and_a_pairs_to_the_revision(self, store: Store) -> None:
        with_people(store)
        for expected in (1, 2, 3):
            with store.write() as tx:
                assert tx.epochs.bump_pair(ADA, BOB) == tx.next_revision()
                assert tx.epochs.bump_owner(ADA) == expected
        assert (facts(store, BOB).owner_epoch, facts(store, BOB).pair_epoch) == (3, tx.next_revision())
        assert (facts(store, EVE).owner_epoch, facts(store, EVE).pair_epoch) == (3, 0)
        with store.read() as snapshot:
            assert snapshot.facts.of([BOB], ADA, "gen", NOW_US)[BOB].pair_epoch == 0

    def test_what_narrows_for_one_provider_is_no_fact_for_another(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.put(grant(1), NOW_US)
            tx.grants.put(grant(2, provider="gen"), NOW_US)
            assert tx.grants.end(ADA, BOB, NOW_US, "gen") == (GrantId(UUID(int=2)),)
            epoch = tx.epochs.bump_pair(ADA, BOB, "gen")
        here, elsewhere = facts(store), facts(store, provider="other")
        assert (here.revoked, here.pair_epoch, here.grants) == (True, epoch, (grant(1),))
        assert (elsewhere.revoked, elsewhere.pair_epoch, elsewhere.grants) == (False, 0, (grant(1),))

    def test_what_narrows_for_all_is_a_fact_for_each_and_the_newer_epoch_counts(self, store: Store) -> None:
        with_people(store)
        for provider in ("gen", None):
            with store.write() as tx:
                tx.grants.end(ADA, BOB, NOW_US, provider)
                tx.epochs.bump_pair(ADA, BOB, provider)
        assert facts(store).pair_epoch == facts(store, provider="other").pair_epoch == tx.next_revision()
        assert facts(store, provider="other").revoked

    @pytest.mark.parametrize(("again", "still_revoked"), [(None, set()), ("gen", {"other"})])
    def test_granting_again_lifts_the_mark_where_the_grant_holds(
        self, store: Store, again: str | None, still_revoked: set[str]
    ) -> None:
        with_people(store)
        with store.write() as tx:
            tx.grants.end(ADA, BOB, NOW_US, None if again is None else "other")
            tx.grants.end(ADA, BOB, NOW_US, "gen")
            tx.grants.put(grant(provider=again), NOW_US)
        assert {name for name in ("gen", "other") if facts(store, provider=name).revoked} == still_revoked

    def test_nothing_that_ends_or_begins_anew_lowers_an_epoch(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.epochs.bump_pair(ADA, BOB)
            tx.epochs.bump_owner(ADA)
            tx.grants.put(grant(), NOW_US)
            tx.grants.end(ADA, BOB, NOW_US)
            tx.blocks.put(ADA, BOB, None, NOW_US)
            tx.blocks.end(ADA, BOB)
            tx.enrollments.put(enrollment())
            tx.people.set_audience(ADA, Audience.NOBODY)
        assert (facts(store).owner_epoch, facts(store).pair_epoch) == (1, tx.next_revision())

    def test_a_block_holds_until_lifted(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.blocks.put(ADA, BOB, None, NOW_US)
        assert facts(store, BOB, now_us=NOW_US + 10_000 * DAY_US).blocked
        assert not facts(store, EVE).blocked
        assert not facts(store, None).blocked
        with store.write() as tx:
            tx.blocks.end(ADA, BOB)
            tx.blocks.end(ADA, BOB)
        assert not facts(store, BOB).blocked

    def test_a_block_with_an_end_is_over_at_that_moment(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.blocks.put(ADA, BOB, NOW_US + 10, NOW_US)
            assert tx.blocks.of(ADA) == (Block(ADA, BOB, NOW_US + 10),)
        assert facts(store, now_us=NOW_US + 9).blocked
        assert not facts(store, now_us=NOW_US + 10).blocked

    def test_the_newest_block_counts(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.blocks.put(ADA, BOB, NOW_US + 10, NOW_US)
            tx.blocks.put(ADA, BOB, None, NOW_US)
            assert tx.blocks.of(ADA) == (Block(ADA, BOB, None),)
        assert facts(store, now_us=NOW_US + 10).blocked
