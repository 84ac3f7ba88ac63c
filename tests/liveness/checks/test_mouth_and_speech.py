"""The mouth moves while there is speech and rests while there is silence."""

from collections.abc import Callable

import numpy as np

from liveness.challenge.prompts import Challenge
from liveness.checks.mouth_and_speech import judge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import SoundObservation
from tests.liveness.handmade import face, frame, frames, observations, sound

SPEECH_FROM_2_TO_6 = sound(8.0, [(2.0, 6.0)])


def talking(at: float) -> float:
    return 0.1 + 0.08 * float(np.sin(2 * np.pi * 3.0 * at))


def while_speaking(at: float) -> float:
    return talking(at) if 2 < at < 6 else 0.02


def judged(
    opening: Callable[[float], float], heard: SoundObservation | None = SPEECH_FROM_2_TO_6, yaw_deg: float = 0.0
) -> CheckResult:
    seen = frames(8.0, lambda at: frame(at, face=face(mouth_opening=opening(at), yaw_deg=yaw_deg)))
    return judge(Challenge(), observations(frames=seen, sound=heard))


def test_a_mouth_that_moves_with_the_speech_passes() -> None:
    assert judged(while_speaking) == Passed()


def test_a_mouth_that_stays_shut_fails() -> None:
    assert judged(lambda _at: 0.02) == Failed(Reason.MOUTH_STILL)


def test_a_mouth_that_only_trembles_in_speech_fails() -> None:
    assert judged(lambda at: 0.02 + 0.01 * float(np.sin(2 * np.pi * 6.0 * at)) * (2 < at < 6)) == Failed(
        Reason.MOUTH_STILL
    )


def test_a_mouth_that_moves_only_in_silence_fails() -> None:
    assert judged(lambda at: 0.02 if 2 < at < 6 else talking(at)) == Failed(Reason.MOUTH_STILL)


def test_a_mouth_that_never_rests_fails() -> None:
    assert judged(talking) == Failed(Reason.MOUTH_RESTLESS)


def test_speech_from_end_to_end_needs_no_silence() -> None:
    assert judged(talking, sound(8.0, [(0.0, 8.0)])) == Passed()


def test_sound_that_ends_before_the_picture_is_silence_from_there_on() -> None:
    assert judged(while_speaking, sound(6.0, [(2.0, 6.0)])) == Passed()


def test_without_a_sound_track_it_stays_open() -> None:
    assert judged(talking, None) == Inconclusive(Reason.NO_SOUND)


def test_too_little_speech_leaves_it_open() -> None:
    assert judged(talking, sound(8.0, [(2.0, 2.3)])) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_a_mouth_seen_from_the_side_only_leaves_it_open() -> None:
    assert judged(while_speaking, yaw_deg=60.0) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_no_face_leaves_it_open() -> None:
    nobody = frames(8.0, lambda at: frame(at, face=None))
    assert judge(Challenge(), observations(frames=nobody)) == Inconclusive(Reason.TOO_LITTLE_SPEECH)
