"""How old a face looks may refuse, and never allows."""

import math

import pytest

from liveness.checks import same_person
from liveness.checks.result import Failed, Passed, Reason
from liveness.verdict.judge import CheckRecord, Verdict, with_check
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import Check


@pytest.mark.parametrize(
    ("years", "is_in_doubt"), [(9.0, True), (12.9, True), (13.0, False), (40.0, False), (math.nan, True)]
)
def test_a_face_that_is_clearly_younger_than_an_adults_is_in_doubt(years: float, *, is_in_doubt: bool) -> None:
    assert same_person.judge_age(years, is_said_minor=False) == (
        Failed(Reason.AGE_IN_DOUBT) if is_in_doubt else Passed()
    )


def test_a_minor_may_look_young() -> None:
    assert same_person.judge_age(9.0, is_said_minor=True)


def test_another_attempt_does_not_help() -> None:
    passed = Verdict(Outcome.PASSED, (), (), "policy", "pack")
    doubtful = with_check(passed, CheckRecord(Check.AGE, Failed(Reason.AGE_IN_DOUBT), 0.0))
    assert doubtful.outcome is Outcome.FAILED
