"""What a check would say, before there is a prompt."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AssertionInvalidError
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.render.check import CheckPromptRequest
from cameo_service.usecases.render.mentions import ResolveMentionsRequest
from cameo_service.usecases.render.preflight import MOST_ITEMS, PreflightItem, PreflightRequest, TooManyItemsError
from consent.content_classes import CHOOSABLE, ContentClass, ContentLabels, ReviewPolicy
from consent.errors import MalformedHandleError
from consent.facts import Vouched
from consent.handles import Handle
from consent.identity import SubjectId
from consent.restrictions import Restrictions
from consent.terms import Audience, Use
from consent.verdict import Reason
from tests.cameo_service.usecases.world import BOTH, CLASSIFIER, FACE, HARMLESS, World

ADA = PreflightItem(Handle("ada"), None, FACE, Use.PRIVATE, HARMLESS)
POLITICAL = ContentLabels(CLASSIFIER, frozenset({ContentClass.POLITICAL}))


@pytest.fixture
def world() -> World:
    world = World(reviews=ReviewPolicy(frozenset({Use.REMIX})))
    for name in ("ada", "bob", "eve", "mia"):
        world.person(name)
    for name in ("ada", "eve", "mia"):
        world.enroll(name)
        world.audience(name, Audience.APPROVED)
    world.grant("ada", "bob", modalities=FACE, uses=frozenset({Use.PRIVATE, Use.REMIX}))
    world.grant("eve", "bob")
    world.asking("eve")
    return world


def told(world: World, *items: PreflightItem, caller: Caller | None = None) -> list[str]:
    asker = world.studio("bob") if caller is None else caller
    return [str(outcome) for outcome in world.ask(world.preflight, asker, PreflightRequest(items, None)).outcomes]


def of(handle: str) -> PreflightItem:
    return replace(ADA, handle=Handle(handle))


def test_every_item_is_a_question_of_its_own(world: World) -> None:
    plans = [
        ADA,
        replace(ADA, modalities=BOTH),
        replace(ADA, use=Use.PUBLISH),
        replace(ADA, use=Use.REMIX),
        replace(ADA, labels=POLITICAL),
        replace(ADA, labels=None),
        ADA,
        of("eve"),
        of("mia"),
        of("nobody"),
    ]
    assert told(world, *plans) == [
        "ALLOWED",
        "NOT_PERMITTED",
        "NOT_PERMITTED",
        "HELD",
        "NOT_PERMITTED",
        "CLASSIFICATION_REQUIRED",
        "ALLOWED",
        "HELD",
        "NOT_PERMITTED",
        "NOT_PERMITTED",
    ]
    assert told(world, *reversed(plans)) == list(reversed(told(world, *plans)))


def test_it_says_what_a_check_says(world: World) -> None:
    for handle in ("ada", "eve", "mia", "nobody"):
        for asker in ("bob", "mia", "ada", None):
            request = CheckPromptRequest("job", f"@{handle} dances", FACE, Use.PRIVATE, (), (), None, HARMLESS)
            checked = world.check_prompt(world.studio(asker), request).outcome
            assert told(world, of(handle), caller=world.studio(asker)) == [checked]


def test_nothing_is_signed_asked_or_written_but_the_refusal(world: World) -> None:
    with world.store.read() as snapshot:
        before = snapshot.revision()
    told(world, ADA, of("eve"), of("mia"))
    with world.store.read() as snapshot:
        assert snapshot.revision() == before
    assert (world.signer.signed, world.asked_of("eve")) == ([], [])
    assert [(note.owner, note.reason) for note in world.refusals.noted] == [(world.people["mia"], Reason.NO_GRANT)]


def test_whom_a_person_blocked_hears_what_everybody_else_hears(world: World) -> None:
    world.run(block_actor, world.app("ada"), BlockActorRequest("block", None, world.people["bob"], None))
    assert told(world, ADA, of("nobody")) == ["NOT_PERMITTED", "NOT_PERMITTED"]


def test_a_binding_is_for_whoever_held_the_handle(world: World) -> None:
    resolved = world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest("@ada @mia", None)).mentions
    bound, other = (replace(ADA, binding=mention.token) for mention in resolved)
    assert told(world, bound, other, ADA) == ["ALLOWED", "NOT_PERMITTED", "ALLOWED"]
    world.run(claim_handle, world.app("ada"), ClaimHandleRequest("rename", "lovelace"))
    assert told(world, bound) == ["NOT_PERMITTED"]


def test_mutuals_are_whom_the_app_vouches_for_now(world: World) -> None:
    world.audience("mia", Audience.MUTUALS)
    friends = Vouched("issuer", "bob", frozenset({"mia"}), world.clock.now_us)
    caller = replace(world.studio("bob"), vouched=friends)
    assert told(world, of("mia"), caller=caller) == ["ALLOWED"]
    assert told(world, of("mia")) == ["NOT_PERMITTED"]


def test_words_a_person_banned_are_judged_when_there_is_a_prompt(world: World) -> None:
    world.restrict("ada", Restrictions(CHOOSABLE, frozenset({"zebra"})))
    assert told(world, ADA) == ["ALLOWED"]


def test_an_app_backend_hears_of_grants_for_any_provider_alone(world: World) -> None:
    world.grant("mia", "bob", provider="studio")
    assert told(world, ADA, of("mia")) == ["ALLOWED", "ALLOWED"]
    assert told(world, ADA, of("mia"), caller=world.app("bob")) == ["ALLOWED", "NOT_PERMITTED"]
    assert told(world, of("mia"), caller=world.studio("bob", "other")) == ["NOT_PERMITTED"]


def test_bad_questions_are_refused_by_name(world: World) -> None:
    assert told(world) == []
    assert len(told(world, *[ADA] * MOST_ITEMS)) == MOST_ITEMS
    with pytest.raises(TooManyItemsError):
        told(world, *[ADA] * (MOST_ITEMS + 1))
    with pytest.raises(MalformedHandleError):
        told(world, ADA, of("a"))
    stranger = replace(world.studio(), acting=SubjectId(world.ids.new(0)))
    with pytest.raises(AssertionInvalidError):
        told(world, ADA, caller=stranger)
