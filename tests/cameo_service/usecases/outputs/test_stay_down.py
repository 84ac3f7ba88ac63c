"""What was taken down is committed by nobody again, byte for byte, under whatever grant."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.outputs.appearances import RemoveAppearanceRequest, remove_appearance
from cameo_service.usecases.ports.store import Store
from consent.commit import Stage
from consent.render_lease import Removal
from consent.takedown import StopEffect
from consent.terms import Audience, Use
from consent.verdict import Reason
from tests.cameo_service.usecases.outputs.test_removals import filed, ordered, refused
from tests.cameo_service.usecases.world import World

PROMPT = "@ada dances"
OUTPUT = b"output"


@pytest.fixture
def world(store: Store) -> World:
    """Everybody may render Ada and Eve."""
    world = World(store)
    for handle in ("ada", "bob", "eve"):
        world.person(handle)
    for handle in ("ada", "eve"):
        world.enroll(handle)
        world.audience(handle, Audience.EVERYONE)
    return world


def drafted(world: World, asker: str = "bob", prompt: str = PROMPT, output: bytes = OUTPUT) -> bytes:
    render_grant = world.check(asker, prompt, use=Use.PUBLISH).render_grant or b""
    world.fetched(render_grant, prompt)
    world.committed(render_grant, prompt, output=output)
    return render_grant


def take_down(world: World, removal: Removal) -> None:
    with world.store.read() as snapshot:
        (shown,) = snapshot.renders.all_appearances(world.people["ada"])
    request = RemoveAppearanceRequest(world.request_id(), None, shown.render_grant_id, removal)
    world.run(remove_appearance, world.app("ada"), request)


ORDERS: list[Callable[[World], object]] = [
    lambda world: take_down(world, Removal.DELETED),
    lambda world: take_down(world, Removal.HIDDEN),
    lambda world: world.revoked("ada", "bob", StopEffect.DELETE_ALL),
    lambda world: world.erased("ada"),
    lambda world: ordered(world, filed(world, sha256(OUTPUT).digest())),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("stage", Stage)
def test_the_same_bytes_come_back_under_nobodys_grant(
    world: World, order: Callable[[World], object], stage: Stage
) -> None:
    later = drafted(world, "ada", "@eve dances", OUTPUT if stage is Stage.PUBLISH else b"another")
    drafted(world)
    order(world)
    with pytest.raises(NotPermittedError):
        world.committed(later, "@eve dances", stage, output=OUTPUT)
    with pytest.raises(NotPermittedError):
        drafted(world, "bob", "@eve dances")
    drafted(world, "bob", "@eve dances", b"other bytes")


def test_a_grant_of_the_owner_brings_nothing_back(world: World) -> None:
    drafted(world)
    world.revoked("ada", "bob", StopEffect.HIDE_DRAFTS)
    world.grant("ada", "bob")
    with pytest.raises(NotPermittedError):
        drafted(world)
    drafted(world, output=b"rendered anew")


def test_a_file_that_was_never_committed_here_stays_out_once_its_removal_is_ordered(world: World) -> None:
    assert ordered(world, filed(world), sha256(OUTPUT).digest()).unknown
    with pytest.raises(NotPermittedError):
        drafted(world)
    assert world.refusals.noted == []


def test_a_removal_request_that_was_refused_keeps_nothing_down(world: World) -> None:
    refused(world, filed(world, sha256(OUTPUT).digest()))
    drafted(world)


def test_who_had_it_taken_down_reads_of_the_attempt_and_nobody_else(world: World) -> None:
    drafted(world)
    take_down(world, Removal.DELETED)
    with pytest.raises(NotPermittedError):
        drafted(world, "bob", "@eve dances")
    told = [(noted.owner, noted.actor, noted.reason) for noted in world.refusals.noted]
    assert told == [(world.people["ada"], world.people["bob"], Reason.TAKEN_DOWN)]
