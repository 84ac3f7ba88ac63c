"""Does the picture flicker as a filmed screen does: aliased sub-pixels and backlight bands change with every frame.

Finds screens whose moire is coarse, not those that a good camera films out of focus: no veto without a wide margin.
"""

from collections.abc import Mapping

import numpy as np

from liveness import attack_thresholds as limit
from liveness.challenge import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """A screen changes by much from frame to frame, and back again; what moves goes on."""
    if not any(frame.face for frame in observations.frames):
        return Inconclusive(Reason.NO_FACE)
    measured = terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.TOO_SHORT)
    strong = measured["flicker"] > limit.FLICKER_MAX.value
    return Failed(Reason.FLICKERING) if strong and measured["return"] > limit.FLICKER_RETURN_MAX.value else Passed()


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """flicker: usual change of the picture, 0..255. return: correlation of a change with the opposite of the next."""
    del challenge
    if len(observations.grids) < 3:
        return {}
    changes = np.diff(observations.grids.reshape(len(observations.grids), -1), axis=0)
    changes = changes - changes.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(changes, axis=1)
    return_ = -np.sum(changes[1:] * changes[:-1], axis=1) / (sizes[1:] * sizes[:-1] + 1e-6)
    flicker = np.median([frame.change for frame in observations.frames[1:]])
    return {"flicker": float(flicker), "return": float(np.median(return_))}
