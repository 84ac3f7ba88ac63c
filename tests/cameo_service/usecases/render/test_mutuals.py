"""Mutuals: a fact of the app's, believed for a minute, and asked for again at every fence."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.render.check import CheckPromptRequest
from cameo_service.usecases.render.claims import PresentedGrant, prompt_sha256
from cameo_service.usecases.render.commit import CommitRenderRequest
from consent.commit import Stage
from consent.facts import VOUCHED_FRESH_US, VOUCHED_SKEW_US, Vouched
from consent.terms import Audience, Use
from tests.cameo_service.usecases.world import FACE, HARMLESS, SECOND_US, World

PROMPT = "@ada waves"
DIGEST = prompt_sha256(PROMPT.encode())


@pytest.fixture
def world() -> World:
    """Ada lets her mutuals in."""
    world = World()
    for name in ("ada", "bob", "eve"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.MUTUALS)
    return world


def word(world: World, requester: str = "bob", *mutuals: str, age_us: int = 0, issuer: str = "issuer") -> Vouched:
    return Vouched(issuer, requester, frozenset(mutuals or {"ada"}), world.clock.now_us - age_us)


def checked(world: World, vouched: Vouched | None, asker: str | None = "bob", use: Use = Use.PRIVATE) -> bytes:
    request = CheckPromptRequest("job", PROMPT, FACE, use, (), (), None, HARMLESS)
    return world.check_prompt(replace(world.studio(asker), vouched=vouched), request).render_grant or b""


def test_a_mutual_may_render_and_without_the_apps_word_nobody_is_one(world: World) -> None:
    assert checked(world, word(world))
    assert not checked(world, None)
    assert world.refusals.noted[-1].reason == "not_mutual"


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda world: word(world, age_us=VOUCHED_FRESH_US + 1),
        lambda world: word(world, age_us=-VOUCHED_SKEW_US - 1),
        lambda world: word(world, "eve"),
        lambda world: word(world, "bob", "eve"),
        lambda world: word(world, issuer="another"),
        lambda world: word(world, "bob", "nobody"),
    ],
    ids=["old", "from the future", "of another requester", "about others", "of another provider", "about nobody"],
)
def test_a_word_that_does_not_say_it_now_about_these_two_says_nothing(
    world: World, spoilt: Callable[[World], Vouched]
) -> None:
    assert not checked(world, spoilt(world))


@pytest.mark.parametrize("age_us", [VOUCHED_FRESH_US, -VOUCHED_SKEW_US])
def test_a_word_of_this_minute_counts(world: World, age_us: int) -> None:
    assert checked(world, word(world, age_us=age_us))


def test_nobody_is_a_mutual_of_nobody(world: World) -> None:
    assert not checked(world, word(world), asker=None)


def test_what_needs_a_grant_needs_it_of_mutuals_too(world: World) -> None:
    assert not checked(world, word(world), use=Use.REMIX)


def test_a_revoked_mutual_stays_out(world: World) -> None:
    world.revoked("ada", "bob")
    assert not checked(world, word(world))


def fetched(world: World, caller: Caller, render_grant: bytes) -> None:
    world.fetch(caller, PresentedGrant(render_grant, "job", DIGEST))


def renewed(world: World, caller: Caller, render_grant: bytes) -> None:
    world.renew(caller, PresentedGrant(render_grant, "job", DIGEST))


def committed(world: World, caller: Caller, render_grant: bytes) -> None:
    presented = PresentedGrant(render_grant, "job", DIGEST)
    world.commit(caller, CommitRenderRequest(presented, Stage.DRAFT, bytes(32), b"", None, ""))


@pytest.mark.parametrize("fence", [fetched, renewed, committed])
def test_when_the_feed_drops_every_later_fence_is_shut(world: World, fence: Callable[..., None]) -> None:
    render_grant = checked(world, said := word(world))
    if fence is committed:
        fetched(world, replace(world.studio(), vouched=said), render_grant)
    world.clock.now_us += VOUCHED_FRESH_US + SECOND_US
    for vouched in (None, said):
        with pytest.raises(NotPermittedError):
            fence(world, replace(world.studio(), vouched=vouched), render_grant)
    assert world.refusals.noted[-1].reason == "not_mutual"
    fence(world, replace(world.studio(), vouched=word(world)), render_grant)
