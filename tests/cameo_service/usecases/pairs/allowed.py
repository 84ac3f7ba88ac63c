"""What owners allow in a state, whoever asks and however old the asker is; and the words that a generator reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias
from uuid import UUID

from cameo_service.storage.tables.every import MainTable
from cameo_service.storage.transaction import StoredSnapshot
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest
from consent.content_classes import ContentClass
from consent.decision import decide
from consent.facts import RenderRequest, RequesterFacts, without_prompt
from consent.identity import SubjectId
from consent.stand_ins import DelegatedAct, Delegation, has_standing
from consent.terms import AgeClass, Modality, SubjectState, Use
from consent.verdict import Allowed, Held
from tests.cameo_service.storage.bare_store import sqlite_of
from tests.cameo_service.usecases.pairs.calls import Call
from tests.cameo_service.usecases.world import NOW_US, STUDIO

WORD, NAME = "zebra", "Ada Lovelace"
"""What the owners of the base states ban, and are called."""
RENDERS = (
    *((Modality.FACE, use, frozenset[ContentClass]()) for use in Use),
    (Modality.VOICE, Use.PRIVATE, frozenset[ContentClass]()),
    (Modality.FACE, Use.PRIVATE, frozenset({ContentClass.POLITICAL})),
)
Allowance: TypeAlias = tuple[SubjectId, SubjectId | None, str]
"""Whose likeness, who asks, what for."""


TABLES = {
    "deployment",
    "subjects",
    "enrollments",
    "owner_verifications",
    "grants",
    "blocks",
    "groups",
    "group_members",
} | {*("group_grants", "delegations", "guardianships", "restrictions", "names", "access_requests", "pair_marks")}
"""What calls find and what decides."""
NO_MATTER = {"grant_id", "enrollment_id", "revision", "epoch", "owner_epoch", "global_epoch", "refused"}
"""Columns that count for nothing here."""
OF_A_STATE = [
    f"SELECT {', '.join(column.name for column in table.columns if column.name not in NO_MATTER)} FROM {name}"  # noqa: S608 - names of columns
    for name, table in MainTable.metadata.tables.items()
    if name in TABLES
]
KNOWN = next(text for text in OF_A_STATE if text.endswith(" subjects"))


@dataclass(frozen=True)
class Someone:
    """What is known of a person in the base state."""

    age: AgeClass
    was_adult: bool
    is_disputed: bool


class AllowedStates:
    """Remembers states: many pairs of calls lead to the same one."""

    def __init__(self) -> None:
        self._known: dict[object, frozenset[Allowance]] = {}

    def of(self, snapshot: StoredSnapshot) -> frozenset[Allowance]:
        """Everything that is allowed, or held for a yes."""
        key = key_of(snapshot)
        if key not in self._known:
            self._known[key] = frozenset(_allowed(snapshot)) | frozenset(_said(snapshot))
        return self._known[key]


def key_of(snapshot: StoredSnapshot) -> object:
    """Equal for states in which the same calls find the same."""
    return tuple(tuple(sqlite_of(snapshot).execute(text).fetchall()) for text in OF_A_STATE)


def known_of(snapshot: StoredSnapshot) -> object:
    """What is known of people, such as an age."""
    return sqlite_of(snapshot).execute(KNOWN).fetchall()


def people_of(snapshot: StoredSnapshot) -> dict[SubjectId, Someone]:
    """Everyone there is."""
    rows = sqlite_of(snapshot).execute("SELECT subject_id, age, was_adult, disputed_from FROM subjects")
    return {
        SubjectId(UUID(bytes=subject)): Someone(AgeClass(age), bool(was_adult), disputed is not None)
        for subject, age, was_adult, disputed in rows
    }


def _allowed(snapshot: StoredSnapshot) -> set[Allowance]:
    states = sqlite_of(snapshot).execute("SELECT subject_id, state FROM subjects").fetchall()
    people = {SubjectId(UUID(bytes=subject)): SubjectState(state) for subject, state in states}
    allowed: set[Allowance] = set()
    there = [subject for subject, state in people.items() if state is not SubjectState.ERASED]
    for asker in (*there, None):
        requester = RequesterFacts(asker, SubjectState.ACTIVE, AgeClass.ADULT)
        facts = snapshot.facts.of(list(people), asker, STUDIO, NOW_US).items()
        heard = [(subject, without_prompt(fact)) for subject, fact in facts]
        for (subject, fact), (modality, use, labels) in product(heard, RENDERS):
            asked = RenderRequest(requester, frozenset({modality}), use, STUDIO, (), labels)
            decision = decide(asked, fact, NOW_US)
            what = f"{modality} {use} {[*labels]}"
            if isinstance(decision, Allowed | Held):
                allowed.add((subject, asker, f"{what} if asked"))
            if isinstance(decision, Allowed):
                allowed.add((subject, asker, what))
    return allowed


def _said(snapshot: StoredSnapshot) -> Iterator[Allowance]:
    """Words that go to a generator, and words and names that stop no render."""
    for (owned,) in sqlite_of(snapshot).execute("SELECT subject_id FROM enrollments").fetchall():
        owner = SubjectId(UUID(bytes=owned))
        about = snapshot.restrictions.of(owner)
        yield from ((owner, None, f"says {words}") for words in (about.preferences, about.wishes) if words)
        names = {name.text for name in snapshot.names.of(owner)}
        yield from ((owner, None, f"lets pass {word}") for word in {WORD, NAME} - about.banned_words - names)


@dataclass(frozen=True)
class Voices:
    """Who spoke for owners in the base state. people: everyone there is in it. mandates: of its delegates."""

    people: dict[SubjectId, Someone]
    mandates: dict[tuple[SubjectId, SubjectId], Delegation]

    @classmethod
    def of(cls, base: StoredSnapshot) -> "Voices":
        people = people_of(base)
        found = [one for owner in people for one in base.delegations.of(owner)]
        return cls(people, {(one.owner, one.delegate): one for one in found})

    def unheard(self, middle: StoredSnapshot, new: frozenset[Allowance], *made: Call) -> set[Allowance]:
        """What of `new` no voice of the owner was there for, in any of the calls.

        A person who was not there before is in no list, and asks like any stranger; so only people of the base state
        count.

        middle: the state that the last call found. A voice is the owner; for a minor with a guardian the guardian, and
        for one who was never an adult any guardian; for other people than themself, a delegate in good standing who
        may grant.
        """
        return {
            (owner, asker, what)
            for owner, asker, what in new
            if asker in {None, *self.people} and not any(self._speaks(middle, owner, call, asker) for call in made)
        }

    def _speaks(self, middle: StoredSnapshot, owner: SubjectId, call: Call, asker: SubjectId | None) -> bool:
        voice = call.caller.acting
        if voice is None or voice == owner:
            return voice == owner
        about = self.people[owner]
        is_known_child = about.age is AgeClass.MINOR and not about.was_adult and not about.is_disputed
        if isinstance(call.request, BecomeGuardianRequest):
            return is_known_child and call.request.minor == owner
        facts = middle.facts.of([owner], voice, STUDIO, NOW_US)[owner]
        if facts.guardian is not None:
            return facts.guardian.subject == voice
        mandate = self.mandates.get((owner, voice))
        may_grant = mandate is not None and DelegatedAct.GRANT_ACCESS in mandate.acts and asker != voice
        return may_grant and has_standing(middle.people.requester(voice), is_blocked=facts.blocked)
