import pytest

from cameo_service.usecases.acting.errors import (
    LeaseExpiredError,
    NotPermittedError,
    RenderGrantExpiredError,
    RenderGrantSpentError,
)
from consent.commit import Stage
from consent.render_lease import LEASE_US, RENEWABLE_US
from consent.terms import Use
from tests.cameo_service.usecases.render.test_commit import PROMPT, leased
from tests.cameo_service.usecases.world import SECOND_US, World

WAITED_US = 600 * SECOND_US


def waited(world: World) -> bytes:
    envelope = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant
    world.clock.now_us += WAITED_US
    return envelope or b""


def test_a_job_that_waited_gets_a_new_grant_and_fetches(world: World) -> None:
    renewed = world.renewed(waited(world), PROMPT).render_grant
    assert renewed is not None
    world.fetched(renewed, PROMPT)


def test_a_renewed_grant_replaces_its_parent(world: World) -> None:
    envelope = world.check("bob", PROMPT).render_grant or b""
    world.renewed(envelope, PROMPT)
    for act in (world.renewed, world.fetched):
        with pytest.raises(RenderGrantSpentError):
            act(envelope, PROMPT)


def test_what_was_revoked_is_not_renewed_and_granting_again_does_not_help(world: World) -> None:
    envelope = waited(world)
    world.revoked("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.renewed(envelope, PROMPT)
    world.grant("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.renewed(envelope, PROMPT)


def test_a_grant_is_renewable_for_a_day(world: World) -> None:
    envelope = world.check("bob", PROMPT).render_grant or b""
    world.clock.now_us += RENEWABLE_US
    with pytest.raises(RenderGrantExpiredError):
        world.renewed(envelope, PROMPT)


def test_a_live_lease_is_extended(world: World) -> None:
    envelope = leased(world)
    world.clock.now_us += LEASE_US - 1
    reply = world.renewed(envelope, PROMPT)
    assert (reply.render_grant, reply.lease_expires_us) == (None, world.clock.now_us + LEASE_US)
    world.clock.now_us += LEASE_US - 1
    world.committed(envelope, PROMPT)


def test_a_lease_that_ended_without_a_draft_gave_its_place_back(world: World) -> None:
    envelope = leased(world)
    world.clock.now_us += LEASE_US
    with pytest.raises(LeaseExpiredError):
        world.renewed(envelope, PROMPT)


def test_a_draft_of_yesterday_can_be_published_after_a_renewal(world: World) -> None:
    envelope = leased(world)
    world.committed(envelope, PROMPT)
    world.clock.now_us += 24 * LEASE_US
    world.renewed(envelope, PROMPT)
    world.committed(envelope, PROMPT, Stage.PUBLISH)


def test_a_lease_is_not_renewed_against_a_revoke(world: World) -> None:
    envelope = leased(world)
    world.revoked("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.renewed(envelope, PROMPT)
