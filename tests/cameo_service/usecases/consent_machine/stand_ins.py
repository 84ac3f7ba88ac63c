"""Delegates: named, at work, and without access themselves."""

from math import inf

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cameo_service.usecases.consent.access import GrantAccessRequest, grant_access
from cameo_service.usecases.stand_ins.delegation import (
    DelegateNotAdultError,
    DelegateWithoutStandingError,
    EndDelegationRequest,
    NameDelegateRequest,
    end_delegation,
    name_delegate,
)
from consent.errors import PublicError
from consent.stand_ins import DelegatedAct
from consent.terms import Modality, Use
from tests.cameo_service.usecases.consent_machine.access import AccessMachine
from tests.cameo_service.usecases.consent_machine.people import NAMES, PAIRS
from tests.consent.oracle import Permission

USES = frozenset({Use.PRIVATE, Use.PUBLISH})


class StandInMachine(AccessMachine):
    """What a delegate may do, and that it never opens anything to the delegate."""

    @rule(pair=PAIRS, acts=st.sampled_from([frozenset(), frozenset(DelegatedAct)]), seconds=st.integers(1, 200))
    def name_a_delegate(self, pair: tuple[str, str], acts: frozenset[DelegatedAct], seconds: int) -> None:
        owner, delegate = pair
        ends_us = self._end(seconds)
        mandate = NameDelegateRequest(self.world.request_id(), self.world.people[delegate], acts, "file", ends_us)
        if self._needs_a_guardian(owner, lambda: self.world.run(name_delegate, self.world.app(owner), mandate)):
            return
        refusal = self._refusal_of(owner, delegate)
        if refusal:
            with pytest.raises(refusal):
                self.world.run(name_delegate, self.world.app(owner), mandate)
            return
        with self._narrowing():
            self.world.run(name_delegate, self.world.app(owner), mandate)
        self._lost_access(owner, delegate, None)
        self.people[owner].mandates[delegate] = (ends_us or inf, bool(acts))

    def _refusal_of(self, owner: str, delegate: str) -> type[Exception] | None:
        if not self.people[delegate].adult:
            return DelegateNotAdultError
        is_blocked = self.people[owner].blocks.get(delegate, 0) > self.world.clock.now_us
        return DelegateWithoutStandingError if is_blocked else None

    @rule(pair=PAIRS)
    def let_a_delegate_grant(self, pair: tuple[str, str]) -> None:
        owner, delegate = pair
        (other,) = set(NAMES) - set(pair)
        ends_us, may_grant = self.people[owner].mandates.get(delegate, (0, False))
        counts = may_grant and ends_us > self.world.clock.now_us and self.people[owner].parent is None
        for grantee in (delegate, other):
            before, refusal = self._allowed(), self._refusal_to(owner, grantee) if counts else PublicError
            if refusal:
                with pytest.raises(refusal):
                    self._granted_by(delegate, owner, grantee)
                assert self._allowed() == before
                continue
            self._granted_by(delegate, owner, grantee)
            self._granted(owner, grantee, Permission(frozenset(Modality), USES, None, inf))

    def _granted_by(self, delegate: str, owner: str, grantee: str) -> None:
        people = self.world.people
        wanted = GrantAccessRequest(
            self.world.request_id(), people[grantee], frozenset(Modality), USES, None, None, owner=people[owner]
        )
        self.world.run(grant_access, self.world.app(delegate), wanted)

    @rule(pair=PAIRS)
    def end_a_delegation(self, pair: tuple[str, str]) -> None:
        owner, delegate = pair
        request = EndDelegationRequest(self.world.request_id(), self.world.people[owner], self.world.people[delegate])
        with self._narrowing():
            self.world.run(end_delegation, self.world.app(), request)
        self.people[owner].mandates.pop(delegate, None)

    @invariant()
    def no_delegate_renders_an_owner(self) -> None:
        ids, now_us = self.world.people, self.world.clock.now_us
        pairs = {
            (ids[delegate], ids[owner])
            for owner, someone in self.people.items()
            for delegate, (ends_us, _) in someone.mandates.items()
            if ends_us > now_us
        }
        assert not pairs or not [asker for asker, _, subject, *_ in self._allowed() if (asker, subject) in pairs]
