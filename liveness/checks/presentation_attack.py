"""Is a living head before the camera, not a picture of one: vetoes, each with a margin of its own.

No fitted fusion: fewer than 30 genuine people are known here. Does not judge what was asked, nor the voice.
"""

from collections.abc import Mapping

from liveness.challenge.prompts import Challenge
from liveness.checks import living_texture, planarity, recapture
from liveness.checks.result import CheckResult, first_against
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts could not look."""
    answers = [part(challenge, observations) for part in (planarity.judge, recapture.judge, living_texture.judge)]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    parts = (planarity.terms, recapture.terms, living_texture.terms)
    return {name: value for part in parts for name, value in part(challenge, observations).items()}
