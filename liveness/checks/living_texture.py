"""What a presentation attack net says of the pictures, where the model pack has one.

Never decides alone that a face lives: such nets err five times as often on other cameras than their own (biometric
literature of cross-dataset tests: 3.8 % at home, 16 % abroad), so their yes is only one of several.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The median over the pictures decides: one bad frame must not, and the best frame must not either.

    Inconclusive when a net is in use and could not look at half of them: else hiding from it would be a way past it.
    """
    if observations.live is not None and 2 * len(_margins(observations)) < max(1, len(observations.live)):
        return Inconclusive(Reason.NO_FACE)
    margin = terms(challenge, observations).get("live_margin", 0.0)
    return Passed() if margin >= 0 else Failed(Reason.NOT_LIVING)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """live_margin: median probability over what is needed."""
    del challenge
    margins = _margins(observations)
    return {"live_margin": float(np.median(margins))} if margins else {}


def _margins(observations: Observations) -> list[float]:
    scores = observations.live or ()
    return [score.probability - score.needed for score in scores if score.probability is not None]
