"""Blocks win over grants, end when they said, and only the owner ends them earlier."""

from typing import Any

import pytest

from cameo_service.usecases.acting.errors import ExpiryInThePastError, ExpiryTooFarError, NotTheOwnerError
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from tests.cameo_service.usecases.consent.ada import is_allowed, rises
from tests.cameo_service.usecases.world import NOW_US, SECOND_US, World

TEN_YEARS_US = 10 * 366 * 24 * 3600 * SECOND_US


def block(world: World, expires_us: int | None = None, request_id: str = "block") -> Any:
    request = BlockActorRequest(request_id, None, world.people["bob"], expires_us)
    return world.run(block_actor, world.app("ada"), request)


def test_a_block_wins_over_a_grant_and_bumps_the_pairs_epoch(world: World) -> None:
    assert rises(world, lambda: block(world)) == (0, 1)
    assert not is_allowed(world)
    world.grant("ada", "bob")
    assert not is_allowed(world)


def test_a_block_ends_when_it_said(world: World) -> None:
    block(world, NOW_US + 5)
    world.clock.now_us = NOW_US + 4
    assert not is_allowed(world)
    world.clock.now_us = NOW_US + 5
    assert is_allowed(world)


def test_blocking_again_never_shortens_a_block(world: World) -> None:
    block(world, None, "first")
    assert block(world, NOW_US + 5, "second").expires_us is None
    world.clock.now_us = NOW_US + 6
    assert not is_allowed(world)


def test_only_the_owner_unblocks(world: World) -> None:
    block(world)
    request = UnblockActorRequest("u", world.people["bob"])
    with pytest.raises(NotTheOwnerError):
        world.run(unblock_actor, world.app(), request)
    assert rises(world, lambda: world.run(unblock_actor, world.app("ada"), request)) == (0, 0)
    assert is_allowed(world)


@pytest.mark.parametrize(
    ("expires_us", "error"), [(NOW_US, ExpiryInThePastError), (NOW_US + TEN_YEARS_US + 1, ExpiryTooFarError)]
)
def test_a_block_ends_in_the_next_ten_years_or_never(world: World, expires_us: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        block(world, expires_us)
