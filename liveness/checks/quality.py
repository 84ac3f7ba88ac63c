"""Checks that the recording is good enough to judge: one clear face, and enough clean speech when speech was asked.

Does not say whether the face is alive or always the same (`liveness.checks.continuity`).
"""

from collections.abc import Callable

import numpy as np

from liveness.challenge.prompts import Challenge, PromptKind
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits import checks as limit
from liveness.observations import FaceMeasurement, Observations, SoundObservation


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """The first fault of the picture, else of the sound.

    Sound counts when it was recorded for an answer: a challenge without `say` and `speak` prompts may be silent.
    """
    if not observations.frames:
        return Inconclusive(Reason.TOO_SHORT)
    reason = _wrong_with_faces(observations) or _wrong_with_sound(challenge, observations.sound)
    return Failed(reason) if reason else Passed()


def _wrong_with_faces(observations: Observations) -> Reason | None:
    counts = np.array([frame.face_count for frame in observations.frames])
    faces = [frame.face for frame in observations.frames if frame.face is not None]
    if len(faces) < limit.FACE_SHARE_MIN.value * len(counts):
        # The detector finds no face in the dark, and the person can turn on a light.
        luma = np.median([frame.luma for frame in observations.frames])
        return Reason.TOO_DARK if luma < limit.PICTURE_LUMA_MIN.value else Reason.NO_FACE
    if np.mean(counts > 1) > limit.SEVERAL_FACES_SHARE_MAX.value:
        return Reason.MANY_FACES
    covered = np.mean([_covered(face) for face in faces])
    if covered > limit.COVERED_SHARE_MAX.value:
        return Reason.FACE_COVERED
    return _wrong_with_light_and_size(faces)


def _covered(face: FaceMeasurement) -> bool:
    return face.presence < limit.PRESENCE_MIN.value or face.lip_contrast < limit.LIP_CONTRAST_MIN.value


def _wrong_with_light_and_size(faces: list[FaceMeasurement]) -> Reason | None:
    if _median(faces, lambda face: face.luma) < limit.LUMA_MIN.value:
        return Reason.TOO_DARK
    if _median(faces, lambda face: face.luma) > limit.LUMA_MAX.value:
        return Reason.TOO_BRIGHT
    if _median(faces, lambda face: face.eye_distance_px) < limit.EYE_DISTANCE_MIN.value:
        return Reason.FACE_TOO_SMALL
    if _median(faces, lambda face: face.sharpness) < limit.SHARPNESS_MIN.value:
        return Reason.BLURRED
    return None


def _median(faces: list[FaceMeasurement], value: Callable[[FaceMeasurement], float]) -> float:
    return float(np.median([value(face) for face in faces]))


def _wrong_with_sound(challenge: Challenge, sound: SoundObservation | None) -> Reason | None:
    if not any(challenge.of_kind(kind) for kind in (PromptKind.SAY, PromptKind.SPEAK)):
        return None
    if sound is None:
        return Reason.NO_SOUND
    if sound.net_speech_s < speech_needed_s(challenge):
        return Reason.TOO_LITTLE_SPEECH
    if sound.clipped_ratio > limit.CLIPPED_MAX.value:
        return Reason.CLIPPED
    return Reason.NOISY if sound.snr_db < limit.SNR_MIN.value else None


def speech_needed_s(challenge: Challenge) -> float:
    """Seconds of net speech the asked words take at the very least, between SPEECH_MIN and SPEECH_ENOUGH.

    SPEECH_ENOUGH where the person is to speak of anything.
    """
    if challenge.of_kind(PromptKind.SPEAK):
        return limit.SPEECH_ENOUGH.value
    words = sum(len(prompt.text.split()) for prompt in challenge.of_kind(PromptKind.SAY))
    return min(max(words * limit.SPEECH_PER_WORD.value, limit.SPEECH_MIN.value), limit.SPEECH_ENOUGH.value)
