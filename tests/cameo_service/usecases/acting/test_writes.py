"""Request ids and consistency tokens, the same for every command and question."""

import base64
from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import (
    ConsistencyTokenMalformedError,
    OtherIncarnationError,
    RequestIdMissingError,
    RequestIdReusedError,
    RevisionFromTheFutureError,
)
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.acting.reads import require_at_least, token_of
from cameo_service.usecases.acting.writes import body_sha256
from cameo_service.usecases.consent.access import (
    AccessGranted,
    GrantAccessRequest,
    RevokeAccessRequest,
    grant_access,
    revoke_access,
)
from cameo_service.usecases.consent.audience import get_consent
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.render.mentions import ResolveMentionsRequest
from consent.terms import Audience, Modality, Use
from tests.cameo_service.usecases.world import BOTH, FACE, SECOND_US, World
from tests.stores import DEPLOYMENT

DAY_US = 24 * 3600 * SECOND_US


def grant(world: World, caller: Caller | None = None, **changes: object) -> AccessGranted:
    request = GrantAccessRequest(
        "one", world.people["eve"], BOTH, frozenset({Use.PRIVATE, Use.PUBLISH, Use.REMIX}), None, None
    )
    return world.run(grant_access, caller or world.app("ada"), replace(request, **changes))  # type: ignore[arg-type]


def test_the_same_request_again_gets_the_same_reply_and_changes_nothing(world: World) -> None:
    first = grant(world)
    world.run(revoke_access, world.app("ada"), RevokeAccessRequest("r", None, world.people["eve"]))
    assert grant(world) == first
    assert world.check("eve", "@ada").render_grant is None


def test_a_request_id_with_another_body_is_refused(world: World) -> None:
    grant(world)
    with pytest.raises(RequestIdReusedError):
        grant(world, modalities=FACE)


def test_a_request_id_with_another_person_acting_is_refused(world: World) -> None:
    grant(world)
    with pytest.raises(RequestIdReusedError):
        grant(world, world.app("bob"))


def test_a_request_id_used_for_another_command_is_refused(world: World) -> None:
    grant(world)
    with pytest.raises(RequestIdReusedError):
        world.run(revoke_access, world.app("ada"), RevokeAccessRequest("one", None, world.people["eve"]))


def test_a_request_id_belongs_to_its_caller(world: World) -> None:
    other_app = Caller("other app", Role.APP_BACKEND, EVERY_ISSUER, world.people["ada"])
    assert grant(world) != grant(world, other_app, modalities=FACE)


def test_a_request_id_is_free_again_after_a_day(world: World) -> None:
    first = grant(world)
    world.clock.now_us += DAY_US - 1
    assert grant(world) == first
    world.clock.now_us += 1
    assert grant(world, modalities=FACE) != first


def test_a_refused_command_leaves_its_request_id_free(world: World) -> None:
    with pytest.raises(Exception, match="modality"):
        grant(world, modalities=frozenset())
    grant(world)


@pytest.mark.parametrize("request_id", ["", "x" * 129])
def test_a_command_without_a_usable_request_id_is_refused(world: World, request_id: str) -> None:
    with pytest.raises(RequestIdMissingError):
        grant(world, request_id=request_id)


def test_the_body_digest_is_spelled_the_same_in_every_process(world: World) -> None:
    request = GrantAccessRequest("one", world.people["eve"], BOTH, frozenset(Use), None, None)
    shuffled = replace(request, modalities=frozenset([Modality.VOICE, Modality.FACE]), uses=frozenset(reversed(Use)))
    caller = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None)
    assert body_sha256(caller, request) == body_sha256(caller, shuffled)
    assert body_sha256(caller, request) != body_sha256(caller, replace(request, uses=frozenset({Use.AD})))


def test_what_has_no_canonical_spelling_is_not_digested(world: World) -> None:
    with pytest.raises(TypeError, match="canonical"):
        body_sha256(world.app(), RevokeAccessRequest("one", None, object()))  # type: ignore[arg-type]


def test_every_write_moves_the_revision_by_one_and_reads_see_it(world: World) -> None:
    first = world.audience("ada", Audience.ONLY_ME).token
    second = world.audience("ada", Audience.APPROVED).token
    assert first != second
    assert world.ask(get_consent, world.app("ada"), OwnerQuestion(None, second)).token == second
    assert world.check("bob", "@ada", at_least=first).token == second


def test_a_read_may_not_ask_for_a_revision_that_is_not_there(world: World) -> None:
    with world.store.read() as snapshot:
        ahead = token_of(DEPLOYMENT, snapshot.revision() + 1)
    with pytest.raises(RevisionFromTheFutureError):
        world.check("bob", "@ada", at_least=ahead)
    with pytest.raises(RevisionFromTheFutureError):
        world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest("@ada", ahead))


@pytest.mark.parametrize("other", [Deployment(DEPLOYMENT.deployment_id, 2), Deployment(bytes(16), 1)])
def test_a_token_of_another_installation_or_life_is_refused(other: Deployment) -> None:
    with pytest.raises(OtherIncarnationError):
        require_at_least(token_of(other, 1), DEPLOYMENT, 10)


@pytest.mark.parametrize(
    "token", ["", "x", "not a token", "\u00e4" * 40, base64.b64encode(bytes(27)).decode(), "A" * 39]
)
def test_a_token_of_another_form_is_malformed(token: str) -> None:
    with pytest.raises(ConsistencyTokenMalformedError):
        require_at_least(token, DEPLOYMENT, 10)


def test_a_token_of_this_or_an_earlier_revision_is_fresh_enough() -> None:
    require_at_least(None, DEPLOYMENT, 10)
    require_at_least(token_of(DEPLOYMENT, 9), DEPLOYMENT, 10)
    require_at_least(token_of(DEPLOYMENT, 10), DEPLOYMENT, 10)
