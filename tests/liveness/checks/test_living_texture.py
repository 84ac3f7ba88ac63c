"""A net's no is heard where there is a net; its absence is not a no."""

import math

import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks import presentation_attack
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import LiveScore
from tests.liveness.handmade import observations


def answer(*probabilities: float | None) -> CheckResult:
    live = tuple(LiveScore(float(at), probability, 0.8) for at, probability in enumerate(probabilities))
    return presentation_attack.judge_texture(Challenge(), observations(live=live))


@pytest.mark.parametrize("probabilities", [(0.9, 0.95, 0.8), (0.9, 0.1, 0.95), (0.8,)])
def test_mostly_living_pictures_pass(probabilities: tuple[float, ...]) -> None:
    assert answer(*probabilities) == Passed()


@pytest.mark.parametrize("probabilities", [(0.1, 0.2, 0.99), (0.79,), (math.nan, 0.9)])
def test_pictures_that_mostly_do_not_live_fail(probabilities: tuple[float, ...]) -> None:
    assert answer(*probabilities) == Failed(Reason.NOT_LIVING)


def test_without_a_net_nothing_is_held_against_anybody() -> None:
    assert presentation_attack.judge_texture(Challenge(), observations()) == Passed()
    assert presentation_attack.texture_terms(Challenge(), observations()) == {}


@pytest.mark.parametrize("probabilities", [(), (None,), (None, None, 0.9)])
def test_whoever_keeps_most_pictures_from_the_net_is_not_passed(probabilities: tuple[float | None, ...]) -> None:
    assert answer(*probabilities) == Inconclusive(Reason.NO_FACE)


def test_a_few_pictures_may_be_out_of_the_nets_reach() -> None:
    assert answer(None, 0.9) == Passed()
    assert answer(None, 0.1) == Failed(Reason.NOT_LIVING)
