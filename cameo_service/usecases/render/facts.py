"""The facts of one render, complete in one step: the check, every fence and the lists before a prompt read them here.

The store is asked with one statement for all people, and with the same statements whatever the answers are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cameo_service.usecases.ports.store import Snapshot
from consent.decision import decide_with_room
from consent.facts import RenderFacts, RenderRequest, SubjectFacts, Vouched, complete, is_fresh
from consent.grants import Usage, is_limited
from consent.held_render import Ask, HeldRender, answers_to
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.restrictions import hear, matched_words
from consent.verdict import Decision

NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Who asks, and for which render.

    requester: None is anonymous. provider: service id of the generation service, "" for none in particular.
    vouched: what the app says about the requester with this call; what it said with an earlier call does not count.
    prompt: the text whose banned words count; "" without a prompt, and at fences, since the check judged it.
    ask: what an owner may have answered; None without a job and a prompt. fetched: the render grant of this render once
    it was fetched: a yes that it spent still holds for it.
    needs_room: whether the render must fit into the limits of its grants; a render with a lease has its place.
    """

    requester: SubjectId | None
    provider: str
    vouched: Vouched | None = None
    prompt: str = ""
    ask: Ask | None = None
    fetched: RenderGrantId | None = None
    needs_room: bool = True


@dataclass(frozen=True, slots=True)
class FactsForRender:
    """Complete facts about the people of one render, from one snapshot.

    people: unknown people are absent. usage: renders counted for grants with a limit. held: stored questions.
    """

    people: Mapping[SubjectId, RenderFacts]
    usage: Mapping[GrantId, Usage]
    held: Mapping[SubjectId, HeldRender]

    def decision(self, asked: RenderRequest, subject: SubjectId, now_us: int) -> Decision:
        """Whether this subject may be shown; an unknown subject may not."""
        return decide_with_room(asked, self.people.get(subject), self.usage, now_us)


def facts_for_render(snapshot: Snapshot, subjects: Sequence[SubjectId], seen: Viewpoint, now_us: int) -> FactsForRender:
    """Reads and completes the facts about all subjects. `now_us`: UTC microseconds."""
    stored = snapshot.facts.of(subjects, seen.requester, seen.provider, now_us)
    held = {} if seen.ask is None else snapshot.held.under(seen.ask.digest(), subjects)
    mutuals = _mutuals(snapshot, seen, now_us)
    words = _words_in_prompt(stored, seen.prompt)
    people = {
        subject: complete(
            facts,
            mutual=None if mutuals is None else subject in mutuals,
            matched_words=words.get(subject, NO_WORDS),
            answers=answers_to(held.get(subject), facts, now_us, seen.fetched),
        )
        for subject, facts in stored.items()
    }
    usage = _usage(snapshot, people.values(), now_us) if seen.needs_room else {}
    return FactsForRender(people, usage, held)


def _mutuals(snapshot: Snapshot, seen: Viewpoint, now_us: int) -> set[SubjectId | None] | None:
    """Mutuals of exactly this requester; None if the app vouched for none now. Looks up all names it vouched for."""
    vouched = seen.vouched
    if vouched is None or seen.requester is None or not is_fresh(vouched, now_us):
        return None
    if snapshot.people.of_account(vouched.issuer, vouched.requester) != seen.requester:
        return None
    return {snapshot.people.of_account(vouched.issuer, sub) for sub in sorted(vouched.mutuals)}


def _words_in_prompt(stored: Mapping[SubjectId, SubjectFacts], prompt: str) -> dict[SubjectId, frozenset[str]]:
    """The banned words that the prompt holds, by the subject who banned them.

    The prompt is split only if a subject banned a word: most ban none, and splitting costs as much as the rest.
    """
    banned = {subject: facts.restrictions.banned_words for subject, facts in stored.items()}
    if not prompt or not any(banned.values()):
        return {}
    heard = hear(prompt)
    return {subject: matched_words(words, heard) for subject, words in banned.items()}


def _usage(snapshot: Snapshot, people: Iterable[RenderFacts], now_us: int) -> dict[GrantId, Usage]:
    """Counts only for grants that have a limit."""
    return {
        grant.grant_id: snapshot.renders.usage(grant.owner, grant.grant_id, now_us)
        for facts in people
        for grant in facts.grants
        if is_limited(grant)
    }
