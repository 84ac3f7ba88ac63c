"""Ages that the app, the person or the operator says, and guardians."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.operator.age import AgeNeedsThePersonError, SettleAgeRequest, settle_age
from cameo_service.usecases.stand_ins.guardianship import (
    BecomeGuardianRequest,
    EndGuardianshipRequest,
    end_guardianship,
)
from consent.errors import PublicError
from consent.terms import AgeClass
from tests.cameo_service.usecases.consent_machine.people import NAMED, PAIRS, PeopleMachine
from tests.cameo_service.usecases.world import SECOND_US
from tests.consent.oracle import Someone


class AgeMachine(PeopleMachine):
    """Adults are rendered and render others; a minor is rendered by the minor and one guardian."""

    @rule(name=NAMED, age=st.sampled_from(AgeClass), own=st.booleans())
    def assert_age(self, name: str, age: AgeClass, *, own: bool) -> None:
        someone, request = self.people[name], AssertAgeRequest(self.world.request_id(), self.world.people[name], age)
        if own:
            self.world.run(assert_age, self.world.app(name), request)
        elif age is AgeClass.ADULT and not someone.adult:
            with pytest.raises(NotTheOwnerError):
                self.world.run(assert_age, self.world.app(), request)
            return
        else:
            with self._narrowing():
                self.world.run(assert_age, self.world.app(), request)
        now, before = _age_of(someone), someone.in_dispute
        is_first = now is AgeClass.UNKNOWN and before is None
        is_change = someone.grew_up and age is AgeClass.MINOR if is_first else age not in {now, before}
        someone.in_dispute = None if own else before or (now if is_change else None)
        self._grew(name, age, is_change=is_change, by_voice=own)

    @rule(name=NAMED, age=st.sampled_from(AgeClass))
    def settle_age(self, name: str, age: AgeClass) -> None:
        """The operator opens nothing that was shut before the dispute, and the dispute only shut."""
        someone, before = self.people[name], self._allowed()
        request = SettleAgeRequest(self.world.request_id(), self.world.people[name], age, "saw a passport")
        settled = someone.in_dispute or _age_of(someone)
        is_change = age is not settled
        if is_change and age is AgeClass.ADULT:
            with pytest.raises(AgeNeedsThePersonError):
                self.world.run(settle_age, self.world.operator(), request)
            return
        self.world.run(settle_age, self.world.operator(), request)
        assert self._allowed() <= before or (settled is age is AgeClass.ADULT and someone.in_dispute)
        someone.in_dispute, someone.frozen = None, someone.frozen or is_change
        self._grew(name, age, is_change=is_change, by_voice=True)

    def _grew(self, name: str, age: AgeClass, *, is_change: bool, by_voice: bool) -> None:
        someone = self.people[name]
        if is_change:
            someone.permissions, someone.club_permissions, someone.mandates = {}, {}, {}
            self._kill(name)
        if someone.adult and age is not AgeClass.ADULT:
            self._kill(name)
            self._kill_wards(name)
            for other in self.people.values():
                other.mandates.pop(name, None)
        if someone.parent and age is not AgeClass.MINOR:
            self._unlink(name)
        someone.adult, someone.child = age is AgeClass.ADULT, age is AgeClass.MINOR
        if age is AgeClass.ADULT or (by_voice and age is AgeClass.MINOR):
            someone.grew_up = age is AgeClass.ADULT

    @rule(pair=PAIRS, seconds=st.integers(1, 200))
    def become_guardian(self, pair: tuple[str, str], seconds: int) -> None:
        guardian, minor = pair
        child, now_us = self.people[minor], self.world.clock.now_us
        ends_us = now_us + seconds * SECOND_US
        request = BecomeGuardianRequest(self.world.request_id(), self.world.people[minor], "file", ends_us)
        is_free = child.parent in {None, guardian} or child.parent_until <= now_us
        is_known_child = child.child and not child.grew_up and not child.in_dispute
        if not (is_free and is_known_child and self.people[guardian].adult):
            before = self._allowed()
            with pytest.raises(PublicError):
                self.world.run(self.world.become_guardian, self.world.app(guardian), request)
            assert self._allowed() == before
            return
        self.world.run(self.world.become_guardian, self.world.app(guardian), request)
        if child.parent:
            self._kill(minor)
        child.parent, child.parent_until = guardian, ends_us

    @rule(minor=NAMED)
    def end_guardianship(self, minor: str) -> None:
        request = EndGuardianshipRequest(self.world.request_id(), self.world.people[minor])
        with self._narrowing():
            self.world.run(end_guardianship, self.world.app(), request)
        if self.people[minor].parent:
            self._unlink(minor)

    @rule(pair=PAIRS)
    def grow_into_a_ward(self, pair: tuple[str, str]) -> None:
        """Uniform steps seldom come as far."""
        guardian, minor = pair
        self.assert_age(minor, AgeClass.MINOR, own=True)
        self.become_guardian((guardian, minor), 200)

    @rule(pair=PAIRS)
    def make_a_ward_of_an_adult_by_the_apps_word(self, pair: tuple[str, str]) -> None:
        guardian, adult = pair
        if self.people[adult].adult:
            self.assert_age(adult, AgeClass.MINOR, own=False)
            self.become_guardian((guardian, adult), 200)
            assert self.people[adult].parent is None


def _age_of(someone: Someone) -> AgeClass:
    if someone.adult:
        return AgeClass.ADULT
    return AgeClass.MINOR if someone.child else AgeClass.UNKNOWN
