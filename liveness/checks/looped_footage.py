"""Checks that the picture does not repeat itself: played again, played backwards, or held.

Does not find old footage that is shown once; `liveness.checks.replay` compares with earlier recordings.

Every frame is compared with every other on a coarse grid of luma. Living people come back to a pose, but not along the
way they came: a run of frames that each resemble a frame of an earlier run far better than their own neighbours is a
copy, if they resemble it better than the very next frame does, too. A run that goes the other way is footage played
backwards, or a photo that was turned to and fro.
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import attacks as limit
from liveness.measure.flat_signals import FLAT, LUMA_SCALE, is_flat
from liveness.observations import Observations

NEIGHBOURS_S = (0.12, 0.35)
"""Frames at these distances say how much the picture changes by itself."""
NEXT_S = (0.0, 0.1)
"""Frames at these distances say how much it changes in one step."""

Floats = NDArray[np.float32]


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Inconclusive without grids, with less than twice LOOP_LAG_MIN of them, or where too few a second look alike.

    Where frames are sparse the next one is so far away that a person who comes back to a pose is as near by chance.
    """
    measured = terms(challenge, observations)
    if not measured:
        return Inconclusive(Reason.TOO_SHORT)
    if measured["stalled"] > limit.STALLED_MAX.value:
        return Failed(Reason.STALLED)
    alike = measured["likeness"] < limit.LOOP_LIKENESS_MAX.value
    nearer_than_next = measured["step_likeness"] < limit.LOOP_STEP_LIKENESS_MAX.value
    if not (alike and nearer_than_next):
        return Passed()
    return Inconclusive(Reason.PICTURES_MISSING) if is_sparse(observations.frames) else Failed(Reason.LOOPED)


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """likeness: of the best run to another, small is alike; step_likeness: the same against the change of one step.

    stalled: share of frames that show nothing new.
    """
    del challenge
    if observations.duration_s < 2 * limit.LOOP_LAG_MIN.value or len(observations.grids) < 2:
        return {}
    step_s = float(np.median(np.diff([frame.media_s for frame in observations.frames])))
    return {
        "likeness": likeness(observations.grids, step_s, NEIGHBOURS_S),
        "step_likeness": likeness(observations.grids, step_s, NEXT_S),
        "stalled": _stalled(observations),
    }


def likeness(grids: Floats, step_s: float, neighbours_s: tuple[float, float]) -> float:
    """The smallest mean of relative differences along any run; about 1 in footage that goes on, near 0 in a copy.

    grids: (n, rows, columns) luma, one every `step_s` seconds. neighbours_s: see NEIGHBOURS_S.
    """
    relative = _relative_differences(grids, step_s, neighbours_s)
    run = max(2, _steps(limit.LOOP_RUN.value, step_s))
    lag = max(1, _steps(limit.LOOP_LAG_MIN.value, step_s))
    runs = [_least(line, run) for lines in (_forward, _backward) for line in lines(relative, lag)]
    return float(min(runs, default=np.inf))


def _steps(seconds: float, step_s: float) -> int:
    """The nearest whole number of steps; halves always go up: at 15 a second, half a second is 7.5."""
    return math.floor(seconds / step_s + 0.5 + FLAT)


def _relative_differences(grids: Floats, step_s: float, neighbours_s: tuple[float, float]) -> Floats:
    """(n, n) root mean square difference of any two frames, over that of the stiller one to its neighbours.

    Where neighbours do not differ, FLAT stands for their difference: a picture is alike to what it equals, alone.
    """
    differences = _differences(grids)
    gap_s = step_s * np.abs(np.subtract.outer(np.arange(len(grids)), np.arange(len(grids))))
    near = (gap_s > 0) & (gap_s >= neighbours_s[0]) & (gap_s <= max(neighbours_s[1], 1.01 * step_s))
    usual = np.array([np.median(row[beside]) for row, beside in zip(differences, near, strict=True)])
    stiller = np.minimum(usual[:, None], usual[None, :])
    return np.asarray(differences / np.maximum(stiller, FLAT * LUMA_SCALE), np.float32)


def _differences(grids: Floats) -> NDArray[np.float64]:
    """(n, n) root mean square difference of any two frames without their mean, luma 0..255; 0 where flat.

    In float64: what this way of computing it leaves of two equal frames is a hundredth of luma in float32.
    """
    pictures = grids.reshape(len(grids), -1).astype(np.float64)
    pictures -= pictures.mean(axis=1, keepdims=True)
    energy = np.sum(pictures**2, axis=1)
    squares = energy[:, None] + energy[None, :] - 2 * pictures @ pictures.T
    found = np.sqrt(np.maximum(squares, 0) / pictures.shape[1])
    return np.where(is_flat(found, LUMA_SCALE), 0.0, found)


def _forward(relative: Floats, lag: int) -> list[Floats]:
    """Lines of equal distance in time."""
    return [np.diagonal(relative, offset) for offset in range(lag, len(relative))]


def _backward(relative: Floats, lag: int) -> list[Floats]:
    """Lines that meet at a turning point, up to `lag` frames apart."""
    count = len(relative)
    mirrored = relative[:, ::-1]
    lines = (np.diagonal(mirrored, offset) for offset in range(1 - count, count))
    return [line[: max(0, (len(line) + 1 - lag) // 2)] for line in lines]


def _least(line: Floats, run: int) -> float:
    if len(line) < run:
        return float("inf")
    sums = np.concatenate([[0.0], np.cumsum(line)])
    return float(np.min(sums[run:] - sums[:-run]) / run)


def _stalled(observations: Observations) -> float:
    changes = np.array([frame.change for frame in observations.frames[1:]])
    changes = np.where(is_flat(changes, LUMA_SCALE), 0.0, changes)
    return float(np.mean(changes < limit.STALL_CHANGE.value * np.percentile(changes, 75)))
