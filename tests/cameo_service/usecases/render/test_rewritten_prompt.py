from typing import Any

import pytest

from cameo_service.usecases.acting.errors import (
    RenderGrantExpiredError,
    RenderGrantNotYoursError,
    RenderGrantUnknownError,
    RewriteDiffersError,
)
from cameo_service.usecases.render.check import CheckPromptReply, CheckPromptRequest
from consent.terms import Audience, Use
from consent.verdict import Outcome, Reason
from tests.cameo_service.usecases.render.test_commit import PROMPT
from tests.cameo_service.usecases.world import BOTH, FACE, HARMLESS, SECOND_US, World

REWRITTEN = "a photorealistic @ada plays trumpet, zebras in the dusk"


def parent(world: World, prompt: str = PROMPT, **how: Any) -> bytes:
    return world.check("bob", prompt, use=Use.PUBLISH, **how).render_grant or b""


def rewritten(world: World, prompt: str, check: bytes, *, asker: str = "bob", **changes: Any) -> CheckPromptReply:
    asked: dict[str, Any] = {"job": "job", "modalities": FACE, "use": Use.PUBLISH, **changes}
    request = CheckPromptRequest(
        prompt=prompt, uploads=(), bindings=(), at_least=None, labels=HARMLESS, parent_check=check, **asked
    )
    return world.check_prompt(world.studio(asker), request)


def test_a_rewritten_prompt_gets_a_grant_of_its_own(world: World) -> None:
    reply = rewritten(world, REWRITTEN, parent(world))
    assert reply.outcome is Outcome.ALLOWED
    world.fetched(reply.render_grant, REWRITTEN)


def test_a_rewrite_may_leave_people_out(world: World) -> None:
    assert rewritten(world, "only zebras", parent(world)).outcome is Outcome.NO_SUBJECTS


def test_a_rewrite_adds_nobody_however_open_they_are(world: World) -> None:
    world.enroll("eve")
    world.audience("eve", Audience.EVERYONE)
    reply = rewritten(world, "@ada with @eve", parent(world))
    assert reply.outcome is Outcome.NOT_PERMITTED
    assert [verdict.permitted for verdict in reply.verdicts] == [True, False]
    assert world.refusals.noted[-1].reason == Reason.ADDED_BY_REWRITE


def test_a_revoke_between_the_two_prompts_holds(world: World) -> None:
    check = parent(world)
    world.revoked("ada", "bob")
    assert rewritten(world, REWRITTEN, check).outcome is Outcome.NOT_PERMITTED


def test_a_rewrite_asks_for_no_more_than_its_parent(world: World) -> None:
    check = parent(world)
    for more in ({"modalities": BOTH}, {"use": Use.PRIVATE}, {"asker": "eve"}):
        with pytest.raises(RewriteDiffersError):
            rewritten(world, REWRITTEN, check, **more)


def test_a_parent_of_another_job_is_none(world: World) -> None:
    with pytest.raises(RenderGrantNotYoursError):
        rewritten(world, REWRITTEN, parent(world), job="another")


def test_a_parent_nobody_signed_is_none(world: World) -> None:
    with pytest.raises(RenderGrantUnknownError):
        rewritten(world, REWRITTEN, b"forged")


def test_a_parent_that_is_over_is_none(world: World) -> None:
    check = parent(world)
    world.clock.now_us += 300 * SECOND_US
    with pytest.raises(RenderGrantExpiredError):
        rewritten(world, REWRITTEN, check)
