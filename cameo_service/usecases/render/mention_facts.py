"""The facts about everybody a prompt mentions, from the same store calls whoever is mentioned."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.mention_tokens import MentionTokens
from consent.facts import RenderRequest, SubjectFacts
from consent.handles import Handle
from consent.identity import SubjectId
from consent.restrictions import hear, matched_words

Named = TypeVar("Named", bound=Hashable)
"""How somebody a render shows is named."""

NOBODY = SubjectId(UUID(int=0))
"""Asked about in place of a handle nobody holds, so that the database does the same work."""


@dataclass(frozen=True, slots=True)
class BoundMention:
    """A token of ResolveMentions, for the handle it was given with."""

    handle: Handle
    token: bytes


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """Looks up mentions; None for a handle that nobody holds, or no longer the person it was bound to."""

    mention_tokens: MentionTokens

    def read(
        self,
        snapshot: Snapshot,
        handles: tuple[Handle, ...],
        bindings: tuple[BoundMention, ...],
        asked: RenderRequest,
        now_us: int,
    ) -> dict[Handle, SubjectFacts | None]:
        """One statement for the handles, then one batch for the facts, with as many ids as there are handles."""
        holders = snapshot.people.by_handle(handles)
        ids = [holders.get(handle, NOBODY) for handle in handles]
        facts = snapshot.facts.of(ids, asked.requester.subject, asked.provider, now_us)
        moved = {bound.handle for bound in bindings if not self._holds(bound, holders)}
        return {
            handle: None if handle in moved else facts.get(subject)
            for handle, subject in zip(handles, ids, strict=True)
        }

    def _holds(self, bound: BoundMention, holders: dict[str, SubjectId]) -> bool:
        return self.mention_tokens.holds(bound.token, bound.handle, holders.get(bound.handle))


def with_matched_words(facts: dict[Named, SubjectFacts | None], prompt: str) -> dict[Named, SubjectFacts | None]:
    """The facts, with those of everybody's banned words that the prompt holds.

    The prompt is taken apart only when somebody banned a word: most people ban none, and it costs as much as the rest.
    """
    if not any(found and found.restrictions.banned_words for found in facts.values()):
        return facts
    heard = hear(prompt)
    return {
        name: found and replace(found, matched_words=matched_words(found.restrictions.banned_words, heard))
        for name, found in facts.items()
    }
