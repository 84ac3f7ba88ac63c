"""What stops: blocks, freezes, suspensions, restrictions, erasures."""

from math import inf

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from cameo_service.usecases.acting.ages import AgeNotSettledError
from cameo_service.usecases.acting.errors import SubjectSuspendedError
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from consent.content_classes import CHOOSABLE, ContentClass
from consent.handles import QUARANTINE_US
from consent.restrictions import Restrictions
from consent.takedown import StopEffect
from consent.terms import Audience, Modality
from consent.verdict import Outcome
from tests.cameo_service.usecases.consent_machine.people import NAMED, NAMES, PAIRS, SECONDS, PeopleMachine
from tests.consent.oracle import Someone

HARMLESS: frozenset[ContentClass] = frozenset()
POLITICAL = frozenset({ContentClass.POLITICAL})
GONE = "gone"
"""Whoever was erased, in questions of before."""


class StopMachine(PeopleMachine):
    """Each act narrows; what lifts it gives back what was there before, and no more."""

    @rule(pair=PAIRS, seconds=SECONDS)
    def block(self, pair: tuple[str, str], seconds: int | None) -> None:
        owner, actor = pair
        people = self.world.people
        request = BlockActorRequest(self.world.request_id(), people[owner], people[actor], self._end(seconds))
        with self._narrowing():
            self.world.run(block_actor, self.world.app(), request)
        blocks = self.people[owner].blocks
        blocks[actor] = max(blocks.get(actor, 0), self._end(seconds) or inf)
        self.people[owner].mandates.pop(actor, None)
        self._kill(owner, actor)

    @rule(pair=PAIRS)
    def unblock(self, pair: tuple[str, str]) -> None:
        owner, actor = pair
        request = UnblockActorRequest(self.world.request_id(), self.world.people[actor])
        if self._needs_a_guardian(owner, lambda: self.world.run(unblock_actor, self.world.app(owner), request)):
            return
        self.world.run(unblock_actor, self.world.app(owner), request)
        self.people[owner].blocks.pop(actor, None)

    @rule(owner=NAMED)
    def freeze_and_unfreeze(self, owner: str) -> None:
        request = FreezeLikenessRequest(self.world.request_id(), self.world.people[owner])
        with self._narrowing():
            self.world.run(freeze_likeness, self.world.app(), request)
        assert self.world.check(owner, f"@{owner}").outcome is Outcome.NOT_PERMITTED
        self.people[owner].frozen = True
        self._kill(owner)
        self.unfreeze(owner)

    @rule(owner=NAMED)
    def unfreeze(self, owner: str) -> None:
        """By the owner, or for a minor by the guardian; never while the age is in dispute."""
        someone, voice = self.people[owner], owner
        request = UnfreezeLikenessRequest(self.world.request_id(), self.world.people[owner])
        if self._needs_a_guardian(owner, lambda: self.world.run(unfreeze_likeness, self.world.app(owner), request)):
            if not self._counts_as_guardian(owner):
                return
            voice = someone.parent or owner
        if someone.in_dispute:
            with pytest.raises(AgeNotSettledError):
                self.world.run(unfreeze_likeness, self.world.app(voice), request)
            return
        self.world.run(unfreeze_likeness, self.world.app(voice), request)
        someone.frozen = False

    @rule()
    def everything_frozen_and_unfrozen(self) -> None:
        with self._narrowing():
            self.world.all_frozen()
        assert self._allowed() == set()
        self.world.all_frozen(frozen=False)
        for name in NAMES:
            self._kill(name)

    @rule(name=NAMED)
    def suspend_and_lift(self, name: str) -> None:
        before = self._allowed()
        with self._narrowing():
            self.world.suspended(name)
        with pytest.raises(SubjectSuspendedError):
            self.world.grant(name, next(other for other in NAMES if other != name))
        self.world.suspended(name, suspended=False)
        assert self._allowed() == before
        self._kill(name)
        self._kill_wards(name)

    @rule(name=NAMED, allowed=st.sampled_from([HARMLESS, POLITICAL, CHOOSABLE]))
    def restrict(self, name: str, allowed: frozenset[ContentClass]) -> None:
        wanted = Restrictions(CHOOSABLE - allowed)
        is_wider = bool(allowed - self.people[name].open_to)
        if is_wider and self._needs_a_guardian(name, lambda: self.world.restrict(name, wanted)):
            return
        self.world.restrict(name, wanted)
        if self.people[name].open_to - allowed:
            self._kill(name)
        self.people[name].open_to = set(allowed)

    @rule(name=NAMED, effect=st.sampled_from(StopEffect))
    def erase_and_come_back_as_somebody_new(self, name: str, effect: StopEffect) -> None:
        """What others had allowed or forbidden the erased does not wait for who comes with the same account."""
        with self._narrowing():
            assert self.world.erased(name, effect).takedowns == self._ordered_by_erasure(name, effect)
        self._die({kept for kept, (asked, _, _) in self.grants.items() if name in (asked.subject, asked.asker)})
        for question, _, _ in self.grants.values():
            question.subject = GONE if question.subject == name else question.subject
            question.asker = GONE if question.asker == name else question.asker
        for other, someone in self.people.items():
            if someone.parent == name:
                self._unlink(other)
        self.people[name] = Someone()
        for someone in self.people.values():
            _forget(someone, name)
        self.club_grants = {key: grant_id for key, grant_id in self.club_grants.items() if key[0] != name}
        self.world.clock.now_us += QUARANTINE_US
        self.world.person(name)
        assert not [subject for _, _, subject, *_ in self._allowed() if subject == self.world.people[name]]
        self.people[name].adult = self.people[name].grew_up = True
        self.enroll(name, Audience.EVERYONE, frozenset(Modality), None)

    def _ordered_by_erasure(self, name: str, effect: StopEffect) -> int:
        """Nothing is committed by this machine."""
        del name, effect
        return 0


def _forget(someone: Someone, gone: str) -> None:
    someone.blocks.pop(gone, None)
    someone.permissions = {key: held for key, held in someone.permissions.items() if key[0] != gone}
    someone.shut_out = {mark for mark in someone.shut_out if mark[0] != gone}
    someone.club.discard(gone)
    someone.mandates.pop(gone, None)
