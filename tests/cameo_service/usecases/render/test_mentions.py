import pytest

from cameo_service.usecases.acting.errors import PromptTooLongError
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens, ResolveMentionsRequest
from consent.errors import MalformedHandleError
from consent.handles import Handle
from tests.cameo_service.usecases.world import NOW_US, CountedIds, World


def test_known_and_unknown_handles_get_tokens_that_look_alike(world: World) -> None:
    reply = world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest("@ada and @nobody", None))
    assert [(mention.handle, mention.start, mention.end) for mention in reply.mentions] == [
        ("ada", 0, 4),
        ("nobody", 9, 16),
    ]
    assert {len(mention.token) for mention in reply.mentions} == {48}


def test_a_token_differs_every_time_so_that_it_tells_nothing(world: World) -> None:
    request = ResolveMentionsRequest("@ada @ada @nobody @nobody", None)
    tokens = [
        mention.token
        for _ in range(2)
        for mention in world.ask(world.resolve_mentions, world.studio(), request).mentions
    ]
    assert len(set(tokens)) == 8
    assert all(world.people["ada"].bytes not in token for token in tokens)


def bound(token: bytes, handle: str) -> BoundMention:
    return BoundMention(Handle(handle), token)


def test_a_token_holds_for_its_handle_and_holder_only(world: World) -> None:
    tokens = MentionTokens(bytes(range(32)), CountedIds())
    ada, eve = world.people["ada"], world.people["eve"]
    with_ada = tokens.bind(Handle("ada"), ada, NOW_US)
    assert tokens.holds(bound(with_ada, "ada"), ada)
    assert not tokens.holds(bound(with_ada, "ada"), eve)
    assert not tokens.holds(bound(with_ada, "ada"), None)
    assert not tokens.holds(bound(with_ada, "adb"), ada)
    assert not MentionTokens(bytes(32), CountedIds()).holds(bound(with_ada, "ada"), ada)
    flipped = bytes([with_ada[0] ^ 1]) + with_ada[1:]
    assert not tokens.holds(bound(flipped, "ada"), ada)


def test_the_secret_is_not_printed() -> None:
    assert "secret" not in repr(MentionTokens(b"s" * 32, CountedIds()))


def test_a_bad_text_is_refused_before_anybody_is_looked_up(world: World) -> None:
    with pytest.raises(MalformedHandleError):
        world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest("@ab", None))
    with pytest.raises(PromptTooLongError):
        world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest("x" * 32_769, None))
