"""The same decisions by `consent.decision`, by pycasbin and by cedarpy: all in process, on the same facts.

First each of them decides every drawn request, and all must say the same, or nothing is measured. Then they take turns,
and the best round of each counts. Peers get the form that is fastest for them: policies and entities that were parsed
before, and for Casbin only the lines of the person and requester in question, for it looks at every line.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np

from benchmarks.check.peer_policies import WHATS, CasbinPeer, CedarPeer
from benchmarks.refused_people import ISSUER, KINDS, PROVIDER, REQUESTER, Settled
from cameo_service.clock import UuidV7Source
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.store import open_store
from consent.content_classes import ContentClass
from consent.decision import decide
from consent.facts import Enrollment, Grant, RenderFacts, RenderRequest, RequesterFacts, ended, without_prompt
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Answer, Assurance, Audience, Modality, SubjectState, Use

CASES, ROUNDS, SEED = 500, 9, 13
NOW_US = 1_800_000_000_000_000
ADA, BOB = SubjectId(UUID(int=0xADA)), SubjectId(UUID(int=0xB0B))
PROVIDERS = ("studio", "rival")
TOPICS = (ContentClass.POLITICAL, ContentClass.MEDICAL_CLAIM)
ASKS_THE_OWNER = "asked too often"
"""The kind of people that peers cannot decide about: they want to be asked each time."""
Case: TypeAlias = tuple[RenderRequest, RenderFacts]
Decide: TypeAlias = Callable[[RenderRequest, RenderFacts], bool]


def rows() -> list[dict[str, Any]]:
    """`value`: microseconds of processor time of one of our decisions; `ratio`: the peer's to ours.

    stored: with the facts read from SQLite for every request, by all three, and made into the peer's form.
    """
    return [*_in_process(drawn(CASES, SEED)), *_stored()]


class DisagreedError(RuntimeError):
    """A peer decides otherwise: what is compared would not be the same work."""


def require_agreement(cases: Sequence[Case], peers: dict[str, Decide], ours: Decide) -> None:
    """Asks all of them for every case.

    Raises:
        DisagreedError: one of them says otherwise, or the cases are all allowed or all refused.
    """
    answers = {ours(request, facts) for request, facts in cases}
    if answers != {True, False}:
        raise DisagreedError("the drawn requests are all answered alike: they show nothing")
    for name, decided in peers.items():
        for request, facts in cases:
            if decided(request, facts) != ours(request, facts):
                raise DisagreedError(f"{name} decides otherwise: {request} about {facts}")


def ours_says(request: RenderRequest, facts: RenderFacts) -> bool:
    """Whether we allow it."""
    return bool(decide(request, facts, NOW_US))


def peers() -> dict[str, Decide]:
    """Each peer, with facts in our form."""
    cedar, casbin = CedarPeer(), CasbinPeer()
    return {
        "pycasbin": lambda request, facts: casbin.is_allowed(request, casbin.enforcer(request, facts)),
        "cedarpy": lambda request, facts: cedar.is_allowed(request, facts, cedar.entities(facts)),
    }


def _in_process(cases: Sequence[Case]) -> list[dict[str, Any]]:
    require_agreement(cases, peers(), ours_says)
    cedar, casbin = CedarPeer(), CasbinPeer()
    enforcers = [casbin.enforcer(request, facts) for request, facts in cases]
    entities = [cedar.entities(facts) for _, facts in cases]

    def ours() -> None:
        for request, facts in cases:
            decide(request, facts, NOW_US)

    def casbins() -> None:
        for (request, _), enforcer in zip(cases, enforcers, strict=True):
            casbin.is_allowed(request, enforcer)

    def cedars() -> None:
        for (request, facts), known in zip(cases, entities, strict=True):
            cedar.is_allowed(request, facts, known)

    return _compared("decision", len(cases), {"ours": ours, "pycasbin": casbins, "cedarpy": cedars})


def _stored() -> list[dict[str, Any]]:
    """Every kind of person of `benchmarks.refused_people`, and one requester."""
    with TemporaryDirectory() as folder, closing(open_store(Path(folder) / "data", os.urandom)) as store:
        Settled(store, UuidV7Source(os.urandom), NOW_US)
        asked, owners = _asked(store)
        read = _Reader(store, asked.requester.subject)
        require_agreement([(asked, read(owner)) for owner in owners], peers(), ours_says)

        def run(decided: Decide) -> Callable[[], None]:
            def work() -> None:
                for owner in owners:
                    decided(asked, read(owner))

            return work

        return _compared("stored_decision", len(owners), {name: run(one) for name, one in _all().items()})


def _all() -> dict[str, Decide]:
    return {"ours": ours_says, **peers()}


class _Reader:
    """Reads the facts of one person, each time in a snapshot of its own, as a request does."""

    def __init__(self, store: DatabaseStore, requester: SubjectId | None) -> None:
        self._store, self._requester = store, requester

    def __call__(self, owner: SubjectId) -> RenderFacts:
        with self._store.read() as snapshot:
            (stored,) = snapshot.facts.of([owner], self._requester, PROVIDER, NOW_US).values()
        facts = without_prompt(stored)
        if facts is None:
            raise RuntimeError("a person of the measurement is missing")
        # Peers know no time: what is over is left out before they are asked.
        return replace(facts, grants=tuple(one for one in facts.grants if not ended(one.expires_us, NOW_US)))


def _asked(store: DatabaseStore) -> tuple[RenderRequest, list[SubjectId]]:
    with store.read() as snapshot:
        requester = snapshot.people.of_account(ISSUER, REQUESTER)
        kinds = [place for place, kind in enumerate(KINDS) if kind != ASKS_THE_OWNER]
        found = [snapshot.people.of_account(ISSUER, f"person{place:02}") for place in kinds]
    who = RequesterFacts(requester, SubjectState.ACTIVE, AgeClass.ADULT)
    asked = RenderRequest(who, frozenset({Modality.FACE}), Use.PRIVATE, PROVIDER, (), frozenset())
    return asked, [owner for owner in found if owner is not None]


def _compared(name: str, decisions: int, works: dict[str, Callable[[], None]]) -> list[dict[str, Any]]:
    """Each in turn, so often that the best round of each is a quiet one."""
    spent_us: dict[str, list[float]] = {work: [] for work in works}
    for _ in range(ROUNDS):
        for work, run in works.items():
            began_s = process_time()
            run()
            spent_us[work].append(1e6 * (process_time() - began_s) / decisions)
    best = {work: min(rounds) for work, rounds in spent_us.items()}
    return [
        {
            "name": f"{name}_vs_{peer}",
            "value": round(best["ours"], 2),
            "unit": "us of CPU",
            "ratio": round(best[peer] / best["ours"], 1),
            "n": decisions * ROUNDS,
            "peer_us": round(best[peer], 1),
        }
        for peer in works
        if peer != "ours"
    ]


def drawn(number: int, seed: int) -> list[Case]:
    """So many requests about so many people, the same for a seed. What refuses everything is rare."""
    chance = np.random.default_rng(seed)
    return [(_request(chance), facts) for facts in (_person(chance) for _ in range(number))]


def _person(chance: np.random.Generator) -> RenderFacts:
    def rarely() -> bool:
        return bool(chance.random() < 0.08)

    grants = tuple(_grant(chance, provider) for provider in (None, *PROVIDERS) if chance.random() < 0.5)
    enrolled = WHATS[-1] if chance.random() < 0.8 else WHATS[chance.integers(2)]
    ceiling = Audience.EVERYONE if chance.random() < 0.7 else Audience(int(chance.integers(5)))
    enrollment = Enrollment(EnrollmentId(UUID(int=1)), 1, Assurance.LIVE_ATTESTED, ceiling, enrolled, None)
    return RenderFacts(
        subject=ADA,
        state=SubjectState.SUSPENDED if rarely() else SubjectState.ACTIVE,
        frozen=rarely(),
        age=AgeClass.MINOR if rarely() else AgeClass.ADULT,
        audience=Audience(int(chance.integers(1, 5))),
        enrollment=None if rarely() else enrollment,
        blocked=rarely(),
        revoked=rarely(),
        grants=grants,
        owner_epoch=1,
        pair_epoch=1,
        everything_frozen=False,
        global_epoch=1,
        restrictions=Restrictions(denied_classes=frozenset(topic for topic in TOPICS if chance.random() < 0.4)),
        mutual=bool(chance.random() < 0.5),
        matched_words=frozenset(),
        owner_answer=Answer.NOT_ASKED,
        review_answer=Answer.NOT_ASKED,
    )


def _grant(chance: np.random.Generator, provider: str | None) -> Grant:
    uses = frozenset(use for use in Use if chance.random() < 0.6)
    what = WHATS[chance.integers(len(WHATS))]
    return Grant(GrantId(UUID(int=1)), ADA, BOB, what, uses, None, provider)


def _request(chance: np.random.Generator) -> RenderRequest:
    asker = ADA if chance.random() < 0.1 else BOB
    age = AgeClass.UNKNOWN if chance.random() < 0.05 else AgeClass.ADULT
    labels = frozenset({TOPICS[chance.integers(2)]}) if chance.random() < 0.3 else frozenset[ContentClass]()
    return RenderRequest(
        RequesterFacts(asker, SubjectState.ACTIVE, age),
        WHATS[chance.integers(len(WHATS))],
        list(Use)[chance.integers(len(Use))],
        PROVIDERS[chance.integers(2)],
        (),
        labels,
    )
