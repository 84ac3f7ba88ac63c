"""What each consent command changes, who may give it, and what it refuses."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import (
    ActorIsOwnerError,
    AudienceAboveCeilingError,
    ExpiryInThePastError,
    ExpiryTooFarError,
    NotEnrolledError,
    NothingGrantedError,
    NotTheOwnerError,
    OwnerNotNamedError,
)
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.consent.assert_age import AssertAgeRequest
from cameo_service.usecases.consent.block_actor import BlockActorRequest
from cameo_service.usecases.consent.claim_handle import ClaimHandleRequest
from cameo_service.usecases.consent.freeze_likeness import FreezeLikenessRequest
from cameo_service.usecases.consent.get_consent import ConsentState, GetConsentRequest
from cameo_service.usecases.consent.grant_access import GrantAccessRequest
from cameo_service.usecases.consent.revoke_access import RevokeAccessRequest
from cameo_service.usecases.consent.set_audience import SetAudienceRequest
from cameo_service.usecases.consent.unblock_actor import UnblockActorRequest
from cameo_service.usecases.consent.unfreeze_likeness import UnfreezeLikenessRequest
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.subjects import HandleTakenError, UnknownSubjectError
from cameo_service.usecases.records.list_activity import ListActivityRequest
from consent.handles import Handle
from consent.identity import SubjectId
from consent.terms import AgeClass, Audience, Modality, Use
from tests.cameo_service.usecases.world import FACE, NOW_US, SECOND_US, World

PROMPT = "@ada plays trumpet among zebras"
TEN_YEARS_US = 10 * 366 * 24 * 3600 * SECOND_US


def state(world: World, owner: str = "ada") -> ConsentState:
    return world.get_consent(world.app(owner), GetConsentRequest(None, None))


def epochs(world: World) -> tuple[int, int]:
    """Ada's own, and hers with Bob."""
    ada, bob = world.people["ada"], world.people["bob"]
    with world.store.read() as snapshot:
        facts = snapshot.facts.of([ada], bob, "", NOW_US)[ada]
    return facts.owner_epoch, facts.pair_epoch


def rises(world: World, act: Callable[[], object]) -> tuple[int, int]:
    before = epochs(world)
    act()
    after = epochs(world)
    return after[0] - before[0], int(after[1] > before[1])


def is_allowed(world: World, asker: str = "bob", **how: Any) -> bool:
    return world.check(asker, PROMPT, **how).render_grant is not None


def revoke(world: World, grantee: Any = None, request_id: str = "revoke") -> Any:
    request = RevokeAccessRequest(request_id, None, grantee if grantee is not None else world.people["bob"])
    return world.revoke_access(world.app("ada"), request)


def block(world: World, expires_us: int | None = None, request_id: str = "block") -> Any:
    request = BlockActorRequest(request_id, None, world.people["bob"], expires_us)
    return world.block_actor(world.app("ada"), request)


class TestAudience:
    def test_a_wider_audience_lets_more_people_in_and_bumps_nothing(self, world: World) -> None:
        assert rises(world, lambda: world.audience("ada", Audience.EVERYONE)) == (0, 0)
        assert is_allowed(world, "eve")

    def test_a_narrower_one_suspends_grants_without_deleting_them_and_bumps_the_owners_epoch(
        self, world: World
    ) -> None:
        assert rises(world, lambda: world.audience("ada", Audience.ONLY_ME)) == (1, 0)
        assert not is_allowed(world)
        assert len(state(world).grants) == 1
        world.audience("ada", Audience.APPROVED)
        assert is_allowed(world)

    def test_the_same_audience_again_bumps_nothing(self, world: World) -> None:
        assert rises(world, lambda: world.audience("ada", Audience.APPROVED)) == (0, 0)

    def test_narrowing_needs_the_app_only_and_widening_the_owner(self, world: World) -> None:
        world.audience("ada", Audience.NOBODY, acting=False)
        with pytest.raises(NotTheOwnerError):
            world.audience("ada", Audience.ONLY_ME, acting=False)

    def test_nobody_widens_before_enrolling(self, world: World) -> None:
        with pytest.raises(NotEnrolledError):
            world.audience("eve", Audience.APPROVED)

    def test_nobody_widens_above_what_their_enrollment_permits(self, world: World) -> None:
        world.enroll("eve", ceiling=Audience.APPROVED)
        assert world.audience("eve", Audience.APPROVED).audience is Audience.APPROVED
        with pytest.raises(AudienceAboveCeilingError):
            world.audience("eve", Audience.MUTUALS)

    def test_a_lower_ceiling_holds_back_an_audience_chosen_before(self, world: World) -> None:
        world.enroll("ada", ceiling=Audience.ONLY_ME)
        assert (state(world).audience, state(world).effective_audience) == (Audience.APPROVED, Audience.ONLY_ME)
        assert not is_allowed(world)


class TestGrant:
    def test_granting_bumps_nothing(self, world: World) -> None:
        assert rises(world, lambda: world.grant("ada", "bob")) == (0, 0)

    @pytest.mark.parametrize(
        "smaller", [{"modalities": FACE}, {"uses": frozenset({Use.PRIVATE})}, {"expires_us": NOW_US + 5}]
    )
    def test_a_smaller_grant_in_place_of_a_larger_one_bumps_the_pairs_epoch(
        self, world: World, smaller: dict[str, Any]
    ) -> None:
        assert rises(world, lambda: world.grant("ada", "bob", **smaller)) == (0, 1)
        assert len(state(world).grants) == 1

    def test_a_grant_for_one_provider_leaves_the_one_for_any_provider_alone(self, world: World) -> None:
        assert rises(world, lambda: world.grant("ada", "bob", modalities=FACE, provider="studio")) == (0, 0)
        assert {grant.provider for grant in state(world).grants} == {None, "studio"}

    def test_an_empty_provider_is_any_provider(self, world: World) -> None:
        world.grant("ada", "bob", provider="")
        assert [grant.provider for grant in state(world).grants] == [None]

    @pytest.mark.parametrize("named", [Handle("eve"), Account("issuer", "eve")])
    def test_a_grantee_may_be_named_by_handle_or_account(self, world: World, named: Any) -> None:
        request = GrantAccessRequest("g", named, FACE, frozenset({Use.PRIVATE}), None, None)
        world.grant_access(world.app("ada"), request)
        assert is_allowed(world, "eve")

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"modalities": frozenset()}, NothingGrantedError),
            ({"uses": frozenset()}, NothingGrantedError),
            ({"expires_us": NOW_US}, ExpiryInThePastError),
            ({"expires_us": NOW_US + TEN_YEARS_US + 1}, ExpiryTooFarError),
            ({"grantee": Handle("ada")}, ActorIsOwnerError),
            ({"grantee": Handle("nobody")}, UnknownSubjectError),
            ({"grantee": Account("issuer", "nobody")}, UnknownSubjectError),
            ({"grantee": Account("other", "eve")}, UnknownSubjectError),
            ({"grantee": SubjectId(UUID(int=404))}, UnknownSubjectError),
        ],
    )
    def test_what_cannot_be_granted(self, world: World, changes: dict[str, Any], error: type[Exception]) -> None:
        wanted: dict[str, Any] = {
            "grantee": Handle("eve"),
            "modalities": FACE,
            "uses": frozenset({Use.PRIVATE}),
            "expires_us": NOW_US + TEN_YEARS_US,
            "provider": None,
        }
        with pytest.raises(error):
            world.grant_access(world.app("ada"), GrantAccessRequest("g", **{**wanted, **changes}))
        assert len(state(world).grants) == 1


class TestRevoke:
    def test_revoking_ends_every_grant_and_bumps_the_pairs_epoch(self, world: World) -> None:
        given = world.grant("ada", "bob", provider="studio")
        before = {grant.grant_id for grant in state(world).grants}
        assert given.grant_id in before
        reply = None

        def act() -> None:
            nonlocal reply
            reply = revoke(world)

        assert rises(world, act) == (0, 1)
        assert reply is not None
        assert set(reply.ended) == before
        assert reply.still_allowed == ()
        assert not is_allowed(world)

    def test_revoking_what_was_never_granted_succeeds_and_shuts_the_person_out(self, world: World) -> None:
        world.audience("ada", Audience.EVERYONE)
        assert is_allowed(world, "eve")
        assert revoke(world, world.people["eve"]).ended == ()
        assert not is_allowed(world, "eve")

    def test_who_was_revoked_gets_in_again_only_by_a_grant(self, world: World) -> None:
        revoke(world)
        world.audience("ada", Audience.EVERYONE)
        assert not is_allowed(world)
        world.grant("ada", "bob")
        assert is_allowed(world)

    def test_revoking_needs_no_assertion_but_the_owners_name(self, world: World) -> None:
        request = RevokeAccessRequest("r", Handle("ada"), Handle("bob"))
        world.revoke_access(world.app(), request)
        assert not is_allowed(world)
        with pytest.raises(OwnerNotNamedError):
            world.revoke_access(world.app(), RevokeAccessRequest("s", None, Handle("bob")))

    def test_owners_cannot_be_revoked_by_themselves(self, world: World) -> None:
        with pytest.raises(ActorIsOwnerError):
            revoke(world, world.people["ada"])


class TestBlock:
    def test_a_block_wins_over_a_grant_and_bumps_the_pairs_epoch(self, world: World) -> None:
        assert rises(world, lambda: block(world)) == (0, 1)
        assert not is_allowed(world)
        world.grant("ada", "bob")
        assert not is_allowed(world)

    def test_a_block_ends_when_it_said(self, world: World) -> None:
        block(world, NOW_US + 5)
        world.clock.now_us = NOW_US + 4
        assert not is_allowed(world)
        world.clock.now_us = NOW_US + 5
        assert is_allowed(world)

    def test_blocking_again_never_shortens_a_block(self, world: World) -> None:
        block(world, None, "first")
        assert block(world, NOW_US + 5, "second").expires_us is None
        world.clock.now_us = NOW_US + 6
        assert not is_allowed(world)

    def test_only_the_owner_unblocks(self, world: World) -> None:
        block(world)
        request = UnblockActorRequest("u", world.people["bob"])
        with pytest.raises(NotTheOwnerError):
            world.unblock_actor(world.app(), request)
        assert rises(world, lambda: world.unblock_actor(world.app("ada"), request)) == (0, 0)
        assert is_allowed(world)

    @pytest.mark.parametrize(
        ("expires_us", "error"), [(NOW_US, ExpiryInThePastError), (NOW_US + TEN_YEARS_US + 1, ExpiryTooFarError)]
    )
    def test_a_block_ends_in_the_next_ten_years_or_never(
        self, world: World, expires_us: int, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            block(world, expires_us)


class TestFreeze:
    def test_a_freeze_denies_everyone_and_only_the_owner_ends_it(self, world: World) -> None:
        request = FreezeLikenessRequest("f", Handle("ada"))
        assert rises(world, lambda: world.freeze(world.app(), request)) == (1, 0)
        assert not is_allowed(world)
        assert not is_allowed(world, "ada")
        with pytest.raises(NotTheOwnerError):
            world.unfreeze(world.app(), UnfreezeLikenessRequest("u"))
        assert rises(world, lambda: world.unfreeze(world.app("ada"), UnfreezeLikenessRequest("u"))) == (0, 0)
        assert is_allowed(world)


class TestAge:
    @pytest.mark.parametrize("age", [AgeClass.MINOR, AgeClass.UNKNOWN])
    def test_who_turns_out_to_be_no_adult_is_denied_at_once_on_the_apps_word(self, world: World, age: AgeClass) -> None:
        request = AssertAgeRequest("a", world.people["ada"], age)
        assert rises(world, lambda: world.assert_age(world.app(), request)) == (1, 0)
        assert not is_allowed(world)

    def test_becoming_an_adult_needs_the_persons_assertion(self, world: World) -> None:
        world.assert_age(world.app(), AssertAgeRequest("a", world.people["ada"], AgeClass.MINOR))
        again = AssertAgeRequest("b", world.people["ada"], AgeClass.ADULT)
        with pytest.raises(NotTheOwnerError):
            world.assert_age(world.app(), again)
        assert rises(world, lambda: world.assert_age(world.app("ada"), again)) == (0, 0)
        assert is_allowed(world)

    def test_an_assertion_is_dated_by_the_service(self, world: World) -> None:
        reply = world.assert_age(world.app("ada"), AssertAgeRequest("a", None, AgeClass.ADULT))
        assert reply.asserted_us == NOW_US

    def test_a_minor_renders_nobody(self, world: World) -> None:
        world.assert_age(world.app("bob"), AssertAgeRequest("a", None, AgeClass.MINOR))
        assert not is_allowed(world)


class TestHandle:
    def test_a_handle_that_looks_like_somebody_elses_is_taken(self, world: World) -> None:
        world.person("tom")
        for wanted in ("torn", "t0m"):
            with pytest.raises(HandleTakenError):
                world.claim_handle(world.app("eve"), ClaimHandleRequest(world.request_id(), wanted))

    def test_a_handle_needs_the_persons_assertion(self, world: World) -> None:
        with pytest.raises(NotTheOwnerError):
            world.claim_handle(world.app(), ClaimHandleRequest("h", "zebra"))

    def test_a_renamed_person_is_not_found_under_the_old_handle(self, world: World) -> None:
        world.claim_handle(world.app("ada"), ClaimHandleRequest("h", "countess"))
        assert state(world).handle == "countess"
        assert not is_allowed(world)
        assert world.check("bob", "@countess dances").render_grant is not None


def test_nobody_but_an_app_backend_speaks_for_an_owner(world: World) -> None:
    ada = world.people["ada"]
    for role in (Role.OPERATOR, Role.GENERATION):
        caller = Caller("other", role, ada)
        grant = GrantAccessRequest("g", Handle("eve"), FACE, frozenset({Use.PRIVATE}), None, None)
        with pytest.raises(NotTheOwnerError):
            world.grant_access(caller, grant)
        with pytest.raises(NotTheOwnerError):
            world.freeze(caller, FreezeLikenessRequest("f", ada))
        with pytest.raises(NotTheOwnerError):
            world.get_consent(caller, GetConsentRequest(ada, None))


def test_a_call_that_acts_for_somebody_else_changes_and_reads_nothing(world: World) -> None:
    ada, eve = world.people["ada"], world.app("eve")
    with pytest.raises(NotTheOwnerError):
        world.revoke_access(eve, RevokeAccessRequest("r", ada, world.people["bob"]))
    with pytest.raises(NotTheOwnerError):
        world.set_audience(eve, SetAudienceRequest("s", ada, Audience.NOBODY))
    with pytest.raises(NotTheOwnerError):
        world.get_consent(eve, GetConsentRequest(ada, None))
    with pytest.raises(NotTheOwnerError):
        world.list_activity(eve, ListActivityRequest(ada, 10, None))
    assert is_allowed(world)


def test_the_owner_reads_all_that_was_set(world: World) -> None:
    block(world, NOW_US + 5)
    read = state(world)
    assert (read.owner, read.handle, read.age, read.frozen) == (world.people["ada"], "ada", AgeClass.ADULT, False)
    assert (read.audience, read.effective_audience) == (Audience.APPROVED, Audience.APPROVED)
    assert [(grant.grantee, grant.modalities) for grant in read.grants] == [(world.people["bob"], frozenset(Modality))]
    assert [(held.actor, held.expires_us) for held in read.blocks] == [(world.people["bob"], NOW_US + 5)]
    assert read.enrollment is not None
    assert state(world, "eve").effective_audience is Audience.NOBODY


def test_activity_tells_what_happened_newest_first(world: World) -> None:
    revoke(world)
    rows = world.list_activity(world.app("ada"), ListActivityRequest(None, 2, None)).rows
    assert [row.kind for row in rows] == [ActivityKind.REVOKED, ActivityKind.GRANTED]
    assert {row.actor for row in rows} == {world.people["bob"]}
    everything = world.list_activity(world.app("ada"), ListActivityRequest(None, 1000, None)).rows
    assert {row.owner for row in everything} == {world.people["ada"]}
    assert len(world.list_activity(world.app("ada"), ListActivityRequest(None, 0, None)).rows) == 1
