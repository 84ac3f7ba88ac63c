"""What callers hand back: consistency tokens, cursors and mention tokens. An accept: one is taken that is of another
installation, from the future or forgotten, or a mention token that was not made here.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from uuid import UUID

from cameo_service.usecases.acting.cursors import cursor_of, position_of
from cameo_service.usecases.acting.reads import opaque_text, revision_of, token_of
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from cameo_service.usecases.render.usable import _cursor, _last
from consent.handles import Handle
from consent.identity import SubjectId
from tests.fuzz.target import PublicError, as_seed, require, text_of
from tests.stores import DEPLOYMENT

REVISION, FORGOTTEN = 1000, 10
ADA, BOB = SubjectId(UUID(int=5)), SubjectId(UUID(int=6))


@dataclass(frozen=True, slots=True)
class OneId:
    """Every id is the same."""

    def new(self, now_us: int) -> UUID:
        return UUID(int=now_us)


_TOKENS = MentionTokens(bytes(32), OneId())
_MADE = _TOKENS.bind(Handle("ada"), ADA, 1)
SEEDS = (
    as_seed(token_of(DEPLOYMENT, REVISION)),
    as_seed(cursor_of(DEPLOYMENT, Position(REVISION, 3))),
    as_seed(_cursor(DEPLOYMENT, ADA)),
    b"\0" + _MADE,
    *(b"\1" + base64.urlsafe_b64decode(text + "==") for text in (token_of(DEPLOYMENT, 7), _cursor(DEPLOYMENT, BOB))),
    b"\1" + base64.urlsafe_b64decode(cursor_of(DEPLOYMENT, Position(11, 3)) + "=="),
)


def attempt(data: bytes) -> None:
    """One text in the place of each token; behind an odd byte, the bytes that a token packs."""
    text = opaque_text(data[1:]) if data[:1] == b"\1" else text_of(data)
    _try_token(text)
    _try_cursors(text)
    _try_mention_token(data[1:])


def _try_token(text: str) -> None:
    try:
        revision = revision_of(text, DEPLOYMENT)
    except PublicError:
        return
    read = struct.unpack(">16sIQ", _bytes_of(text))
    holds = read == (DEPLOYMENT.deployment_id, DEPLOYMENT.incarnation, revision)
    require(holds=holds, otherwise="a token of another installation is taken")


def _try_cursors(text: str) -> None:
    ours = (DEPLOYMENT.deployment_id, DEPLOYMENT.incarnation)
    try:
        position = position_of(text, DEPLOYMENT, REVISION, FORGOTTEN)
    except PublicError:
        pass
    else:
        holds = struct.unpack(">16sIHQI", _bytes_of(text)) == (*ours, 1, *position)
        require(holds=holds, otherwise="a cursor of another installation is taken")
        require(holds=FORGOTTEN <= position.revision <= REVISION, otherwise="a cursor outside the events is taken")
    try:
        last = _last(text, DEPLOYMENT)
    except PublicError:
        return
    holds = struct.unpack(">16sI16s", _bytes_of(text)) == (*ours, last.bytes)
    require(holds=holds, otherwise="a cursor of another installation is taken")


def _try_mention_token(token: bytes) -> None:
    holders = [holder for holder in (ADA, BOB, None) if _TOKENS.holds(BoundMention(Handle("ada"), token), holder)]
    require(
        holds=not holders or (holders, token) == ([ADA], _MADE), otherwise="a mention token is taken that is forged"
    )


def _bytes_of(text: str) -> bytes:
    """The slow reading of URL-safe Base64."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return b""
