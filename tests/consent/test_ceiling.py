"""The widest audience that an enrollment permits, from what is known when the likeness is used."""

from itertools import product

import pytest

from consent.facts import Ceilings, ceiling
from consent.terms import Assurance, Audience, LiveCeiling

LIVE = Assurance.LIVE


@pytest.mark.parametrize("chosen", list(LiveCeiling))
def test_a_live_capture_reaches_what_the_operator_chose(chosen: LiveCeiling) -> None:
    assert ceiling(Audience.EVERYONE, LIVE, is_bound=True, chosen=Ceilings(chosen.audience)) is chosen.audience


def test_without_a_choice_a_live_capture_is_open_to_approved_people_at_most() -> None:
    assert ceiling(Audience.EVERYONE, LIVE, is_bound=True) is Audience.APPROVED


@pytest.mark.parametrize("level", [level for level in Assurance if level is not LIVE])
def test_the_choice_moves_no_other_assurance(level: Assurance) -> None:
    chosen = [Ceilings(choice.audience) for choice in LiveCeiling]
    assert len({ceiling(Audience.EVERYONE, level, is_bound=True, chosen=each) for each in chosen}) == 1


@pytest.mark.parametrize(("permitted", "level", "is_bound"), list(product(Audience, Assurance, [True, False])))
def test_the_choice_lifts_neither_a_missing_check_nor_an_identity_that_was_not_shown(
    permitted: Audience, level: Assurance, *, is_bound: bool
) -> None:
    widest = ceiling(permitted, level, is_bound=is_bound, chosen=Ceilings(Audience.EVERYONE))
    assert widest <= permitted
    assert is_bound or widest <= Audience.APPROVED


def test_a_recording_that_is_attested_later_is_worth_more_at_once() -> None:
    before, after = (ceiling(Audience.EVERYONE, level, is_bound=True) for level in (LIVE, Assurance.LIVE_ATTESTED))
    assert (before, after) == (Audience.APPROVED, Audience.EVERYONE)
