"""What every store does with groups."""

from uuid import UUID

from cameo_service.usecases.ports.events import GRANT_ENDED, Expired
from cameo_service.usecases.ports.store import Store
from consent.group import GroupGrant
from consent.identity import GrantId, GroupId
from consent.terms import Modality, Use
from tests.contracts.event_contract import all_events
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, facts, with_people

FRIENDS, FAMILY = GroupId(UUID(int=71)), GroupId(UUID(int=72))


def granted(number: int, group: GroupId = FRIENDS, provider: str | None = None, end: int | None = None) -> GroupGrant:
    grant_id, modalities, uses = GrantId(UUID(int=number)), frozenset({Modality.FACE}), frozenset({Use.PRIVATE})
    return GroupGrant(grant_id, ADA, group, modalities, uses, end, provider, max_renders=4, per_day=2)


def grouped(store: Store) -> None:
    """Bob is a friend, Eve friend and family."""
    with_people(store)
    with store.write() as tx:
        tx.groups.put(ADA, FRIENDS, "friends")
        tx.groups.put(ADA, FAMILY, "family")
        for member, group in ((BOB, FRIENDS), (EVE, FRIENDS), (EVE, FAMILY), (EVE, FAMILY)):
            tx.groups.put_member(ADA, group, member)


class GroupContract:
    """Subclasses give a fixture `store`."""

    def test_a_groups_grant_is_a_fact_for_its_members_only(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.put_grant(granted(1))
            tx.groups.put_grant(granted(2, FAMILY))
        assert facts(store, BOB).grants == (granted(1).to_member(BOB),)
        assert set(facts(store, EVE).grants) == {granted(1).to_member(EVE), granted(2, FAMILY).to_member(EVE)}
        assert facts(store, None).grants == ()
        with store.read() as snapshot:
            assert snapshot.facts.of([BOB], ADA, "gen", NOW_US)[BOB].grants == ()

    def test_a_groups_grant_is_a_fact_for_its_provider_only(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.put_grant(granted(1, provider="gen"))
        assert facts(store, BOB, "gen").grants == (granted(1, provider="gen").to_member(BOB),)
        assert facts(store, BOB, "other").grants == ()

    def test_a_groups_grant_stands_beside_a_persons_own(self, store: Store) -> None:
        grouped(store)
        own = [granted(number, provider=where).to_member(BOB) for number, where in ((5, None), (6, "gen"))]
        with store.write() as tx:
            tx.groups.put_grant(granted(1))
            for grant in own:
                tx.grants.put(grant, NOW_US)
        assert set(facts(store, BOB).grants) == {granted(1).to_member(BOB), *own}

    def test_memberships_end_one_by_one_or_all_at_once(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.end_memberships(ADA, EVE, FAMILY)
            tx.groups.end_memberships(ADA, BOB)
            family, friends = tx.groups.of(ADA)
        assert (family.name, family.members) == ("family", ())
        assert (friends.name, friends.members) == ("friends", (EVE,))

    def test_a_grant_that_ended_is_remembered_and_told_with_its_provider(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.put_grant(granted(1, provider="gen"))
            tx.groups.end_grant(granted(1, provider="gen"))
            tx.groups.put_grant(granted(3, provider="gen"))
        with store.read() as snapshot:
            assert snapshot.groups.has_ended(ADA, GrantId(UUID(int=1)))
            assert not snapshot.groups.has_ended(ADA, GrantId(UUID(int=3)))
            assert not snapshot.groups.has_ended(BOB, GrantId(UUID(int=1)))
            assert snapshot.groups.grants_of(ADA, FRIENDS) == (granted(3, provider="gen"),)
        (told,) = [row for row in all_events(store) if row.kind == GRANT_ENDED]
        assert (told.owner, told.provider, told.grant_id) == (ADA, "gen", GrantId(UUID(int=1)))

    def test_owners_are_found_by_the_groups_somebody_is_in(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.put_grant(granted(2, FAMILY))
        with store.read() as snapshot:
            assert snapshot.grants.owners_granting(EVE, None, 9) == (ADA,)
            assert snapshot.grants.owners_granting(EVE, ADA, 9) == ()
            assert snapshot.grants.owners_granting(BOB, None, 9) == ()
            assert snapshot.grants.grantors_of(BOB) == (ADA,)

    def test_a_groups_grant_ends_by_time_for_nobody_in_particular(self, store: Store) -> None:
        grouped(store)
        with store.write() as tx:
            tx.groups.put_grant(granted(1, end=NOW_US + 5))
        with store.read() as snapshot:
            ended = Expired(ADA, None, GrantId(UUID(int=1)), "", NOW_US + 5)
            assert snapshot.events.expired(NOW_US, NOW_US + 5) == (ended,)
