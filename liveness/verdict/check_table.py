"""The table of checks: which function judges each check, and what it needs to have been measured.

To add a check: write its module in `liveness.checks`, name it in `Check`, add its row here, and require it in a policy
(`liveness.verdict.policy`). Checks in the table see the recording and the challenge alone. SAME_PERSON,
REFERENCE_PHOTO and AGE need what the recording does not hold, so they are judged after the verdict, by
`liveness.checks.same_person`; a recording that was sent before is refused after it too, by `liveness.checks.replay`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from liveness.challenge.prompts import Challenge
from liveness.checks import (
    colours,
    continuity,
    expression,
    head_turn,
    injection,
    lip_sync,
    mouth_and_speech,
    perspective,
    presentation_attack,
    quality,
    same_voice,
    spoken_challenge,
    synthetic_voice,
)
from liveness.checks.result import CheckResult
from liveness.limits.in_force import LimitsInForce
from liveness.observations import Observations
from liveness.verdict.policy import Check

Judge: TypeAlias = Callable[[Challenge, Observations], CheckResult]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check. needs: fields of `Observations` without which it never passes when prompts ask for it."""

    check: Check
    judge: Judge
    needs: tuple[str, ...]


CHECK_TABLE = (
    CheckRow(Check.QUALITY, quality.judge, ("frames", "sound")),
    CheckRow(Check.CONTINUITY, continuity.judge, ("frames", "faces")),
    CheckRow(Check.HEAD_TURN, head_turn.judge, ("frames",)),
    CheckRow(Check.EXPRESSION, expression.judge, ("frames",)),
    CheckRow(Check.PERSPECTIVE, perspective.judge, ("frames",)),
    CheckRow(Check.COLOURS, colours.judge, ("frames",)),
    CheckRow(Check.SPOKEN_CHALLENGE, spoken_challenge.judge, ("answers",)),
    CheckRow(Check.SAME_VOICE, same_voice.judge, ("voices",)),
    CheckRow(Check.MOUTH_AND_SPEECH, mouth_and_speech.judge, ("frames", "sound")),
    CheckRow(Check.LIP_SYNC, lip_sync.judge, ("frames", "sound")),
    CheckRow(Check.SYNTHETIC_VOICE, synthetic_voice.judge, ("sound",)),
    CheckRow(Check.PRESENTATION_ATTACK, presentation_attack.judge, ("frames", "grids")),
    CheckRow(Check.INJECTION, injection.judge, ("origin", "grids")),
)
"""The checks that exist, in the order they are run and recorded."""

JUDGES: Mapping[Check, Judge] = MappingProxyType({row.check: row.judge for row in CHECK_TABLE})
"""Check -> function, of every row."""


def judges_by(in_force: LimitsInForce) -> Mapping[Check, Judge]:
    """The same, with the limits of a deployment. Only what it may calibrate is asked for them."""
    return {**JUDGES, Check.SPOKEN_CHALLENGE: partial(spoken_challenge.judge, in_force=in_force)}
