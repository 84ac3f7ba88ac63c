"""When a take that is not accepted is the machine's fault, and when it is ours: no browser is needed to say so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.browser.any_page import ScriptedPage
from tests.browser.person import Filmed, Person
from tests.browser.steps import TAKES, MachineTooSlowError, passes

SENT_BACK, ACCEPTED = "Not yet. This helps:", "It worked: your likeness is verified."
BUSY = "Your recording could not be checked"


class PageThatSays(ScriptedPage):
    """Every take ends with the next of these headings, and then with the last one again."""

    def __init__(self, *headings: str) -> None:
        self._headings = list(headings)
        self.takes = 0
        self.troubles = []

    def goto(self, url: str) -> None:
        raise NotImplementedError

    def before_every_page(self, script: str) -> None:
        raise NotImplementedError

    def hears(self, name: str, heard: Callable[[str], None]) -> None:
        raise NotImplementedError

    def post_script(self, script: str) -> None:
        raise NotImplementedError

    def run(self, script: str) -> Any:
        if "match(" not in script:
            return True
        self.takes += 1
        return self._headings.pop(0) if len(self._headings) > 1 else self._headings[0]


@dataclass
class SomePerson:
    was_filmed_well: bool
    takes: list[Filmed] = field(default_factory=lambda: [Filmed(1, 1.0, 1.0)])
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    problems: list[object] = field(default_factory=list)
    ended: dict[str, Any] = field(default_factory=dict)


def person(*, was_filmed_well: bool, told: str = "") -> Person:
    checks = [{"check": "head_turn", "reason": told}, {"check": "quality"}]
    return cast("Person", SomePerson(was_filmed_well, verdicts=[{"checks": checks}], ended={"reason": told}))


def test_an_honest_take_that_was_filmed_well_and_sent_back_is_red_at_once() -> None:
    page = PageThatSays(ACCEPTED)
    with pytest.raises(AssertionError) as told:
        passes(page, person(was_filmed_well=True), SENT_BACK)
    assert not isinstance(told.value, MachineTooSlowError)
    assert page.takes == 0


def test_a_take_of_a_slow_machine_is_tried_again() -> None:
    page = PageThatSays(SENT_BACK, ACCEPTED)
    passes(page, person(was_filmed_well=False), SENT_BACK)
    assert page.takes == 2


def test_a_take_of_which_the_service_misses_pictures_is_tried_again() -> None:
    page = PageThatSays(SENT_BACK, ACCEPTED)
    passes(page, person(was_filmed_well=True, told="PICTURES_MISSING"), SENT_BACK)
    assert page.takes == 2


def test_a_take_that_the_service_did_not_come_to_judge_is_tried_again() -> None:
    page = PageThatSays(BUSY, ACCEPTED)
    passes(page, person(was_filmed_well=True, told="ANALYSIS_INTERRUPTED"), BUSY)
    assert page.takes == 2


def test_an_honest_take_that_is_sent_back_for_anything_else_is_red_at_once() -> None:
    with pytest.raises(AssertionError, match="NO_TURN"):
        passes(PageThatSays(ACCEPTED), person(was_filmed_well=True, told="NO_TURN"), SENT_BACK)


def test_a_machine_that_is_always_too_slow_is_named_and_nothing_is_shown() -> None:
    page = PageThatSays(SENT_BACK)
    with pytest.raises(MachineTooSlowError, match="Nothing is shown"):
        passes(page, person(was_filmed_well=False), SENT_BACK)
    assert page.takes == TAKES
