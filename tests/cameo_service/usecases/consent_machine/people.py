"""Three people, what each may render, and the acts that every other rule builds on: enroll, set the audience, wait."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import product
from math import inf

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.acting.errors import AudienceAboveCeilingError, GuardianNeededError, NotEnrolledError
from consent.decision import decide
from consent.facts import RenderRequest, without_prompt
from consent.identity import GrantId
from consent.terms import Audience, Modality, Use
from tests.cameo_service.usecases.world import SECOND_US, World
from tests.consent.oracle import Question, Someone
from tests.stores import new_store

NAMES = ("ada", "bob", "eve")
NAMED = st.sampled_from(NAMES)
PAIRS = st.sampled_from([(owner, other) for owner in NAMES for other in NAMES if owner != other])
PROVIDERS = st.sampled_from([None, "studio", "x"])
SECONDS = st.one_of(st.none(), st.integers(1, 200))
MODALITIES = st.frozensets(st.sampled_from(Modality), min_size=1)
ALL_USES = st.frozensets(st.sampled_from(Use), min_size=1)


class PeopleMachine(RuleBasedStateMachine):
    """`world` is the system, `people` the model. A kept grant dies in the model with any narrowing that touches it."""

    kept = Bundle("kept")

    @initialize()
    def begin(self) -> None:
        store = self._opened()
        store.count_guardians()
        self.world, self.people, self.dead = World(store), {name: Someone() for name in NAMES}, set[bytes]()
        self.grants: dict[bytes, tuple[Question, str, int]] = {}
        self.rests_on: dict[bytes, GrantId | None] = {}
        self.club_grants: dict[tuple[str, str | None], GrantId] = {}
        for name in NAMES:
            self.world.person(name)
            self.people[name].adult = self.people[name].grew_up = True
            self.enroll(name, Audience.EVERYONE, frozenset(Modality), None)
        self.set_audience("ada", Audience.APPROVED)

    def _opened(self) -> SqliteStore:
        return new_store()

    def _end(self, seconds: int | None) -> int | None:
        return None if seconds is None else self.world.clock.now_us + seconds * SECOND_US

    def _kill(self, owner: str, actor: str | None = None, provider: str | None = None) -> None:
        self._die(
            {
                envelope
                for envelope, (question, _, _) in self.grants.items()
                if question.subject == owner
                and actor in (None, question.asker)
                and provider in (None, question.provider)
            }
        )

    def _die(self, envelopes: set[bytes]) -> None:
        self.dead |= envelopes

    def _kill_what_rests_on(self, ended: Collection[GrantId]) -> None:
        self._die({envelope for envelope, grant_id in self.rests_on.items() if grant_id in ended})

    def _allowed(self) -> set[tuple[object, ...]]:
        """Everything anybody may render now, asked of the rules on the stored facts."""
        people, now_us = self.world.people, self.world.clock.now_us
        allowed: set[tuple[object, ...]] = set()
        with self.world.store.read() as snapshot:
            for asker, provider in product([*people.values(), None], ["studio", "x"]):
                requester = snapshot.people.requester(asker)
                facts = snapshot.facts.of(list(people.values()), asker, provider, now_us)
                for (subject, fact), modality, use in product(facts.items(), Modality, Use):
                    request = RenderRequest(requester, frozenset({modality}), use, provider, (), frozenset())
                    if decide(request, without_prompt(fact), now_us):
                        allowed.add((asker, provider, subject, modality, use))
        return allowed

    def _needs_a_guardian(self, owner: str, act: Callable[[], object]) -> bool:
        """A minor with a guardian, even one who does not count now, widens nothing alone."""
        if self.people[owner].parent is None:
            return False
        with pytest.raises(GuardianNeededError):
            act()
        return True

    def _counts_as_guardian(self, owner: str) -> bool:
        child = self.people[owner]
        has_time = self.world.clock.now_us < child.parent_until
        return child.parent is not None and has_time and self.people[child.parent].adult

    def _kill_wards(self, guardian: str) -> None:
        for name, someone in self.people.items():
            if someone.parent == guardian:
                self._kill(name)

    def _unlink(self, minor: str) -> None:
        self.people[minor].parent = None
        self._kill(minor)

    @contextmanager
    def _narrowing(self) -> Iterator[None]:
        """Nothing is allowed afterwards that was not allowed before."""
        before = self._allowed()
        yield
        assert self._allowed() <= before

    @rule(name=NAMED, ceiling=st.sampled_from(Audience), modalities=MODALITIES, seconds=SECONDS)
    def enroll(self, name: str, ceiling: Audience, modalities: frozenset[Modality], seconds: int | None) -> None:
        self.world.enroll(name, ceiling=ceiling, modalities=modalities, expires_us=self._end(seconds))
        someone = self.people[name]
        someone.enrolled, someone.ceiling = modalities, ceiling
        someone.enrolled_until = self._end(seconds) or inf
        self._kill(name)

    @rule(owner=NAMED, audience=st.sampled_from(Audience))
    def set_audience(self, owner: str, audience: Audience) -> None:
        someone = self.people[owner]
        if audience > someone.audience and self._needs_a_guardian(owner, lambda: self.world.audience(owner, audience)):
            return
        if audience > someone.audience and audience > someone.ceiling:
            with pytest.raises((AudienceAboveCeilingError, NotEnrolledError)):
                self.world.audience(owner, audience)
            return
        if audience <= someone.audience:
            with self._narrowing():
                self.world.audience(owner, audience, acting=False)
        else:
            self.world.audience(owner, audience)
        if audience < someone.audience:
            self._kill(owner)
        someone.audience = audience

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds: int) -> None:
        self.world.clock.now_us += seconds * SECOND_US

    @invariant()
    def epochs_never_fall(self) -> None:
        with self.world.store.read() as snapshot:
            ids = list(self.world.people.values())
            facts = {actor: snapshot.facts.of(ids, actor, "", 0) for actor in ids}
        epochs = {
            (owner, actor): (fact.owner_epoch, fact.pair_epoch)
            for actor, seen in facts.items()
            for owner, fact in seen.items()
        }
        earlier = getattr(self, "earlier_epochs", epochs)
        both = [(epochs[pair], earlier[pair]) for pair in epochs.keys() & earlier.keys()]
        assert all(new[0] >= old[0] and new[1] >= old[1] for new, old in both)
        self.earlier_epochs = epochs
