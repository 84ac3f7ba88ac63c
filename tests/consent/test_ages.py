"""What counts as a change of age, and who settles it."""

from itertools import product

import pytest

from consent.ages import KnownAge, changes_age, disputed_after
from consent.terms import AgeClass

ADULT, MINOR, UNKNOWN = AgeClass.ADULT, AgeClass.MINOR, AgeClass.UNKNOWN
NEW = KnownAge(UNKNOWN, None, was_adult=False)
ENROLLED = KnownAge(UNKNOWN, None, was_adult=True)
GROWN = KnownAge(ADULT, None, was_adult=True)
CHILD = KnownAge(MINOR, None, was_adult=False)
DISPUTED = KnownAge(MINOR, ADULT, was_adult=True)


@pytest.mark.parametrize(
    ("known", "changes_to"),
    [
        (NEW, set()),
        (ENROLLED, {MINOR}),
        (GROWN, {MINOR, UNKNOWN}),
        (CHILD, {ADULT, UNKNOWN}),
        (DISPUTED, {UNKNOWN}),
    ],
)
def test_what_changes_an_age(known: KnownAge, changes_to: set[AgeClass]) -> None:
    assert {age for age in AgeClass if changes_age(known, age)} == changes_to


@pytest.mark.parametrize("known", [NEW, ENROLLED, GROWN, CHILD, DISPUTED])
def test_the_persons_own_word_settles_every_age(known: KnownAge) -> None:
    assert {disputed_after(known, age, is_own=True) for age in AgeClass} == {None}


def test_the_apps_word_disputes_what_it_changes_and_settles_nothing() -> None:
    for known, age in product((NEW, ENROLLED, GROWN, CHILD), AgeClass):
        assert disputed_after(known, age, is_own=False) == (known.age if changes_age(known, age) else None)
    assert {disputed_after(DISPUTED, age, is_own=False) for age in AgeClass} == {ADULT}


def test_the_settled_age_is_the_one_before_the_dispute() -> None:
    assert [known.settled for known in (NEW, GROWN, CHILD, DISPUTED)] == [UNKNOWN, ADULT, MINOR, ADULT]
