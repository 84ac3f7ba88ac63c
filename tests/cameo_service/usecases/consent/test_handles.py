"""Handles: who may take which."""

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.ports.subjects import HandleTakenError
from tests.cameo_service.usecases.consent.ada import is_allowed, state
from tests.cameo_service.usecases.world import World


def test_a_handle_that_looks_like_somebody_elses_is_taken(world: World) -> None:
    world.person("tom")
    for wanted in ("torn", "t0m"):
        with pytest.raises(HandleTakenError):
            world.run(claim_handle, world.app("eve"), ClaimHandleRequest(world.request_id(), wanted))


def test_a_handle_needs_the_persons_assertion(world: World) -> None:
    with pytest.raises(NotTheOwnerError):
        world.run(claim_handle, world.app(), ClaimHandleRequest("h", "zebra"))


def test_a_renamed_person_is_not_found_under_the_old_handle(world: World) -> None:
    world.run(claim_handle, world.app("ada"), ClaimHandleRequest("h", "countess"))
    assert state(world).handle == "countess"
    assert not is_allowed(world)
    assert world.check("bob", "@countess dances").render_grant is not None
