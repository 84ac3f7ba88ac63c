"""What owners allow in a state, whoever asks and however old the asker is; and the words that a generator reads."""

from dataclasses import replace
from itertools import product
from typing import TypeAlias

from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest
from consent.content_classes import ContentClass
from consent.decision import decide
from consent.facts import RenderRequest, RequesterFacts, without_prompt
from consent.identity import SubjectId
from consent.stand_ins import DelegatedAct, has_standing
from consent.terms import AgeClass, Modality, SubjectState, Use
from consent.verdict import Allowed, Held
from tests.cameo_service.usecases.memory_rows import ROWS
from tests.cameo_service.usecases.memory_store import MemorySnapshot, Tables
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


class AllowedStates:
    """Remembers states: many pairs of calls lead to the same one."""

    def __init__(self) -> None:
        self._known: dict[object, frozenset[Allowance]] = {}

    def of(self, tables: Tables) -> frozenset[Allowance]:
        """Everything that is allowed, or held for a yes."""
        key = key_of(tables)
        if key not in self._known:
            self._known[key] = frozenset(_allowed(MemorySnapshot(tables)) | _said(MemorySnapshot(tables)))
        return self._known[key]


def key_of(tables: Tables) -> object:
    """Equal for states in which the same calls find the same; epochs and records count for nothing here."""
    people = {subject: replace(person, epoch=0) for subject, person in tables.people.items()}
    return (
        tables.everything_frozen,
        frozenset(tables.revoked),
        frozenset(tables.members),
        *(frozenset(tables.rows.get(name, {}).items()) for name in ROWS),
        *(
            frozenset(table.items())
            for table in (
                people,
                tables.enrollments,
                tables.grants,
                tables.blocks,
                tables.group_permissions,
                tables.restrictions,
                tables.names,
                tables.access_requests,
                tables.owner_proofs,
                tables.groups,
            )
        ),
    )


def _allowed(snapshot: MemorySnapshot) -> set[Allowance]:
    people = list(snapshot.tables.people)
    allowed: set[Allowance] = set()
    there = [subject for subject in people if snapshot.tables.people[subject].state is not SubjectState.ERASED]
    for asker in (*there, None):
        requester = RequesterFacts(asker, SubjectState.ACTIVE, AgeClass.ADULT)
        facts = snapshot.facts.of(people, asker, STUDIO, NOW_US).items()
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


def _said(snapshot: MemorySnapshot) -> set[Allowance]:
    """Words that go to a generator, and words and names that stop no render."""
    said: set[Allowance] = set()
    for owner in snapshot.tables.enrollments:
        about = snapshot.restrictions.of(owner)
        said |= {(owner, None, f"says {words}") for words in (about.preferences, about.wishes) if words}
        names = {name.text for name in snapshot.names.of(owner)}
        said |= {(owner, None, f"lets pass {word}") for word in {WORD, NAME} - about.banned_words - names}
    return said


def opened(base: Tables, middle: Tables, new: frozenset[Allowance], *made: Call) -> set[Allowance]:
    """What of `new` no voice of the owner was there for, in either call.

    Who was not there before is in nobody's list, and asks like any stranger; so only people of the base state count.

    base: the state before both calls; middle: the state that the second found. A voice is the owner; for a minor with a
    guardian the guardian, and for one who was never an adult whoever becomes the guardian; for other people than
    themself, a delegate in good standing who may grant.
    """
    return {
        (owner, asker, what)
        for owner, asker, what in new
        if asker in {None, *base.people}
        and not any(_speaks(MemorySnapshot(base), MemorySnapshot(middle), owner, call, asker) for call in made)
    }


def _speaks(
    base: MemorySnapshot, middle: MemorySnapshot, owner: SubjectId, call: Call, asker: SubjectId | None
) -> bool:
    voice = call.caller.acting
    if voice is None or voice == owner:
        return voice == owner
    about = base.tables.people[owner]
    is_known_child = about.age is AgeClass.MINOR and not about.was_adult and about.disputed_from is None
    if isinstance(call.request, BecomeGuardianRequest):
        return is_known_child and call.request.minor == owner
    facts = middle.facts.of([owner], voice, STUDIO, NOW_US)[owner]
    if facts.guardian is not None:
        return facts.guardian.subject == voice
    mandate = base.delegations.at(owner, voice)
    may_grant = mandate is not None and DelegatedAct.GRANT_ACCESS in mandate.acts and asker != voice
    return may_grant and has_standing(middle.people.requester(voice), is_blocked=facts.blocked)
