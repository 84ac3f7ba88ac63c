"""Whom a person may render at this moment."""

import pytest

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.acting.cursors import CursorMalformedError
from cameo_service.usecases.acting.errors import AssertionInvalidError, OtherIncarnationError
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.render.usable import ListUsableLikenessesRequest, UsableLikenesses
from consent.terms import Audience, Use
from tests.cameo_service.usecases.world import BOTH, FACE, World

OWNERS = ("ada", "eve", "mia")


@pytest.fixture
def world() -> World:
    world = World()
    for name in ("bob", *OWNERS):
        world.person(name)
        world.enroll(name)
        world.audience(name, Audience.APPROVED)
    for name in OWNERS:
        world.grant(name, "bob", modalities=FACE if name == "ada" else BOTH)
    return world


def page(world: World, cursor: str | None = None, limit: int = 50, asker: str | None = "bob") -> UsableLikenesses:
    return world.list_usable_likenesses(world.app(asker), ListUsableLikenessesRequest(cursor, limit, None))


def handles(world: World) -> set[str | None]:
    return {usable.handle for usable in page(world).usable}


def test_a_person_may_render_themself_and_whoever_granted_it(world: World) -> None:
    reply = page(world)
    assert [(usable.handle, usable.modalities) for usable in reply.usable] == [
        ("bob", BOTH),
        ("ada", FACE),
        ("eve", BOTH),
        ("mia", BOTH),
    ]
    assert reply.cursor is None
    assert [usable.handle for usable in page(world, asker="ada").usable] == ["ada"]


@pytest.mark.parametrize("act", ["revoke", "block", "freeze", "audience", "asking", "publish", "expire", "provider"])
def test_whoever_does_not_allow_it_now_is_left_out(world: World, act: str) -> None:
    people = world.people
    match act:
        case "revoke":
            world.revoked("ada", "bob")
        case "block":
            world.run(block_actor, world.app("ada"), BlockActorRequest("block", None, people["bob"], None))
        case "freeze":
            world.run(freeze_likeness, world.app("ada"), FreezeLikenessRequest("freeze", None))
        case "audience":
            world.audience("ada", Audience.ONLY_ME)
        case "asking":
            world.asking("ada")
        case "publish":
            world.grant("ada", "bob", uses=frozenset({Use.PUBLISH}))
        case "expire":
            world.grant("ada", "bob", expires_us=world.clock.now_us + 1)
            world.clock.now_us += 1
        case "provider":
            world.revoked("ada", "bob")
            world.grant("ada", "bob", provider="studio")
    assert handles(world) == {"bob", "eve", "mia"}


def test_nobody_can_list_those_who_allow_everyone(world: World) -> None:
    world.person("ona")
    world.enroll("ona")
    world.audience("ona", Audience.EVERYONE)
    assert "ona" not in handles(world)


def test_pages_hold_everybody_once(world: World) -> None:
    world.revoked("eve", "bob")
    first = page(world, limit=1)
    assert [usable.handle for usable in first.usable] == ["bob", "ada"]
    second = page(world, first.cursor, limit=1)
    assert [usable.handle for usable in second.usable] == ["mia"]
    last = page(world, second.cursor, limit=1)
    assert (last.usable, last.cursor) == ((), None)


def test_nobody_in_particular_may_render_nobody_in_particular(world: World) -> None:
    with pytest.raises(AssertionInvalidError):
        page(world, asker=None)


def test_a_cursor_of_another_list_or_installation_is_refused(world: World) -> None:
    with pytest.raises(CursorMalformedError):
        page(world, "no cursor")
    cursor = page(world, limit=1).cursor
    assert isinstance(world.store, SqliteStore)
    world.store._deployment = Deployment(bytes(16), 2)
    with pytest.raises(OtherIncarnationError):
        page(world, cursor)
