"""One simulated history: acts of three people at two or three replicas, which die, lag and repeat, against the oracle.

Everything that happens is drawn from one seed: a history that fails is lived again by its number.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from random import Random  # noqa: TID251 - seeded: a number is a history
from typing import Any, TypeVar

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.writes import Command
from cameo_service.usecases.consent.access import GrantAccessRequest, RevokeAccessRequest, grant_access, revoke_access
from cameo_service.usecases.consent.audience import SetAudienceRequest, set_audience
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.ports.store import Store
from consent.errors import PublicError
from consent.render_lease import LEASE_US
from consent.terms import Audience, Use
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import BOTH, FACE, HARMLESS, NOW_US, SECOND_US, STUDIO, World
from tests.consent.oracle import Permission, Question, Someone, may
from tests.simulation.replicas import AFTER, BEFORE, NEVER, DiedError, Shared, SimulatedReplica
from tests.stores import new_store

PEOPLE = ("ada", "bob", "eve")
STEPS = 40
GOOD_FOR_US, AHEAD_US = 300 * SECOND_US, 5 * SECOND_US
"""A render grant, and by how much the clock that signed it may be ahead."""
USES = frozenset({Use.PRIVATE, Use.PUBLISH})
DYING = (NEVER, NEVER, NEVER, NEVER, BEFORE, AFTER)
MOST_SKEW_S, STEP_S = 2, 300
"""Clocks of replicas differ by so much; at times one is set wrong by five minutes, or right again."""
STEP_SHARE = 0.02
Answer = TypeVar("Answer")


@dataclass
class Kept:
    """A render grant as the model knows it. leased_us: until when an output may be committed; 0: it was not fetched."""

    question: Question
    prompt: str
    issued_us: int
    is_dead: bool = False
    is_spent: bool = False
    leased_us: int = 0


@dataclass(frozen=True)
class Written:
    """A write that was answered, for a late duplicate of it."""

    command: Command[Any, Any]
    caller: Callable[[World], Caller]
    request: Any
    reply: object


class History:
    """Lives one history. seed: its number. new_store: what it is lived on."""

    def __init__(self, seed: int, new_store: Callable[[], Store] = new_store) -> None:
        self._chance, self._now_us = Random(seed), NOW_US  # noqa: S311 - as above
        self._shared, self._numbers = Shared(new_store()), iter(range(1_000_000))
        self._replicas = [self._new_replica() for _ in range(self._chance.choice((2, 3)))]
        self._model = {name: Someone() for name in PEOPLE}
        self._kept: list[Kept] = []
        self._envelopes: list[bytes] = []
        self._written: list[Written] = []
        self.deaths = self.duplicates = self.accepted = 0
        first = self._replicas[0].world
        for name in PEOPLE:
            first.person(name)
            first.enroll(name)
            first.audience(name, Audience.APPROVED)
            someone = self._model[name]
            someone.adult = someone.grew_up = True
            someone.enrolled, someone.ceiling, someone.enrolled_until = BOTH, Audience.EVERYONE, inf
            someone.audience = Audience.APPROVED

    def live(self, steps: int = STEPS) -> "History":
        """Raises AssertionError where an answer is not the oracle's."""
        acts = (
            *(self._grant, self._grant, self._revoke, self._block, self._unblock, self._freeze, self._unfreeze),
            *(self._narrow, self._widen, self._check, self._check, self._check, self._fetch, self._fetch),
            *(self._commit, self._commit, self._commit, self._late_duplicate, self._race),
        )
        for _ in range(steps):
            self._pass_time()
            self._chance.choice(acts)()
        return self

    @property
    def replies(self) -> list[object]:
        """Of every write, in their order."""
        return [written.reply for written in self._written]

    def _new_replica(self) -> SimulatedReplica:
        skew_us = self._chance.randint(-MOST_SKEW_S, MOST_SKEW_S) * SECOND_US
        return SimulatedReplica(self._shared, self._now_us, skew_us)

    def _pass_time(self) -> None:
        self._now_us += self._chance.randrange(20) * SECOND_US
        if self._chance.random() < STEP_SHARE:
            replica = self._chance.choice(self._replicas)
            replica.skew_us = self._chance.choice((-STEP_S, 0, STEP_S)) * SECOND_US
        for replica in self._replicas:
            replica.at(self._now_us)

    def _pair(self) -> tuple[str, str]:
        owner, other = self._chance.sample(PEOPLE, 2)
        return owner, other

    def _told(self, act: Callable[[SimulatedReplica], Answer]) -> Answer:
        """The answer to an act that is sent again, to any replica, until there is one."""
        dies = self._chance.choice(DYING)
        while True:
            number = self._chance.randrange(len(self._replicas))
            replica = self._replicas[number]
            replica.store.dies, dies = dies, NEVER
            try:
                return act(replica)
            except DiedError:
                self.deaths += 1
                self._replicas[number] = self._new_replica()
            finally:
                replica.store.dies = NEVER

    def _write(self, command: Command[Any, Any], caller: Callable[[World], Caller], request: Any) -> None:
        reply = self._told(lambda replica: replica.run(command, caller, request))
        self._written.append(Written(command, caller, request, reply))

    def _id(self) -> str:
        return f"simulated {next(self._numbers)}"

    def _late_duplicate(self) -> None:
        """A write comes once more, after others: it reads the first reply, and changes nothing."""
        if self._written:
            late = self._chance.choice(self._written)
            reply = self._told(lambda replica: replica.run(late.command, late.caller, late.request))
            assert reply == late.reply
            self.duplicates += 1

    def _grant(self) -> None:
        owner, grantee = self._pair()
        self._write(
            grant_access,
            _acting(owner),
            GrantAccessRequest(self._id(), self._shared.people[grantee], BOTH, USES, None, None),
        )
        someone = self._model[owner]
        someone.permissions[grantee, None] = Permission(BOTH, USES, None, inf)
        someone.shut_out = {mark for mark in someone.shut_out if mark[0] != grantee}

    def _revoke(self) -> None:
        owner, grantee = self._pair()
        people = self._shared.people
        self._write(revoke_access, World.app, RevokeAccessRequest(self._id(), people[owner], people[grantee]))
        someone = self._model[owner]
        someone.permissions.pop((grantee, None), None)
        someone.shut_out.add((grantee, None))
        self._kill(owner, grantee)

    def _block(self) -> None:
        owner, actor = self._pair()
        people = self._shared.people
        self._write(block_actor, World.app, BlockActorRequest(self._id(), people[owner], people[actor], None))
        self._model[owner].blocks[actor] = inf
        self._kill(owner, actor)

    def _unblock(self) -> None:
        owner, actor = self._pair()
        self._write(unblock_actor, _acting(owner), UnblockActorRequest(self._id(), self._shared.people[actor]))
        self._model[owner].blocks.pop(actor, None)

    def _freeze(self) -> None:
        owner = self._chance.choice(PEOPLE)
        self._write(freeze_likeness, World.app, FreezeLikenessRequest(self._id(), self._shared.people[owner]))
        self._model[owner].frozen = True
        self._kill(owner)

    def _unfreeze(self) -> None:
        owner = self._chance.choice(PEOPLE)
        request = UnfreezeLikenessRequest(self._id(), self._shared.people[owner])
        self._write(unfreeze_likeness, _acting(owner), request)
        self._model[owner].frozen = False

    def _narrow(self) -> None:
        self._set_audience(Audience.ONLY_ME, World.app)

    def _widen(self) -> None:
        self._set_audience(Audience.APPROVED, None)

    def _set_audience(self, audience: Audience, caller: Callable[[World], Caller] | None) -> None:
        owner = self._chance.choice(PEOPLE)
        request = SetAudienceRequest(self._id(), self._shared.people[owner], audience)
        self._write(set_audience, caller or _acting(owner), request)
        if audience < self._model[owner].audience:
            self._kill(owner)
        self._model[owner].audience = audience

    def _kill(self, owner: str, asker: str | None = None) -> None:
        for kept in self._kept:
            if kept.question.subject == owner and asker in (None, kept.question.asker):
                kept.is_dead = True

    def _check(self) -> None:
        subject, asker = self._pair()
        replica = self._chance.choice(self._replicas)
        question = Question(
            asker,
            subject,
            FACE,
            Use.PRIVATE,
            STUDIO,
            clean_media=True,
            topics=HARMLESS.classes,
            now=replica.now_us,
        )
        prompt = f"@{subject} dances"
        reply = replica.world.check(asker, prompt)
        assert (reply.outcome is Outcome.ALLOWED) is may(self._model, question)
        if reply.render_grant is not None:
            self._envelopes.append(reply.render_grant)
            self._kept.append(Kept(question, prompt, replica.now_us))

    def _fetch(self) -> None:
        if not self._kept:
            return
        number = self._chance.randrange(len(self._kept))
        kept, envelope = self._kept[number], self._envelopes[number]
        replica, dies = self._chance.choice(self._replicas), self._chance.choice(DYING)
        is_in_time = kept.issued_us - AHEAD_US <= replica.now_us < kept.issued_us + GOOD_FOR_US
        is_good = self._is_permitted(kept, replica) and not kept.is_spent and is_in_time
        replica.store.dies = dies
        is_released = self._is_done(replica, partial(replica.world.fetched, envelope, kept.prompt))
        assert is_released in ({is_good} if dies == NEVER or not is_good else {None})
        if is_good and dies != BEFORE:
            kept.is_spent, kept.leased_us = True, replica.now_us + LEASE_US

    def _commit(self) -> None:
        leased = [number for number, kept in enumerate(self._kept) if kept.leased_us]
        if not leased:
            return
        number = self._chance.choice(leased)
        kept, envelope = self._kept[number], self._envelopes[number]

        def commit(replica: SimulatedReplica) -> tuple[bool, bool]:
            is_good = self._is_permitted(kept, replica) and replica.now_us < kept.leased_us
            try:
                replica.world.committed(envelope, kept.prompt, output=envelope)
            except PublicError:
                return False, is_good
            return True, is_good

        is_accepted, is_good = self._told(commit)
        assert is_accepted is is_good
        self.accepted += is_accepted

    def _race(self) -> None:
        """What a renderer meets at worst: granted, checked, fetched, taken back, and committed all the same."""
        self._grant()
        for act in (self._check, self._check, self._fetch, self._fetch, self._commit, self._revoke, self._commit):
            act()

    def _is_permitted(self, kept: Kept, replica: SimulatedReplica) -> bool:
        return not kept.is_dead and may(self._model, replace(kept.question, now=replica.now_us))

    def _is_done(self, replica: SimulatedReplica, act: Callable[[], object]) -> bool | None:
        """Whether it was; None: the replica died in it."""
        try:
            act()
        except PublicError:
            return False
        except DiedError:
            self.deaths += 1
            self._replicas[self._replicas.index(replica)] = self._new_replica()
            return None
        finally:
            replica.store.dies = NEVER
        return True


def _acting(person: str) -> Callable[[World], Caller]:
    return lambda world: world.app(person)
