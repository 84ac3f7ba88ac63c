"""What a presentation attack net says of the pictures, where the model pack has one.

Never decides alone that a face lives: such nets err five times as often on other cameras than their own (biometric
literature of cross-dataset tests: 3.8 % at home, 16 % abroad), so their yes is only one of several.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge import Challenge
from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The median over the pictures decides: one bad frame must not, and the best frame must not either."""
    margin = terms(challenge, observations).get("live_margin", 0.0)
    return Passed() if margin >= 0 else Failed(Reason.NOT_LIVING)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """live_margin: median probability over what is needed."""
    del challenge
    if not observations.live:
        return {}
    return {"live_margin": float(np.median([score.probability - score.needed for score in observations.live]))}
