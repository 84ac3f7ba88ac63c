"""What the hot statements find is what plain reads find, after any history; they name real columns alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from cameo_service.storage import hot_statements
from cameo_service.storage.tables.every import MainTable
from cameo_service.usecases.ports.consent import PromptAsked, PromptFound
from cameo_service.usecases.ports.recordings import SeenRecording
from cameo_service.usecases.ports.store import Transaction
from consent.content_classes import ContentClass
from consent.facts import Grant, SubjectFacts
from consent.group import GroupGrant
from consent.handles import Handle, parse_handle, skeleton
from consent.held_render import HeldRender
from consent.identity import GrantId, GroupId, RenderGrantId, SubjectId
from consent.names import PersonName
from consent.restrictions import Restrictions
from consent.stand_ins import Guardianship
from consent.terms import AgeClass, Answer, Audience, Modality, SubjectState, Use
from tests.cameo_service.storage.bare_store import bare_transaction
from tests.cameo_service.storage.plain_reads import PlainReads
from tests.contracts.replay_contract import seen
from tests.contracts.store_rows import NOW_US, bearers, enrollment, subject_id

PEOPLE = tuple(subject_id(number) for number in range(4))
GROUPS = tuple(GroupId(UUID(int=0x2_0000 + number)) for number in range(4))
GROUP_TERMS = ("grant_id", "modalities", "uses", "expires_us", "provider", "max_renders", "per_day")
STATES = (SubjectState.ACTIVE, SubjectState.SUSPENDED)
NAMED = ("gen", "other")
ASKS = (bytes([1]) * 32, bytes([2]) * 32)
NAMES = [PersonName("Ada Byron", ("ada", "byron")), PersonName("Bob", ("bob",)), PersonName("Ada", ("ada",))]
HANDLES = {PEOPLE[0]: parse_handle("ada"), PEOPLE[1]: parse_handle("bob")}
UNKNOWN, FORMER = parse_handle("nobody"), parse_handle("ada.before")
LATER_US = (None, NOW_US - 1, NOW_US, NOW_US + 1)
Act = Callable[[Transaction], object]
AnyLived = TypeVar("AnyLived", bound="Lived")


class Step(NamedTuple):
    """One act of a history. n: draws what is of no consequence to the others."""

    act: Callable[[Transaction, "Step"], object]
    owner: int
    other: int
    provider: str | None
    end_us: int | None
    n: int

    def grant(self) -> Grant:
        """From the owner to the other; its terms are the bits of n."""
        return Grant(
            grant_id=GrantId(UUID(int=1 + self.n)),
            owner=PEOPLE[self.owner],
            grantee=PEOPLE[self.other],
            modalities=frozenset({Modality.FACE, Modality.VOICE} if self.n & 1 else {Modality.FACE}),
            uses=frozenset({Use.PRIVATE, Use.PUBLISH} if self.n & 2 else {Use.AD}),
            expires_us=self.end_us,
            provider=self.provider,
            max_renders=self.n if self.n & 4 else None,
            per_day=self.n if self.n & 8 else None,
            asks_each_time=bool(self.n & 1),
        )

    def group_grant(self) -> GroupGrant:
        """To the owner's one group."""
        of_member = self.grant()
        terms = {field: getattr(of_member, field) for field in GROUP_TERMS}
        return GroupGrant(owner=of_member.owner, group=GROUPS[self.owner], **terms)

    def link(self) -> Guardianship:
        """The other as guardian of the owner."""
        return Guardianship(PEOPLE[self.owner], PEOPLE[self.other], "papers", self.end_us or NOW_US + 2)

    def held(self) -> HeldRender:
        """A question to the owner by the other; answers are drawn."""
        return HeldRender(
            owner=PEOPLE[self.owner],
            ask=ASKS[self.n & 1],
            requester=PEOPLE[self.other],
            provider="gen",
            job="job",
            prompt="a prompt",
            modalities=frozenset({Modality.FACE}),
            use=Use.PRIVATE,
            classes=frozenset(),
            standing=f"standing {self.n}",
            asked_us=NOW_US,
            ends_us=self.end_us,
            owner_answer=(None, Answer.WAITING, Answer.YES, Answer.NO)[self.n & 3],
            review_answer=(None, Answer.WAITING)[self.n >> 3],
            spent_on=RenderGrantId(UUID(int=self.n)) if self.n & 4 else None,
        )

    def restrictions(self) -> Restrictions:
        """Restrictions of the owner."""
        denied = frozenset(one for index, one in enumerate(ContentClass) if self.n >> (index % 4) & 1)
        return Restrictions(denied, frozenset({"zebra"}), "calm", "")


def end_group_grants(tx: Transaction, step: Step) -> None:
    """Ends what the owner's group has at one provider."""
    for grant in tx.groups.grants_of(PEOPLE[step.owner], GROUPS[step.owner]):
        if grant.provider == step.provider:
            tx.groups.end_grant(grant)


ACTS: list[Callable[[Transaction, Step], object]] = [
    lambda tx, step: tx.grants.put(step.grant(), NOW_US),
    lambda tx, step: tx.grants.put(step.grant(), NOW_US),
    lambda tx, step: tx.grants.end(PEOPLE[step.owner], PEOPLE[step.other], NOW_US, step.provider),
    lambda tx, step: tx.blocks.put(PEOPLE[step.owner], PEOPLE[step.other], step.end_us, NOW_US),
    lambda tx, step: tx.blocks.end(PEOPLE[step.owner], PEOPLE[step.other]),
    lambda tx, step: tx.epochs.bump_pair(PEOPLE[step.owner], PEOPLE[step.other], step.provider),
    lambda tx, step: tx.epochs.bump_owner(PEOPLE[step.owner]),
    lambda tx, _step: tx.everything.bump_epoch(),
    lambda tx, step: tx.everything.set_frozen(frozen=bool(step.n & 1)),
    lambda tx, step: tx.groups.put_member(PEOPLE[step.owner], GROUPS[step.owner], PEOPLE[step.other]),
    lambda tx, step: tx.groups.end_memberships(PEOPLE[step.owner], PEOPLE[step.other]),
    lambda tx, step: tx.groups.put_grant(step.group_grant()),
    lambda tx, step: tx.groups.put_grant(step.group_grant()),
    end_group_grants,
    lambda tx, step: tx.people.set_age(PEOPLE[step.owner], list(AgeClass)[step.n % len(AgeClass)].value, NOW_US),
    lambda tx, step: tx.people.set_audience(PEOPLE[step.owner], list(Audience)[step.n % len(Audience)]),
    lambda tx, step: tx.people.set_frozen(PEOPLE[step.owner], frozen=bool(step.n & 1)),
    lambda tx, step: tx.people.set_asking(PEOPLE[step.owner], each_time=bool(step.n & 1)),
    lambda tx, step: tx.people.set_state(PEOPLE[step.owner], STATES[step.n & 1]),
    lambda tx, step: tx.restrictions.put(PEOPLE[step.owner], step.restrictions()),
    lambda tx, step: tx.guardianships.put(step.link()),
    lambda tx, step: tx.guardianships.end(PEOPLE[step.owner]),
    lambda tx, step: tx.held.put(step.held()),
    lambda tx, step: tx.held.end(PEOPLE[step.owner], ASKS[step.n & 1]),
    lambda tx, step: tx.names.put(PEOPLE[step.owner], NAMES[: step.n & 3]),
]
numbers = st.integers(0, len(PEOPLE) - 1)
providers, ends = st.sampled_from((None, *NAMED)), st.sampled_from(LATER_US)
histories = st.lists(st.builds(Step, st.sampled_from(ACTS), numbers, numbers, providers, ends, st.integers(0, 15)))


class Lived(Protocol):
    """Where a history happens."""

    def do(self, act: Act) -> None: ...


@dataclass
class Both:
    """The same history in two databases."""

    stored: Transaction
    told: Transaction

    def do(self, act: Act) -> None:
        act(self.stored)
        act(self.told)


class Alone:
    """A history in one database, read by its statements and plainly."""

    def __init__(self) -> None:
        self.stored = bare_transaction()
        self.plain = PlainReads(self.stored)

    def do(self, act: Act) -> None:
        act(self.stored)


def with_people() -> Alone:
    return with_people_in(Alone())


def with_people_in(both: AnyLived) -> AnyLived:
    for number, person in enumerate(PEOPLE):
        both.do(lambda tx, name=str(number), person=person: tx.people.ensure("issuer", name, person, NOW_US))  # type: ignore[misc]
    both.do(lambda tx: tx.enrollments.put(enrollment(subject=PEOPLE[0])))
    for owner, group in zip(PEOPLE, GROUPS, strict=True):
        both.do(lambda tx, owner=owner, group=group: tx.groups.put(owner, group, "friends"))  # type: ignore[misc]
    return both


def unordered(facts: dict[SubjectId, SubjectFacts]) -> dict[SubjectId, tuple[SubjectFacts, frozenset[Grant]]]:
    """A decision takes any one of several grants, so their order says nothing."""
    return {owner: (replace(one, grants=()), frozenset(one.grants)) for owner, one in facts.items()}


@settings(max_examples=60, deadline=None)
@generated(histories)
def test_facts_are_those_that_plain_reads_find(history: list[Step]) -> None:
    both = with_people()
    for step in history:
        both.do(lambda tx, step=step: step.act(tx, step))  # type: ignore[misc]
    for requester in (None, *PEOPLE):
        for provider in (*NAMED, "unknown"):
            asked = (PEOPLE, requester, provider, NOW_US)
            assert unordered(both.stored.facts.of(*asked)) == unordered(both.plain.facts(*asked))


@settings(max_examples=25, deadline=None)
@generated(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sets(st.sampled_from(NAMES))), max_size=6),
    st.sets(st.sampled_from(NAMES)),
)
def test_bearers_of_names_are_those_that_plain_reads_find(
    given_names: list[tuple[SubjectId, set[PersonName]]], asked: set[PersonName]
) -> None:
    both = with_people()
    for owner, names in given_names:
        both.do(lambda tx, owner=owner, names=names: tx.names.put(owner, sorted(names, key=lambda one: one.words)))  # type: ignore[misc]
    sounds = sorted({name.sound for name in asked})
    for asking in (None, *PEOPLE):
        plain = sorted(both.plain.bearers(sounds, asking), key=lambda one: (one[0], one[1].words))
        assert bearers(both.stored, sounds, asking) == tuple(plain)


def told_of(found: PromptFound) -> tuple[object, ...]:
    """Without the revision, and without the orders that say nothing."""
    names = sorted(found.bearers, key=lambda one: (one[0], one[1].words))
    return found.requester, found.holders, unordered(dict(found.facts)), found.answers, names


@settings(max_examples=60, deadline=None)
@generated(histories, st.permutations([*HANDLES.values(), UNKNOWN, FORMER]), st.integers(0, 4))
def test_one_statement_finds_of_a_prompt_what_plain_reads_find(
    history: list[Step], handles: list[Handle], mentioned: int
) -> None:
    both = with_people()
    both.do(lambda tx: tx.people.claim_handle(PEOPLE[0], FORMER, skeleton(FORMER), NOW_US - 1))
    for owner, handle in HANDLES.items():
        both.do(lambda tx, owner=owner, handle=handle: tx.people.claim_handle(owner, handle, skeleton(handle), NOW_US))  # type: ignore[misc]
    for step in history:
        both.do(lambda tx, step=step: step.act(tx, step))  # type: ignore[misc]
    both.do(lambda tx: tx.next_revision())
    holders = {handle: SubjectId(UUID(int=place)) for place, handle in enumerate(handles[:mentioned])}
    for requester in (None, *PEOPLE, subject_id(99)):
        for ask in ASKS:
            asked = PromptAsked(holders, requester, "gen", [name.sound for name in NAMES], ask, NOW_US)
            found = both.stored.facts.of_prompt(asked)
            assert told_of(found) == told_of(both.plain.prompt(asked))
            assert found.revision == both.stored.revision()


def test_of_a_prompt_what_was_answered_to_another_render_is_not_found() -> None:
    both = with_people()
    handle, step = HANDLES[PEOPLE[0]], Step(lambda *_: None, 0, 1, None, None, 6)
    both.do(lambda tx: tx.people.claim_handle(PEOPLE[0], handle, skeleton(handle), NOW_US))
    both.do(lambda tx: tx.held.put(step.held()))
    holders = {handle: SubjectId(UUID(int=0))}
    this, other = (PromptAsked(holders, PEOPLE[1], "gen", (), ask, NOW_US) for ask in ASKS)
    answers = both.stored.facts.of_prompt(this).answers
    assert answers == both.plain.prompt(this).answers
    assert answers[PEOPLE[0]].owner_answer is Answer.YES
    assert both.stored.facts.of_prompt(other).answers == {}


@settings(max_examples=25, deadline=None)
@generated(st.lists(st.sets(st.integers(0, 5)), max_size=8), st.sets(st.integers(0, 5)), st.integers(1, 9))
def test_recordings_alike_are_those_that_plain_reads_find(kept: list[set[int]], asked: set[int], limit: int) -> None:
    both = with_people()
    for number, keys in enumerate(kept):
        row: SeenRecording = seen(number, *keys, owner=PEOPLE[number % 4])
        both.do(lambda tx, row=row: tx.recordings.remember(row))  # type: ignore[misc]
    both.do(lambda tx: tx.recordings.forget(PEOPLE[3]))
    alike = both.stored.recordings.like(bytes(32), asked, limit)
    assert [one.sha256 for one in alike] == both.plain.alike(bytes(32), asked, limit)


INDEXES = {index.name for table in MainTable.metadata.tables.values() for index in table.indexes}
HOT = {name: value for name, value in vars(hot_statements).items() if name.isupper() and name[0] != "_"}


@pytest.mark.parametrize("text", [pytest.param(one, id=name) for name, one in HOT.items()])
def test_every_column_that_is_named_is_a_column_of_the_table_it_is_named_of(text: str) -> None:
    columns = {name: set(table.c.keys()) for name, table in MainTable.metadata.tables.items()}
    columns |= {name: set(named.split(", ")) for name, named in re.findall(r"WITH (\w+) \(([\w, ]+)\)", text)}
    of_alias = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) ([a-z])\b", text)}
    named = re.findall(r"\b([a-z])\.(\w+)", text)
    assert [f"{of_alias[alias]}.{column}" for alias, column in named if column not in columns[of_alias[alias]]] == []
    bare = set(re.findall(r"(?<![.\w])([a-z]\w*)\b", re.sub(r"'[^']*'|:\w+", "", text))) - set(of_alias)
    known = set(columns).union(*columns.values(), INDEXES, {"alembic_version", "version_num"})
    assert bare - known <= {"shared", "value", "json_each", "key", "json_array", "json_group_array", "hex", "substr"}
