"""No narrowing act is silent: whatever makes a render grant dead is an event that renderers are told."""

from collections.abc import Callable

import pytest

from cameo_client.revocation_scope import owner_scope, pair_scope
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.audience import SetAudienceRequest, set_audience
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.ports.events import EPOCH_KINDS, Position
from cameo_service.watch.floors import floors_of
from consent.group import GroupGrant
from consent.terms import AgeClass, Audience, Use
from tests.cameo_service.usecases.world import FACE, World

Act = Callable[[World], object]


def revoke(world: World) -> None:
    world.run(revoke_access, world.app(), RevokeAccessRequest("act", world.people["ada"], world.people["bob"]))


def block(world: World) -> None:
    world.run(block_actor, world.app(), BlockActorRequest("act", world.people["ada"], world.people["bob"], None))


def freeze(world: World) -> None:
    world.run(freeze_likeness, world.app(), FreezeLikenessRequest("act", world.people["ada"]))


def narrow_audience(world: World) -> None:
    world.run(set_audience, world.app(), SetAudienceRequest("act", world.people["ada"], Audience.ONLY_ME))


def no_longer_adult(world: World) -> None:
    world.run(assert_age, world.app(), AssertAgeRequest("act", world.people["ada"], AgeClass.UNKNOWN))


def shrink_grant(world: World) -> None:
    world.grant("ada", "bob", modalities=FACE, uses=frozenset({Use.PRIVATE}))


def enroll_again(world: World) -> None:
    world.enroll("ada")


def suspend(world: World) -> None:
    world.suspended("ada")


def lift_suspension(world: World) -> None:
    world.suspended("ada", suspended=False)


def widen_audience(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)


def grant_more(world: World) -> None:
    world.grant("ada", "eve")


def unfreeze(world: World) -> None:
    world.run(unfreeze_likeness, world.app("ada"), UnfreezeLikenessRequest("act"))


NARROWING = [revoke, block, freeze, narrow_audience, no_longer_adult, shrink_grant, enroll_again, suspend]


def told(world: World, act: Act) -> dict[bytes, int]:
    with world.store.read() as snapshot:
        before = snapshot.revision()
    act(world)
    with world.store.read() as snapshot:
        return dict(floors_of(snapshot.events.after(Position(before, 2**32 - 1), 100)).for_provider("studio"))


@pytest.mark.parametrize(
    "act", [revoke, block, freeze, narrow_audience, no_longer_adult, shrink_grant, enroll_again, suspend]
)
def test_a_narrowing_act_raises_a_floor(world: World, act: Act) -> None:
    assert len(told(world, act)) == 1


@pytest.mark.parametrize("act", [widen_audience, grant_more, unfreeze, lift_suspension])
def test_a_widening_act_raises_none(world: World, act: Act) -> None:
    assert told(world, act) == {}


@pytest.mark.parametrize(
    "act", [revoke, block, freeze, narrow_audience, no_longer_adult, shrink_grant, enroll_again, suspend]
)
def test_the_floor_is_above_what_a_grant_of_before_claims(world: World, act: Act) -> None:
    world.check("bob", "@ada waves")
    (claimed,) = world.signer.signed[-1].subjects
    floors = told(world, act)
    claims = {owner_scope(claimed.subject.bytes): claimed.owner_epoch}
    claims[pair_scope(claimed.subject.bytes, world.people["bob"].bytes)] = claimed.pair_epoch
    assert all(epoch > claims[scope] for scope, epoch in floors.items())


def granted_to_club(world: World) -> GroupGrant:
    world.grouped("ada", "club", "bob")
    world.granted_to_group("ada", "club")
    with world.store.read() as snapshot:
        (club,) = snapshot.groups.of(world.people["ada"])
    return club.grants[0]


def test_an_epoch_cannot_rise_without_its_event(world: World) -> None:
    of_club = granted_to_club(world)
    with world.store.write() as transaction:
        transaction.epochs.bump_owner(world.people["ada"])
        transaction.epochs.bump_pair(world.people["ada"], world.people["bob"])
        transaction.groups.end_grant(of_club)
        revision = transaction.next_revision()
        events = transaction.events.after(Position(revision - 1, 2**32 - 1), 9)
    assert sorted(event.kind for event in events) == sorted(EPOCH_KINDS)
