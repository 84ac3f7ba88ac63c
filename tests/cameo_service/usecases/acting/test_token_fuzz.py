"""Tokens with any one bit flipped. Render grants have theirs in tests/cameo_client/test_render_grant.py."""

import base64
from collections.abc import Iterator

import pytest

from cameo_service.usecases.acting.cursors import CursorMalformedError, cursor_of, position_of
from cameo_service.usecases.acting.errors import (
    ConsentUseError,
    ConsistencyTokenMalformedError,
    OtherIncarnationError,
    RevisionFromTheFutureError,
)
from cameo_service.usecases.acting.reads import require_at_least, revision_of, token_of
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from consent.handles import Handle
from consent.identity import SubjectId
from tests.cameo_service.usecases.world import NOW_US, CountedIds, World
from tests.stores import DEPLOYMENT

NOW = 9
ADA = Handle("ada")
OF_THE_DEPLOYMENT = 20 * 8
"""A token begins with the deployment's id and incarnation."""


def flipped(data: bytes) -> Iterator[bytes]:
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 0x80 >> bit % 8
        yield bytes(changed)


def spelled(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def packed(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_consistency_token_with_a_flipped_bit_is_another_life_or_another_revision() -> None:
    for bit, data in enumerate(flipped(packed(token_of(DEPLOYMENT, NOW)))):
        if bit < OF_THE_DEPLOYMENT:
            with pytest.raises(OtherIncarnationError):
                require_at_least(spelled(data), DEPLOYMENT, NOW)
        elif revision_of(spelled(data), DEPLOYMENT) > NOW:
            with pytest.raises(RevisionFromTheFutureError):
                require_at_least(spelled(data), DEPLOYMENT, NOW)


def test_a_cursor_with_a_flipped_bit_is_refused_or_stands_somewhere_else_that_was() -> None:
    here = Position(NOW, 3)
    for bit, data in enumerate(flipped(packed(cursor_of(DEPLOYMENT, here)))):
        if bit < OF_THE_DEPLOYMENT:
            with pytest.raises((OtherIncarnationError, CursorMalformedError)):
                position_of(spelled(data), DEPLOYMENT, NOW, 0)
            continue
        try:
            found = position_of(spelled(data), DEPLOYMENT, NOW, 0)
        except ConsentUseError:
            continue
        assert found != here
        assert found.revision <= NOW


def test_a_token_that_was_cut_short_is_malformed() -> None:
    token, cursor = token_of(DEPLOYMENT, NOW), cursor_of(DEPLOYMENT, Position(NOW, 3))
    for length in range(1, len(token)):
        with pytest.raises(ConsistencyTokenMalformedError):
            require_at_least(token[:length], DEPLOYMENT, NOW)
    for length in range(1, len(cursor)):
        with pytest.raises(CursorMalformedError):
            position_of(cursor[:length], DEPLOYMENT, NOW, 0)


def test_a_mention_token_with_a_flipped_bit_binds_nobody(world: World) -> None:
    tokens, ada = MentionTokens(bytes(range(32)), CountedIds()), world.people["ada"]
    for holder in (ada, None):
        token = tokens.bind(ADA, holder, NOW_US)
        assert tokens.holds(BoundMention(ADA, token), holder)
        assert not any(holds_for_somebody(tokens, data, ada) for data in flipped(token))
        assert not any(holds_for_somebody(tokens, token[:length], ada) for length in range(len(token)))


def holds_for_somebody(tokens: MentionTokens, token: bytes, ada: SubjectId) -> bool:
    bound = BoundMention(ADA, token)
    return tokens.holds(bound, ada) or tokens.holds(bound, None)
