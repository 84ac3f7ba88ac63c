"""The people of one render: who its prompt and its parent output show, and everything that is known about them.

Every lookup is made for all of them at once, with the same statements whether a person is known or not. The facts are
complete in one step: the check, every fence and the lists before a prompt read them here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from cameo_service.usecases.acting.errors import RemixNotAskedError
from cameo_service.usecases.ports.consent import PromptFound
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.ports.subjects import MOST_BEARERS
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from consent.decision import decide_with_room
from consent.errors import TooManyMentionsError
from consent.facts import RenderFacts, RenderRequest, SubjectFacts, Vouched, complete, is_fresh
from consent.grants import Usage
from consent.handles import MOST_MENTIONED, Handle
from consent.held_render import Answered, Ask, HeldRender, answers_to
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.names import PersonName, Run
from consent.reading.hearing import hear, heard_words, unpacked
from consent.reading.spoken import SpokenText, named_in
from consent.render_lease import Removal
from consent.terms import AgeClass, Answer, Audience, SubjectState, Use
from consent.verdict import Decision, Denied, Reason

REMIXING = frozenset({Use.REMIX, Use.AD})
"""Uses under which a render may be built on another: both need a grant that names them."""


@dataclass(frozen=True, slots=True)
class ShownPeople:
    """Ids of the people a render would show; `unknown_person` ids stand for unknown ones.

    mentioned: by handle, in the order of the prompt. others: inherited from the parent output or named without @.
    names: of those who are named without @, the spelled words of the names that the prompt holds.
    """

    mentioned: dict[Handle, SubjectId]
    others: tuple[SubjectId, ...]
    names: Mapping[SubjectId, frozenset[Run]]

    @property
    def ids(self) -> tuple[SubjectId, ...]:
        """All of them, mentioned people first."""
        return tuple(dict.fromkeys([*self.mentioned.values(), *self.others]))


@dataclass(frozen=True, slots=True)
class Shown:
    """What may show people without a mention: a prompt, and the output that the render is made from."""

    prompt: SpokenText
    parent_output: bytes | None
    use: Use


def unknown_person(place: int) -> SubjectId:
    """An id that no person has, one for every place, so that the database does the work of a known person."""
    return SubjectId(UUID(int=place))


def shown_people(
    snapshot: Snapshot, by: Shown, mentioned: dict[Handle, SubjectId], bearers: Sequence[tuple[SubjectId, PersonName]]
) -> ShownPeople:
    """Who the prompt and the parent output show, besides the people it mentions. bearers: see `PromptFound`.

    If names would show more people than one render may, an unknown person stands for the rest, so that the prompt is
    refused: another bearer of those names is not asked, and is not rendered either.

    Raises:
        RemixNotAskedError: a parent output, and a use that is no remix.
        TooManyMentionsError: more than 16 people, without those who are named.
    """
    inherited = _inherited(snapshot, by.parent_output, by.use, len(mentioned))
    shown = {*mentioned.values(), *inherited}
    if len(shown) > MOST_MENTIONED:
        raise TooManyMentionsError(f"Show at most {MOST_MENTIONED} people in one render, those of its parent included.")
    names, is_overfull = _named(by.prompt, bearers, shown)
    room = MOST_MENTIONED - len(shown)
    others = (*sorted(inherited - set(mentioned.values())), *sorted(names)[:room])
    if is_overfull or len(names) > room:
        others = (*others, unknown_person(MOST_MENTIONED))
    return ShownPeople(mentioned, others, names)


def holders_of(
    snapshot: Snapshot, tokens: MentionTokens, handles: Sequence[Handle], bindings: Sequence[BoundMention]
) -> dict[Handle, SubjectId]:
    """The holder of each handle; an unknown person if it has none, or another one than when it was bound."""
    return bound_holders(snapshot.people.by_handle(handles), tokens, handles, bindings)


def bound_holders(
    holders: Mapping[str, SubjectId],
    tokens: MentionTokens,
    handles: Iterable[Handle],
    bindings: Sequence[BoundMention],
) -> dict[Handle, SubjectId]:
    """As `holders_of`, of holders that were read. Those of other handles are left out."""
    moved = {bound.handle for bound in bindings if not tokens.holds(bound, holders.get(bound.handle))}
    return {
        handle: unknown_person(place) if handle in moved else holders.get(handle, unknown_person(place))
        for place, handle in enumerate(handles)
    }


def require_remix(use: Use) -> None:
    """Raises RemixNotAskedError for a use that does not allow to build on another render."""
    if use not in REMIXING:
        raise RemixNotAskedError("Ask for the use REMIX to build on another render.")


def people_in_output(snapshot: Snapshot, output: bytes) -> frozenset[SubjectId] | None:
    """Everyone a committed output shows, by its SHA-256; None if it was never committed, or was taken down."""
    rows = snapshot.renders.with_output(output)
    if not rows or any(row.removal is not Removal.NONE for row in rows):
        return None
    return frozenset(row.owner for row in rows)


def _inherited(snapshot: Snapshot, parent_output: bytes | None, use: Use, place: int) -> frozenset[SubjectId]:
    """The people of the parent output; one unknown person if the parent is unknown, so that the prompt is refused."""
    if parent_output is None:
        return frozenset()
    require_remix(use)
    people = people_in_output(snapshot, parent_output)
    return frozenset({unknown_person(place)}) if people is None else people


def _named(
    prompt: SpokenText, bearers: Sequence[tuple[SubjectId, PersonName]], shown: AbstractSet[SubjectId]
) -> tuple[dict[SubjectId, frozenset[Run]], bool]:
    """People whose names the prompt holds without @, with those names, and whether there may be more.

    Several people may bear one name. If one of them is shown already, the name means that person; otherwise all of them
    are asked, because a model that knows the name renders the person it knows.
    """
    named = named_in(prompt, bearers)
    names: defaultdict[SubjectId, set[Run]] = defaultdict(set)
    for found in named.found.values():
        if shown.isdisjoint(owner for owner, _ in found):
            for owner, name in found:
                names[owner].add(name.words)
    return {owner: frozenset(words) for owner, words in names.items()}, named.is_overfull or len(bearers) > MOST_BEARERS


NO_WORDS: frozenset[str] = frozenset()
NOTHING_STORED = SubjectFacts(
    subject=SubjectId(UUID(int=0)),
    state=SubjectState.ERASED,
    frozen=False,
    age=AgeClass.UNKNOWN,
    audience=Audience.NOBODY,
    enrollment=None,
    blocked=False,
    revoked=False,
    grants=(),
    owner_epoch=0,
    pair_epoch=0,
    everything_frozen=False,
    global_epoch=0,
)
"""In place of the facts about an unknown person, for whom the same steps are taken."""
UNKNOWN = complete(NOTHING_STORED, mutual=None, matched_words=NO_WORDS, answers=(Answer.NOT_ASKED, Answer.NOT_ASKED))


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Who asks, and for which render.

    requester: None is anonymous. provider: service id of the generation service, "" for none in particular.
    vouched: what the app says about the requester with this call; what it said with an earlier call does not count.
    prompt: the text whose banned words count; None without a prompt, and at fences, since the check judged it.
    ask: what an owner may have answered; None without a job and a prompt. fetched: the render grant of this render once
    it was fetched: a yes that it spent still holds for it.
    needs_room: whether the render must fit into the limits of its grants; a render with a lease has its place.
    """

    requester: SubjectId | None
    provider: str
    vouched: Vouched | None = None
    prompt: SpokenText | None = None
    ask: Ask | None = None
    fetched: RenderGrantId | None = None
    needs_room: bool = True


@dataclass(frozen=True, slots=True)
class FactsForRender:
    """Complete facts about the people of one render, from one snapshot.

    people: unknown people are absent. usage: renders counted for grants with a limit. held: stored questions, for
    a fence; a check reads the answers alone.
    """

    people: Mapping[SubjectId, RenderFacts]
    usage: Mapping[GrantId, Usage]
    held: Mapping[SubjectId, HeldRender]

    def decision(self, asked: RenderRequest, subject: SubjectId, now_us: int) -> Decision:
        """Whether this subject may be shown; an unknown subject may not, which takes the same steps."""
        decision = decide_with_room(asked, self.people.get(subject, UNKNOWN), self.usage, now_us)
        return decision if subject in self.people else Denied(Reason.UNKNOWN_SUBJECT)


def facts_for_render(snapshot: Snapshot, subjects: Sequence[SubjectId], seen: Viewpoint, now_us: int) -> FactsForRender:
    """Reads and completes the facts about all subjects, with the same steps for each. `now_us`: UTC microseconds."""
    stored = snapshot.facts.of(subjects, seen.requester, seen.provider, now_us)
    held = _questions(snapshot, subjects, seen)
    people, usage = _completed(stored, held, subjects, seen, now_us, _mutuals(snapshot, seen, now_us))
    return FactsForRender(people, usage, held)


def facts_for_prompt(
    snapshot: Snapshot, shown: ShownPeople, seen: Viewpoint, now_us: int, found: PromptFound
) -> FactsForRender:
    """As `facts_for_render`, with what was found about the people whom the prompt mentions; others are read here."""
    stored, answers = found.facts, dict[SubjectId, Answered](found.answers)
    if others := [subject for subject in shown.others if subject not in stored]:
        stored = {**stored, **snapshot.facts.of(others, seen.requester, seen.provider, now_us)}
        answers.update(_questions(snapshot, others, seen))
    people, usage = _completed(stored, answers, shown.ids, seen, now_us, _mutuals(snapshot, seen, now_us))
    return FactsForRender(people, usage, {})


def _questions(snapshot: Snapshot, subjects: Sequence[SubjectId], seen: Viewpoint) -> dict[SubjectId, HeldRender]:
    return {} if seen.ask is None else snapshot.held.under(seen.ask.digest(), subjects)


def _completed(
    stored: Mapping[SubjectId, SubjectFacts],
    answers: Mapping[SubjectId, Answered],
    subjects: Sequence[SubjectId],
    seen: Viewpoint,
    now_us: int,
    mutuals: AbstractSet[SubjectId | None] | None,
) -> tuple[dict[SubjectId, RenderFacts], dict[GrantId, Usage]]:
    """The facts about people who are known, and the usage of their grants. Unknown people take the same steps."""
    all_facts = [stored.get(subject, NOTHING_STORED) for subject in subjects]
    words = _words_in(seen.prompt, all_facts) if seen.prompt and subjects else [NO_WORDS] * len(subjects)
    completed = [
        complete(
            facts,
            mutual=None if mutuals is None else facts.subject in mutuals,
            matched_words=matched,
            answers=answers_to(answers.get(facts.subject), facts, now_us, seen.fetched),
        )
        for facts, matched in zip(all_facts, words, strict=True)
    ]
    people = {facts.subject: facts for facts in completed if facts.subject in stored}
    return people, {grant: used for facts in completed if seen.needs_room for grant, used in facts.usage.items()}


def _mutuals(snapshot: Snapshot, seen: Viewpoint, now_us: int) -> set[SubjectId | None] | None:
    """Mutuals of exactly this requester; None if the app vouched for none now. Looks up all names it vouched for."""
    vouched = seen.vouched
    if vouched is None or seen.requester is None or not is_fresh(vouched, now_us):
        return None
    if snapshot.people.of_account(vouched.issuer, vouched.requester) != seen.requester:
        return None
    return {snapshot.people.of_account(vouched.issuer, sub) for sub in sorted(vouched.mutuals)}


def _words_in(prompt: SpokenText, people: Sequence[SubjectFacts]) -> list[frozenset[str]]:
    """The banned words that the prompt holds, person by person."""
    return heard_words([unpacked(facts.sought) for facts in people], hear(prompt))
