"""What people restrict, and what becomes of prompts, fetches and outputs then."""

from dataclasses import replace
from typing import Any

import pytest

from cameo_service.usecases.acting.errors import NotPermittedError, NotTheOwnerError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.restrictions import (
    BannedWordMalformedError,
    BannedWordNotEnforceableError,
    ClassNotChoosableError,
    RestrictionTextTooLongError,
    get_restrictions,
)
from consent.content_classes import CHOOSABLE, ContentClass, ContentLabels
from consent.errors import PublicError
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import Audience
from tests.cameo_service.usecases.world import CLASSIFIER, World

PROMPT = "@ada plays trumpet among zebras"
POLITICAL = ContentLabels(CLASSIFIER, frozenset({ContentClass.POLITICAL}))
OPEN = Restrictions(frozenset())


@pytest.fixture
def world() -> World:
    world = World()
    for name in ("ada", "bob"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def reasons(world: World) -> list[str]:
    return [refusal.reason for refusal in world.refusals.noted]


def test_a_prompt_without_labels_needs_a_classification_whoever_is_mentioned(world: World) -> None:
    for handle in ("ada", "nobody"):
        reply = world.check("bob", f"@{handle} sings", labels=None)
        assert reply.outcome == "CLASSIFICATION_REQUIRED"
        assert not reply.verdicts[0].permitted
    assert reasons(world) == ["classification_required"]


def test_labels_of_a_classifier_that_the_operator_does_not_list_do_not_count(world: World) -> None:
    reply = world.check("bob", PROMPT, labels=ContentLabels("homemade", frozenset()))
    assert reply.outcome == "CLASSIFICATION_REQUIRED"


def test_a_refusal_for_another_reason_asks_for_a_classification_all_the_same(world: World) -> None:
    world.audience("ada", Audience.NOBODY)
    world.restrict("ada", OPEN)
    assert world.check("bob", PROMPT, labels=None).outcome == "CLASSIFICATION_REQUIRED"
    assert reasons(world) == ["audience_nobody"]


def test_who_denies_nothing_needs_no_labels(world: World) -> None:
    world.restrict("ada", OPEN)
    assert world.check("bob", PROMPT, labels=None).outcome == "ALLOWED"


def test_a_denied_class_refuses_and_an_allowed_one_does_not(world: World) -> None:
    assert world.check("bob", PROMPT, labels=POLITICAL).outcome == "NOT_PERMITTED"
    assert reasons(world) == ["class_denied"]
    world.restrict("ada", Restrictions(CHOOSABLE - {ContentClass.POLITICAL}))
    assert world.check("bob", PROMPT, labels=POLITICAL).outcome == "ALLOWED"


def test_what_is_hard_denied_is_refused_in_a_prompt_that_mentions_nobody_too(world: World) -> None:
    labels = ContentLabels(CLASSIFIER, frozenset({ContentClass.SEXUAL_MINORS}))
    assert world.check("bob", "zebras", labels=labels).outcome == "NOT_PERMITTED"
    assert world.check("bob", "zebras", labels=None).outcome == "NO_SUBJECTS"


def test_a_word_that_sounds_banned_refuses_the_prompt_of_its_owner_alone(world: World) -> None:
    world.person("eve")
    world.enroll("eve")
    world.audience("eve", Audience.EVERYONE)
    world.restrict("ada", Restrictions(banned_words=frozenset({"zebras"})))
    reply = world.check("bob", "@ada and @eve among zeebras")
    assert [verdict.permitted for verdict in reply.verdicts] == [False, True]
    assert reasons(world) == ["banned_word"]
    assert world.check("bob", "@ada and @eve among horses").outcome == "ALLOWED"


def test_the_owners_words_go_to_the_generator_with_a_permission_only(world: World) -> None:
    world.restrict("ada", Restrictions(preferences="smiling", wishes="no hats"))
    (verdict,) = world.check("bob", PROMPT).verdicts
    assert (verdict.preferences, verdict.wishes) == ("smiling", "no hats")
    mixed = world.check("bob", "@ada and @nobody")
    assert [(verdict.preferences, verdict.wishes) for verdict in mixed.verdicts] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    "words", [{"preferences": "undressed"}, {"wishes": "no clothes"}, {"preferences": ""}, {"wishes": ""}]
)
def test_only_the_owner_changes_the_words_that_a_generator_reads(world: World, words: dict[str, Any]) -> None:
    own = Restrictions(preferences="smiling", wishes="no hats")
    world.restrict("ada", own)
    for banned in (frozenset[str](), frozenset({"horses"})):
        with pytest.raises(NotTheOwnerError):
            world.restrict("ada", replace(own, banned_words=banned, **words), acting=False)
    (verdict,) = world.check("bob", PROMPT).verdicts
    assert (verdict.preferences, verdict.wishes) == (own.preferences, own.wishes)


@pytest.mark.parametrize("words", [{"preferences": "undressed"}, {"wishes": "no clothes"}])
def test_only_the_owner_gives_the_first_words_to_a_generator(world: World, words: dict[str, Any]) -> None:
    with pytest.raises(NotTheOwnerError):
        world.restrict("ada", Restrictions(**words), acting=False)
    (verdict,) = world.check("bob", PROMPT).verdicts
    assert (verdict.preferences, verdict.wishes) == ("", "")


def test_an_app_bans_a_word_and_leaves_the_owners_text_as_it_is(world: World) -> None:
    world.restrict("ada", Restrictions(preferences="smiling", wishes="no hats"))
    more = Restrictions(banned_words=frozenset({"zebras"}), preferences="smiling", wishes="no hats")
    world.restrict("ada", more, acting=False)
    assert world.check("bob", PROMPT).outcome == "NOT_PERMITTED"


def test_words_that_were_withdrawn_end_the_grants_that_carried_them(world: World) -> None:
    world.restrict("ada", Restrictions(preferences="smiling"))
    granted = world.check("bob", PROMPT).render_grant
    world.restrict("ada", UNTOUCHED)
    with pytest.raises(NotPermittedError):
        world.fetched(granted, PROMPT)


def test_denying_more_kills_the_grants_that_are_out(world: World) -> None:
    word, wish = Restrictions(banned_words=frozenset({"zebra"})), Restrictions(wishes="no hats")
    for narrower, acting in ((word, False), (wish, True)):
        world.restrict("ada", UNTOUCHED)
        granted = world.check("bob", PROMPT.replace("zebras", "horses")).render_grant
        world.restrict("ada", narrower, acting=acting)
        with pytest.raises(NotPermittedError):
            world.fetched(granted, PROMPT.replace("zebras", "horses"))
        assert reasons(world)[-1] == "narrowed_since_check"


def test_denying_less_leaves_the_grants_that_are_out_alive(world: World) -> None:
    granted = world.check("bob", PROMPT).render_grant
    world.restrict("ada", OPEN)
    world.restrict("ada", Restrictions(frozenset(), preferences="smiling"))
    assert world.fetched(granted, PROMPT).bundles


def test_a_prompt_that_was_judged_is_not_judged_again_for_its_words(world: World) -> None:
    world.restrict("ada", Restrictions(banned_words=frozenset({"horses"})))
    granted = world.check("bob", PROMPT).render_grant
    assert world.fetched(granted, PROMPT).bundles


def test_a_transcript_that_says_a_banned_word_cannot_be_committed(world: World) -> None:
    world.restrict("ada", Restrictions(banned_words=frozenset({"horses"})))
    granted = world.check("bob", PROMPT).render_grant or b""
    world.fetched(granted, PROMPT)
    with pytest.raises(NotPermittedError):
        world.committed(granted, PROMPT, transcript="I love horsis")
    assert reasons(world)[-1] == "banned_word"
    assert world.committed(granted, PROMPT, transcript="I love zebras")


def test_revoking_tells_what_is_left_whatever_words_are_banned(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    before = world.revoked("ada", "bob").still_allowed
    world.restrict("ada", Restrictions(banned_words=frozenset({"horses"})))
    assert world.revoked("ada", "bob").still_allowed == before


def test_denying_less_is_the_owners_to_say(world: World) -> None:
    with pytest.raises(NotTheOwnerError):
        world.restrict("ada", OPEN, acting=False)
    asked = OwnerQuestion(world.people["ada"], None)
    assert world.ask(get_restrictions, world.app(), asked).restrictions == UNTOUCHED
    with pytest.raises(NotTheOwnerError):
        world.ask(get_restrictions, world.app("bob"), asked)


def test_the_feed_says_that_restrictions_were_set(world: World) -> None:
    world.restrict("ada", OPEN)
    with world.store.read() as snapshot:
        assert snapshot.activity.of(world.people["ada"], 1)[0].kind == "restrictions_set"


@pytest.mark.parametrize(
    ("restrictions", "error"),
    [
        (Restrictions(banned_words=frozenset({"?!"})), BannedWordMalformedError),
        (Restrictions(banned_words=frozenset({""})), BannedWordMalformedError),
        (Restrictions(banned_words=frozenset({"\xad"})), BannedWordMalformedError),
        (Restrictions(banned_words=frozenset({"\U0001f52a"})), BannedWordNotEnforceableError),
        (Restrictions(banned_words=frozenset({"kill \U0001f52a"})), BannedWordNotEnforceableError),
        (Restrictions(banned_words=frozenset({"\ue000"})), BannedWordNotEnforceableError),
        (Restrictions(banned_words=frozenset({"x" * 65})), BannedWordMalformedError),
        (Restrictions(banned_words=frozenset(f"word{number}" for number in range(101))), BannedWordMalformedError),
        (Restrictions(preferences="x" * 2001), RestrictionTextTooLongError),
        (Restrictions(wishes="x" * 2001), RestrictionTextTooLongError),
        (Restrictions(CHOOSABLE | {ContentClass.UNDRESSING}), ClassNotChoosableError),
    ],
)
def test_restrictions_that_cannot_be_kept_are_refused(
    world: World, restrictions: Restrictions, error: type[PublicError]
) -> None:
    with pytest.raises(error):
        world.restrict("ada", restrictions)
