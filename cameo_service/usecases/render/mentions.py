"""Mentions while a prompt is composed: each is bound to the holder of its handle, so that a rename redirects none.

A token tells its bearer nothing, and looks alike for known and unknown handles: 16 bytes that differ every time, then a
MAC.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.render.claims import prompt_bytes
from consent.handles import Handle, parse_mentions
from consent.identity import SubjectId

NO_HOLDER = bytes(16)
"""In the MAC, the holder of a handle that no person holds."""

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class BoundMention:
    """A token of ResolveMentions, for the handle it was given with."""

    handle: Handle
    token: bytes


@dataclass(frozen=True, slots=True)
class MentionTokens:
    """Makes and checks tokens with one secret of at least 32 bytes, the same on every replica."""

    secret: bytes = field(repr=False)
    ids: IdSource

    def bind(self, handle: Handle, holder: SubjectId | None, now_us: int) -> bytes:
        """48 bytes."""
        salt = self.ids.new(now_us).bytes
        return salt + self._mac(salt, handle, holder)

    def holds(self, bound: BoundMention, holder: SubjectId | None) -> bool:
        """Whether this person held the handle when the token was made."""
        salt, mac = bound.token[:_SALT_BYTES], bound.token[_SALT_BYTES:]
        return hmac.compare_digest(mac, self._mac(salt, bound.handle, holder))

    def _mac(self, salt: bytes, handle: Handle, holder: SubjectId | None) -> bytes:
        """Salt and holder have a fixed length, so the three cannot run into each other."""
        message = salt + (holder.bytes if holder else NO_HOLDER) + handle.encode("ascii")
        return hmac.digest(self.secret, message, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class ResolveMentionsRequest:
    """`at_least`: a consistency token, or None."""

    prompt: str
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """`prompt[start:end]` in code points; `token` goes back unchanged with CheckPrompt."""

    handle: Handle
    start: int
    end: int
    token: bytes


@dataclass(frozen=True, slots=True)
class ResolveMentionsReply:
    """Every mention in order."""

    mentions: tuple[ResolvedMention, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ResolveMentions:
    """Finds the mentions of a text and binds each, with equal answers for known and unknown handles."""

    tokens: MentionTokens

    def __call__(self, view: View, request: ResolveMentionsRequest) -> ResolveMentionsReply:
        """Every mention with its token, from one statement.

        Raises:
            PromptTooLongError: more than 32 KiB.
            MalformedHandleError: a mention breaks the handle rules.
            ConfusableHandleError: a mention holds characters that pass for others.
            TooManyMentionsError: more than 16 different handles.
        """
        prompt_bytes(request.prompt)
        mentions = parse_mentions(request.prompt)
        holders = view.snapshot.people.by_handle([mention.handle for mention in mentions])
        resolved = tuple(
            ResolvedMention(
                mention.handle,
                mention.start,
                mention.end,
                self.tokens.bind(mention.handle, holders.get(mention.handle), view.now_us),
            )
            for mention in mentions
        )
        return ResolveMentionsReply(resolved, view.token)
