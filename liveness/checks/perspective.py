"""Checks that the face came closer when asked, and that its perspective changed as only a head's does.

A near camera sees the nose larger than the ears, a far one sees both alike. So on the way from one to the other every
point of a head moves outwards from the picture's middle by its own depth. A picture of a flat thing, however it is
held, moved or enlarged, stays a homography of itself: depth means nothing to it. What is measured is how far the mesh
moves by depth times place, once every homography, and every parallax of a turn of the head, is taken off.

Says nothing of a solid head that is not a living one, nor of a puppet that is drawn with the right perspective. A lens
that zooms makes a face larger as a plane does, and a person may zoom: so it is no evidence of an attack, but it never
passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.planarity import SKIN
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason, first_against
from liveness.limits import attacks as limit
from liveness.limits.checks import FRONTAL_MAX
from liveness.measure.flat_signals import FLAT, is_flat
from liveness.observations import FaceMeasurement, FrameObservation, Observations

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as measured.

    growth: size of the face when largest over that at the prompt, >= 1.
    change: how far skin points of the near face lie from where a flat face would have them, over their depth times
    their distance from the middle; depth and distance in sizes of the face (root mean square). About 0 for a plane,
    for a head the change of size over its distance.
    """

    growth: float
    change: float


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Every time it was asked; the first that is wrong decides. Inconclusive when it was not asked."""
    prompts = challenge.of_kind(PromptKind.CLOSER)
    if not prompts:
        return Inconclusive(Reason.NOT_ASKED)
    return first_against([_judge_one(prompt, observations.frames) for prompt in prompts])


def terms(challenge: Challenge, observations: Observations) -> Mapping[str, float]:
    """What `Seen` holds of the last prompt."""
    seen = [measured(prompt, observations.frames) for prompt in challenge.of_kind(PromptKind.CLOSER)]
    return {"growth": seen[-1].growth, "change": seen[-1].change} if seen and seen[-1] else {}


def measured(prompt: Prompt, frames: Sequence[FrameObservation]) -> Seen | None:
    """What is seen of one answer inside the prompt's window; None with fewer than three frontal faces in it."""
    from_s = 0.0 if prompt.reveal_s is None else prompt.reveal_s
    until_s = np.inf if prompt.deadline_s is None else prompt.deadline_s
    faces = [frame.face for frame in frames if frame.face is not None and from_s <= frame.media_s <= until_s]
    placed = _skin([face for face in faces if abs(face.yaw_deg) <= FRONTAL_MAX.value])
    if len(placed) < 3:
        return None
    points = placed - placed.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.mean(np.sum(points[..., :2] ** 2, axis=2), axis=1))
    if is_flat(sizes, np.abs(placed).max()).any():
        return None
    return Seen(float(sizes.max() / sizes[0]), _change_of_perspective(points / sizes[:, None, None], np.log(sizes)))


def _judge_one(prompt: Prompt, frames: Sequence[FrameObservation]) -> CheckResult:
    seen = measured(prompt, frames)
    if seen is None:
        return Inconclusive(Reason.NO_FACE)
    if seen.growth < limit.CLOSER_MIN.value:
        return Inconclusive(Reason.NOT_CLOSER)
    if seen.change >= limit.PERSPECTIVE_MIN.value:
        return Passed()
    is_plane = seen.change <= limit.PERSPECTIVE_FLAT.value
    return Failed(Reason.NO_PERSPECTIVE) if is_plane else Inconclusive(Reason.NO_PERSPECTIVE)


def _skin(faces: Sequence[FaceMeasurement]) -> Floats:
    """(frames, n, 3) skin points in pixels of the picture."""
    return np.array([face.landmarks_px[list(SKIN)] for face in faces], np.float64).reshape(-1, len(SKIN), 3)


def _change_of_perspective(points: Floats, log_sizes: Floats) -> float:
    """`Seen.change` between the farthest and the nearest third of the way. By size and not by count: a person may stay
    at one end for as long as they like, and a slow camera shows the same.
    """
    third = (log_sizes.max() - log_sizes.min()) / 3
    far, near = log_sizes <= log_sizes.min() + third, log_sizes >= log_sizes.max() - third
    by_depth = _weights(points[far].mean(axis=0))
    found = np.concatenate([points[..., 0], points[..., 1]], axis=1) @ by_depth
    return float(found[near].mean() - found[far].mean())


def _weights(rest: Floats) -> Floats:
    """(2 n,) weights that find in the x, then y of n points how far they moved by depth, whatever else moved them.

    First-order moves of a plane in perspective, then of a solid that turns, then of one that comes closer.
    """
    x, y, depth = rest[:, 0], rest[:, 1], -rest[:, 2]
    one, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, one, none, none, none, x * x, x * y, depth, none, depth * x])
    down = np.stack([none, none, none, x, y, one, x * y, y * y, none, depth, depth * y])
    # A mesh without depth says nothing of it: its weights are 0.
    return np.asarray(np.linalg.pinv(np.concatenate([across, down], axis=1).T, rcond=FLAT)[-1], np.float64)
