import pytest

from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.consent.access import GrantAccessRequest, grant_access
from consent.grants import USAGE_DAY_US
from consent.render_lease import LEASE_US
from consent.terms import Use
from consent.verdict import Outcome, Reason
from tests.cameo_service.usecases.render.test_commit import PROMPT, leased
from tests.cameo_service.usecases.world import FACE, World


def limit(world: World, *, max_renders: int | None = None, per_day: int | None = None) -> None:
    uses = frozenset({Use.PUBLISH})
    request = GrantAccessRequest(world.request_id(), world.people["bob"], FACE, uses, None, None, max_renders, per_day)
    world.run(grant_access, world.app("ada"), request)


def is_used_up(world: World) -> bool:
    is_refused = world.check("bob", PROMPT, use=Use.PUBLISH).outcome is Outcome.NOT_PERMITTED
    return is_refused and world.refusals.noted[-1].reason == Reason.GRANT_USED_UP


def test_a_grant_for_two_renders_is_good_for_two(world: World) -> None:
    limit(world, max_renders=2)
    leased(world)
    leased(world)
    assert is_used_up(world)


def test_the_last_place_goes_to_the_first_who_fetches(world: World) -> None:
    limit(world, max_renders=1)
    first, second = (world.check("bob", PROMPT, use=Use.PUBLISH).render_grant for _ in range(2))
    world.fetched(second, PROMPT)
    with pytest.raises(NotPermittedError):
        world.fetched(first, PROMPT)
    assert world.refusals.noted[-1].reason == Reason.GRANT_USED_UP


def test_a_render_that_was_given_up_gives_its_place_back_when_its_lease_ends(world: World) -> None:
    limit(world, max_renders=1)
    leased(world)
    world.clock.now_us += LEASE_US
    leased(world)


def test_a_committed_render_counts_for_good(world: World) -> None:
    limit(world, max_renders=1)
    world.committed(leased(world), PROMPT)
    world.clock.now_us += 100 * USAGE_DAY_US
    assert is_used_up(world)


def test_a_daily_cap_is_over_a_day_after_the_render_began(world: World) -> None:
    limit(world, per_day=1)
    world.committed(leased(world), PROMPT)
    world.clock.now_us += USAGE_DAY_US - 1
    assert is_used_up(world)
    world.clock.now_us += 1
    leased(world)


def test_the_render_that_took_the_last_place_is_still_committed(world: World) -> None:
    limit(world, max_renders=1)
    world.committed(leased(world), PROMPT)


def test_a_grant_given_anew_counts_anew(world: World) -> None:
    limit(world, max_renders=1)
    world.committed(leased(world), PROMPT)
    limit(world, max_renders=1)
    leased(world)
