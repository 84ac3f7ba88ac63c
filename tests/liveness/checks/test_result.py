"""The three answers and their reasons."""

import pytest

from liveness.checks.result import Failed, Inconclusive, Passed, Reason, ReasonClass, outside_code


def test_only_passed_is_true() -> None:
    assert Passed()
    assert not Failed(Reason.NO_FACE)
    assert not Inconclusive(Reason.NOT_MEASURED)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.about is ReasonClass.ATTACK])
def test_every_attack_reads_the_same_outside(reason: Reason) -> None:
    assert outside_code(reason) is Reason.COULD_NOT_VERIFY


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.about is not ReasonClass.ATTACK])
def test_every_other_reason_keeps_its_code(reason: Reason) -> None:
    assert outside_code(reason) is reason


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_its_code_and_tells_the_person_what_to_do(reason: Reason) -> None:
    assert reason == reason.name
    assert reason.help_text.endswith(".")
