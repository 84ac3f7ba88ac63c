"""Checks that this is one unbroken take of one face: no swap, no cut, no standing picture, no gap in time.

Does not find looped footage whose seam is smooth, nor an edit between two frames that look alike.

Recorders hold the first picture until the camera delivers, and stamp pictures in whole milliseconds: the pictures held
at the start are left out, equal times are none that run backwards, and a later gap asks for another try.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import checks as limit
from liveness.limits.models import face_limits
from liveness.measure.templates import only_model, pooled
from liveness.observations import FaceMeasurement, FaceSample, FrameObservation, Observations

_FRAMES_MIN = 4
"""Two changes and the one between them."""


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first break found; inconclusive with fewer than four frames, of which no cut would be found, or two face
    templates.

    Raises:
        UnreadableTemplatesError, UnknownModelError: the templates are of several models, or of one without limits.
    """
    del challenge
    observations = _from_delivery(observations)
    if len(observations.frames) < _FRAMES_MIN:
        return Inconclusive(Reason.TOO_SHORT)
    if len(observations.faces) < 2:
        return Inconclusive(Reason.NO_FACE)
    for reason, broken in _BREAKS:
        if broken(observations):
            return Failed(reason)
    return Passed()


def _from_delivery(observations: Observations) -> Observations:
    """The observations without the pictures that the recorder held before the camera delivered."""
    times_s = np.array(observations.frame_times_s)
    held = int(np.sum(times_s <= times_s[0] + limit.HELD_WITHIN.value)) if len(times_s) else 0
    if held in (0, len(times_s)):
        return observations
    gap_s = times_s[held] - times_s[held - 1]
    if not limit.FRAME_GAP_MAX.value < gap_s <= limit.START_GAP_MAX.value:
        return observations
    shown = tuple(frame for frame in observations.frames if frame.media_s >= times_s[held])
    return replace(observations, frames=shown, frame_times_s=observations.frame_times_s[held:])


def _times_disordered(observations: Observations) -> bool:
    return bool(np.any(np.diff(observations.frame_times_s) < 0))


def _pictures_missing(observations: Observations) -> bool:
    return bool(np.any(np.diff(observations.frame_times_s) > limit.FRAME_GAP_MAX.value))


def _face_left(observations: Observations) -> bool:
    """Whether pictures without a face go on for too long; where pictures are missing, no face is."""
    away_s, seen_s = 0.0, observations.frames[0].media_s
    for before, after in itertools.pairwise(observations.frames):
        if before.face is not None:
            seen_s = before.media_s
        if before.face is None or after.face is None:
            away_s = max(away_s, after.media_s - seen_s)
    return away_s > limit.FACE_GAP_MAX.value


def _cut(observations: Observations) -> bool:
    frames = observations.frames
    if is_sparse(frames):
        return False
    near = (pair for pair in itertools.pairwise(frames) if pair[1].media_s - pair[0].media_s <= limit.CUT_GAP_MAX.value)
    return _has_spike(frames) or any(_jumped(before, after) for before, after in near)


def _moved_unseen(observations: Observations) -> bool:
    """Whether there may be a cut where too few pictures show the way: a cut that can be told has been found before."""
    frames = observations.frames
    return _has_spike(frames) or any(_jumped(before, after) for before, after in itertools.pairwise(frames))


def _has_spike(frames: Sequence[FrameObservation]) -> bool:
    """Of the change to the second frame and to the last it is not known whether it is a part of a movement, such as a
    hand on its way to the button that stops the recording.
    """
    return any(_spiked(frames, at) for at in range(2, len(frames) - 1))


def _spiked(frames: Sequence[FrameObservation], at: int) -> bool:
    """Whether one change stands out from those around it: movement lasts several frames, a cut lasts one."""
    if frames[at].media_s - frames[at - 1].media_s > limit.CUT_GAP_MAX.value:
        return False
    around = (*frames[max(at - 2, 1) : at], *frames[at + 1 : at + 3])
    usual = limit.CUT_NOISE.value + max((frame.change for frame in around), default=0.0)
    return frames[at].change > limit.CUT_SPIKE_MIN.value * usual


def _jumped(before: FrameObservation, after: FrameObservation) -> bool:
    if before.face is None or after.face is None:
        return False
    width = (before.face.box_px[2] + after.face.box_px[2]) / 2
    moved = np.linalg.norm(_centre(after.face) - _centre(before.face))
    return bool(moved > limit.BOX_JUMP_MAX.value * width)


def _centre(face: FaceMeasurement) -> NDArray[np.float64]:
    x, y, width, height = face.box_px
    return np.array([x + width / 2, y + height / 2])


def _frozen(observations: Observations) -> bool:
    return longest_still_s(observations.frames) > limit.FROZEN_MAX.value


def longest_still_s(frames: Sequence[FrameObservation]) -> float:
    """Seconds of the longest run of frames that equal the frame before them."""
    longest = 0.0
    since = frames[0].media_s
    for frame in frames[1:]:
        if frame.change > limit.STILL_CHANGE_MAX.value:
            since = frame.media_s
        else:
            longest = max(longest, frame.media_s - since)
    return longest


def _another_face(observations: Observations) -> bool:
    allowed = face_limits(only_model(observations.faces)).one_take.value
    return distance_of_groups(observations.faces) > allowed


def distance_of_groups(faces: Sequence[FaceSample]) -> float:
    """The Euclidean distance of two pooled templates, 0..2.

    Each of the two most different templates gathers the templates nearer to it; each group is pooled. Pooling removes
    the noise of single frames; one frame of another person still makes a group of its own.
    """
    vectors = np.stack([face.vector for face in faces])
    distances = np.linalg.norm(vectors[:, np.newaxis, :] - vectors[np.newaxis, :, :], axis=2)
    one, other = np.unravel_index(np.argmax(distances), distances.shape)
    like_one = distances[one] < distances[other]
    if not like_one.any():
        return 0.0
    return float(np.linalg.norm(pooled(list(vectors[like_one])) - pooled(list(vectors[~like_one]))))


_BREAKS: tuple[tuple[Reason, Callable[[Observations], bool]], ...] = (
    (Reason.TIMES_DISORDERED, _times_disordered),
    (Reason.NO_FACE, _face_left),
    (Reason.CUT, _cut),
    (Reason.FROZEN, _frozen),
    (Reason.DIFFERENT_FACE, _another_face),
    (Reason.PICTURES_MISSING, _pictures_missing),
    (Reason.PICTURES_MISSING, _moved_unseen),
)
"""Missing pictures come last, after evidence of an attack."""
