"""Is a living head before the camera, not a picture of one: vetoes, each with a margin of its own.

No fitted fusion: fewer than 30 genuine people are known here. Does not judge what was asked, nor the voice.
"""

from collections.abc import Mapping

from liveness.challenge import Challenge
from liveness.checks import planarity, recapture
from liveness.checks.result import CheckResult, first_against
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts could not look."""
    answers = [part(challenge, observations) for part in (planarity.judge, recapture.judge)]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    return {**planarity.terms(challenge, observations), **recapture.terms(challenge, observations)}
