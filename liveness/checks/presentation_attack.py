"""Checks that a living head is before the camera, not a picture of one: vetoes, each with a margin of its own.

Three parts: the shape of the face (`liveness.checks.planarity`), the flicker of a filmed screen, and a presentation
attack net where the model pack has one. No fitted fusion: fewer than 30 genuine people are known here. Does not judge
answers, nor the voice.

Flicker: aliased sub-pixels and backlight bands of a filmed screen change with every frame. It shows screens whose moire
is coarse or whose backlight beats with the shutter, not those that a good camera films out of focus.

The net never decides alone that a face lives: such nets err five times as often on other cameras than their own
(biometric literature of cross-dataset tests: 3.8 % at home, 16 % abroad), so its answer is one of several.
"""

from collections.abc import Mapping

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks import planarity
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.limits import attacks as limit
from liveness.measure.flat_signals import LUMA_SCALE, in_units, is_flat
from liveness.observations import Observations


def judge_flicker(challenge: Challenge, observations: Observations) -> CheckResult:
    """A screen changes much from frame to frame and back, or in whole rows; a moving scene does neither."""
    if not any(frame.face for frame in observations.frames):
        return Inconclusive(Reason.NO_FACE)
    measured = flicker_terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.TOO_SHORT)
    returning = measured["flicker"] > limit.FLICKER_MAX.value and measured["return"] > limit.FLICKER_RETURN_MAX.value
    banded = measured["bands"] > limit.BANDS_MIN.value and measured["in_rows"] > limit.IN_ROWS_MAX.value
    return Failed(Reason.FLICKERING) if returning or banded else Passed()


def flicker_terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
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


def judge_texture(challenge: Challenge, observations: Observations) -> CheckResult:
    """The median over the pictures decides: one bad frame must not, and the best frame must not either.

    Inconclusive when the net could not examine half of them: else hiding from it would be a way past it.
    """
    if observations.live is not None and 2 * len(_margins(observations)) < max(1, len(observations.live)):
        return Inconclusive(Reason.NO_FACE)
    margin = texture_terms(challenge, observations).get("live_margin", 0.0)
    return Passed() if margin >= 0 else Failed(Reason.NOT_LIVING)


def texture_terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """live_margin: median of probability minus the least to pass."""
    del challenge
    margins = _margins(observations)
    return {"live_margin": float(np.median(margins))} if margins else {}


def _margins(observations: Observations) -> list[float]:
    scores = observations.live or ()
    return [score.probability - score.needed for score in scores if score.probability is not None]


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first evidence found; inconclusive when one of the parts is."""
    answers = [part(challenge, observations) for part in (planarity.judge, judge_flicker, judge_texture)]
    return first_against(answers)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """Of all parts."""
    parts = (planarity.terms, flicker_terms, texture_terms)
    return {name: value for part in parts for name, value in part(challenge, observations).items()}
