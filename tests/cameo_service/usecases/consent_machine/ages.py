"""Ages that the app asserts."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from consent.terms import AgeClass
from tests.cameo_service.usecases.consent_machine.people import NAMED, PeopleMachine


class AgeMachine(PeopleMachine):
    """Only adults are rendered, and render others."""

    @rule(name=NAMED, age=st.sampled_from(AgeClass))
    def assert_age(self, name: str, age: AgeClass) -> None:
        request = AssertAgeRequest(self.world.request_id(), self.world.people[name], age)
        if age is AgeClass.ADULT:
            self.world.run(assert_age, self.world.app(name), request)
        else:
            with self._narrowing():
                self.world.run(assert_age, self.world.app(), request)
        if self.people[name].adult and age is not AgeClass.ADULT:
            self._kill(name)
            for someone in self.people.values():
                someone.mandates.pop(name, None)
        self.people[name].adult = age is AgeClass.ADULT
