"""How alike two templates of one model must be. A model without numbers of its own here cannot be used at all.

Cosines and distances of different nets have nothing to do with each other, so every number belongs to one model.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from liveness.limits import checks as thresholds
from liveness.limits import speech as speech_thresholds
from liveness.limits.checks import Threshold
from liveness.limits.net_ids import CAMPPLUS, DLIB_RESNET, ECAPA, GE2E, SFACE, W600K_R50


class UnknownModelError(ValueError):
    """Templates of a model without limits."""

    def __init__(self, model_id: str) -> None:
        super().__init__(f"no limits are known for templates of {model_id!r}; enroll again with a model that has them")


@dataclass(frozen=True, slots=True)
class FaceLimits:
    """Euclidean distances of L2-normalised templates, 0..2, that one face stays within.

    one_take: pooled templates of the two groups that those of one recording fall into. two_takes: of two recordings.
    moved: of two recordings, where the second is to be sealed by other nets; None: not measured, so none is.
    """

    one_take: Threshold
    two_takes: Threshold
    moved: Threshold | None = None


@dataclass(frozen=True, slots=True)
class VoiceLimits:
    """Cosines that templates of one voice reach.

    one_take: one answer and the mean of all others in the recording. two_takes: templates of two recordings, at
    `seconds` of net speech. moved: as of faces, at VOICE_TEMPLATE_MIN seconds.
    """

    one_take: Threshold
    two_takes: tuple[Threshold, ...]
    seconds: tuple[float, ...]
    moved: Threshold | None = None

    def between_takes(self, net_seconds: float) -> float:
        """The cosine that two templates must reach; more speech, more alike. net_seconds: of the shorter one."""
        return float(np.interp(net_seconds, self.seconds, [point.value for point in self.two_takes]))


_FACES: Mapping[str, FaceLimits] = {
    SFACE: FaceLimits(thresholds.SFACE_DISTANCE_MAX, thresholds.SFACE_MATCH_MAX, thresholds.SFACE_MOVED_MAX),
    DLIB_RESNET: FaceLimits(thresholds.FACE_DISTANCE_MAX, thresholds.FACE_MATCH_MAX, thresholds.FACE_MOVED_MAX),
    W600K_R50: FaceLimits(thresholds.W600K_DISTANCE_MAX, thresholds.W600K_DISTANCE_MAX),
}
_VOICES: Mapping[str, VoiceLimits] = {
    CAMPPLUS: VoiceLimits(
        speech_thresholds.CAMPPLUS_SESSION_MIN,
        speech_thresholds.CAMPPLUS_MATCH_MIN,
        speech_thresholds.VOICE_MATCH_SECONDS,
        speech_thresholds.CAMPPLUS_MOVED_MIN,
    ),
    GE2E: VoiceLimits(
        speech_thresholds.SESSION_VOICE_MIN,
        speech_thresholds.VOICE_MATCH_MIN,
        speech_thresholds.VOICE_MATCH_SECONDS,
        speech_thresholds.VOICE_MOVED_MIN,
    ),
    ECAPA: VoiceLimits(speech_thresholds.ECAPA_MIN, (speech_thresholds.ECAPA_MIN,), (1.0,)),
}


def face_limits(model_id: str) -> FaceLimits:
    """The limits of one face model.

    Raises:
        UnknownModelError: the model has no limits.
    """
    if model_id not in _FACES:
        raise UnknownModelError(model_id)
    return _FACES[model_id]


def voice_limits(model_id: str) -> VoiceLimits:
    """The limits of one voice model.

    Raises:
        UnknownModelError: the model has no limits.
    """
    if model_id not in _VOICES:
        raise UnknownModelError(model_id)
    return _VOICES[model_id]
