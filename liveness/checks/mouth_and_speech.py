"""Checks that the mouth moves while there is speech and rests while there is silence.

Does not compare which sounds the mouth makes with which are heard (`liveness.checks.lip_sync`).
"""

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.checks.sparse import is_sparse
from liveness.limits import checks as limit
from liveness.measure.net_speech import WINDOW_S, speaking
from liveness.observations import Observations, SoundObservation


def judge(challenge: Challenge, observations: Observations) -> CheckResult:
    """Needs MOUTH_WATCH_MIN seconds of speech in view; silence is judged only where there is as much of it."""
    del challenge
    if observations.sound is None:
        return Inconclusive(Reason.NO_SOUND)
    times_s, speed = mouth_speed(observations)
    speech = speech_at(observations.sound, times_s)
    watched_s = limit.MOUTH_WATCH_MIN.value
    if _seconds(times_s, speech == 1) < watched_s:
        return Inconclusive(Reason.TOO_LITTLE_SPEECH)
    in_speech = float(np.mean(speed[speech == 1]))
    stiff = opening_range(observations, observations.sound) < limit.MOUTH_RANGE_MIN.value
    if stiff or in_speech < limit.MOUTH_SPEED_MIN.value:
        return _unless_sparse(Reason.MOUTH_STILL, observations)
    if _seconds(times_s, speech == 0) < watched_s:
        return Passed()
    in_silence = float(np.median(speed[speech == 0]))
    restless = in_speech < limit.MOUTH_RATIO_MIN.value * in_silence
    return _unless_sparse(Reason.MOUTH_RESTLESS, observations) if restless else Passed()


def _unless_sparse(reason: Reason, observations: Observations) -> CheckResult:
    return Inconclusive(Reason.PICTURES_MISSING) if is_sparse(observations.frames) else Failed(reason)


def mouth_speed(observations: Observations) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times in seconds and speed of the mouth opening per second between neighbouring frontal faces."""
    seen = _openings(observations)
    passed_s = np.diff(seen[:, 0])
    near = (passed_s > 0) & (passed_s <= limit.MOUTH_GAP_MAX.value)
    speed = np.abs(np.diff(seen[:, 1]))[near] / passed_s[near]
    return seen[1:, 0][near], speed


def opening_range(observations: Observations, sound: SoundObservation) -> float:
    """From the 5th to the 95th percentile of the mouth opening while there is speech; 0 where none was seen."""
    seen = _openings(observations)
    spoken = seen[speech_at(sound, seen[:, 0]) == 1, 1]
    return float(np.ptp(np.percentile(spoken, (5, 95)))) if len(spoken) else 0.0


def _openings(observations: Observations) -> NDArray[np.float64]:
    """(n, 2) times in seconds and mouth openings of all frontal faces."""
    return np.array(
        [
            (frame.media_s, frame.face.mouth_opening)
            for frame in observations.frames
            if frame.face is not None and abs(frame.face.yaw_deg) <= limit.FRONTAL_MAX.value
        ]
    ).reshape(-1, 2)


def speech_at(sound: SoundObservation, times_s: NDArray[np.float64]) -> NDArray[np.int8]:
    """1 where there is speech, 0 where there is none within MOUTH_GUARD seconds on either side, -1 between the two."""
    said = speaking(sound.speech_probability)
    guard = round(limit.MOUTH_GUARD.value / WINDOW_S)
    near = np.convolve(said, np.ones(2 * guard + 1), mode="same") > 0
    windows = np.clip((times_s / WINDOW_S).astype(int), 0, len(said) - 1)
    return np.where(said[windows], 1, np.where(near[windows], -1, 0)).astype(np.int8)


def _seconds(times_s: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    """Seconds that the chosen frames stand for, at the usual distance between frames."""
    return float(np.sum(chosen) * np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
