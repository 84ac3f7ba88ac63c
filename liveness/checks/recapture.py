"""Does the picture flicker as a filmed screen does: aliased sub-pixels and backlight bands change with every frame.

Finds screens whose moire is coarse or whose backlight beats with the shutter, not those that a good camera films out of
focus: no veto without a wide margin.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.flat_signals import LUMA_SCALE, in_units, is_flat
from liveness.limits import attacks as limit
from liveness.observations import Observations


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """A screen changes by much from frame to frame and back again, or in whole rows; what moves goes on, in no rows."""
    if not any(frame.face for frame in observations.frames):
        return Inconclusive(Reason.NO_FACE)
    measured = terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.TOO_SHORT)
    returning = measured["flicker"] > limit.FLICKER_MAX.value and measured["return"] > limit.FLICKER_RETURN_MAX.value
    banded = measured["bands"] > limit.BANDS_MIN.value and measured["in_rows"] > limit.IN_ROWS_MAX.value
    return Failed(Reason.FLICKERING) if returning or banded else Passed()


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """flicker: usual change of the picture, 0..255. return: correlation of a change with the opposite of the next.

    bands: usual change of whole rows against each other, 0..255; in_rows: the same over the change of single cells.
    """
    del challenge
    if len(observations.grids) < 3:
        return {}
    changes = np.diff(observations.grids.reshape(len(observations.grids), -1), axis=0)
    rows = changes.reshape(observations.grids[1:].shape).mean(axis=2)
    bands = float(np.median((rows - rows.mean(axis=1, keepdims=True)).std(axis=1)))
    cells = float(np.sqrt(np.median(np.mean(changes**2, axis=1))))
    changes = changes - changes.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(changes, axis=1)
    still = is_flat(sizes / np.sqrt(changes.shape[1]), LUMA_SCALE)
    products = np.sum(changes[1:] * changes[:-1], axis=1)
    return_ = -in_units(products, sizes[1:] * sizes[:-1], still[1:] | still[:-1])
    flicker = np.median([frame.change for frame in observations.frames[1:]])
    return {
        "flicker": float(flicker),
        "return": float(np.median(return_)),
        "bands": bands,
        "in_rows": float(in_units(bands, cells, is_flat(cells, LUMA_SCALE))),
    }
