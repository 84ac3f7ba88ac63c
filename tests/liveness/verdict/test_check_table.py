"""The table of checks says the truth: every check has one place, and none passes without what it needs."""

from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.observations import Observations
from liveness.verdict.check_table import CHECK_TABLE, CheckRow
from liveness.verdict.policy import Check
from tests.liveness.rounding_scenes import SCENES

ASKED = Challenge(
    (
        Prompt("p", PromptKind.SAY, "velvet monkey"),
        Prompt("t", PromptKind.TURN, direction=Direction.LEFT),
        Prompt("s", PromptKind.EXPRESSION, "smile"),
        Prompt("c", PromptKind.CLOSER),
        Prompt("l", PromptKind.COLOURS, "red blue green red blue"),
    )
)
JUDGED_AFTERWARDS = {Check.SAME_PERSON, Check.REFERENCE_PHOTO, Check.AGE}


def without(seen: Observations, field: str) -> Observations:
    empty = {"sound": None, "origin": None, "grids": np.zeros((0, 64, 64), np.float32)}
    return replace(seen, **{field: empty.get(field, ())})  # type: ignore[arg-type]


def test_every_check_is_in_the_table_once_or_is_judged_afterwards() -> None:
    checks = [row.check for row in CHECK_TABLE]
    assert len(checks) == len(set(checks))
    assert set(checks) == set(Check) - JUDGED_AFTERWARDS


@pytest.mark.parametrize(
    ("row", "field"),
    [pytest.param(row, field, id=f"{row.check} {field}") for row in CHECK_TABLE for field in row.needs],
)
def test_a_check_never_passes_without_what_it_needs(row: CheckRow, field: str) -> None:
    for scene in ("a turn", "lips that form the words", "a picture that goes on"):
        assert not row.judge(ASKED, without(SCENES[scene](), field))
