"""Find a prompt's mentions while it is composed; bind each to its holder without saying whether there is one."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.render.mention_tokens import MentionTokens
from cameo_service.usecases.render.prompt import require_length
from consent.handles import Handle
from consent.mentions import parse_mentions


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
    """Answers the same for handles that are known and unknown."""

    store: Store
    clock: Clock
    tokens: MentionTokens

    def __call__(self, caller: Caller, request: ResolveMentionsRequest) -> ResolveMentionsReply:
        """Reads one snapshot, with the same statements whoever is mentioned.

        Raises:
            PromptTooLongError: more than 32 KiB.
            MalformedHandleError: a mention breaks the handle rules.
            ConfusableHandleError: a mention holds characters that pass for others.
            TooManyMentionsError: more than 16 different handles.
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        del caller  # the answer is the same for everybody
        require_length(request.prompt)
        mentions = parse_mentions(request.prompt)
        now_us = self.clock.utc_us()
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            holders = snapshot.people.by_handle([mention.handle for mention in mentions])
        resolved = tuple(
            ResolvedMention(
                mention.handle,
                mention.start,
                mention.end,
                self.tokens.bind(mention.handle, holders.get(mention.handle), now_us),
            )
            for mention in mentions
        )
        return ResolveMentionsReply(resolved, token)
