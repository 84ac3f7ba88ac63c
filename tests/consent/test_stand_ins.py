from itertools import product

from consent.facts import RequesterFacts
from consent.stand_ins import DelegatedAct, Delegation, has_standing, may_narrow, may_widen
from consent.terms import AgeClass, SubjectState
from tests.consent.people import ADA, BOB, NOW_US

MANDATE = Delegation(ADA, BOB, frozenset({DelegatedAct.GRANT_ACCESS}), "file 7", NOW_US + 1)
NARROWS = Delegation(ADA, BOB, frozenset(), "file 7", NOW_US + 1)


def test_a_delegate_narrows_and_widens_what_they_were_named_for() -> None:
    assert may_narrow(MANDATE, NOW_US)
    assert may_widen(MANDATE, DelegatedAct.GRANT_ACCESS, NOW_US)


def test_a_delegate_who_was_named_for_nothing_only_narrows() -> None:
    assert may_narrow(NARROWS, NOW_US)
    assert not may_widen(NARROWS, DelegatedAct.GRANT_ACCESS, NOW_US)


def test_nobody_acts_after_the_end_or_unnamed() -> None:
    for delegation, now_us in ((MANDATE, NOW_US + 1), (None, NOW_US)):
        assert not may_narrow(delegation, now_us)
        assert not may_widen(delegation, DelegatedAct.GRANT_ACCESS, now_us)


def test_only_an_active_adult_who_is_not_blocked_may_be_a_delegate() -> None:
    good = [
        (state, age, is_blocked)
        for state, age, is_blocked in product(SubjectState, AgeClass, (False, True))
        if has_standing(RequesterFacts(BOB, state, age), is_blocked=is_blocked)
    ]
    assert good == [(SubjectState.ACTIVE, AgeClass.ADULT, False)]
