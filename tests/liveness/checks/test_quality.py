"""Quality: one clear face, and clean speech where speech was asked."""

from dataclasses import replace

import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.quality import judge, speech_needed_s
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from tests.liveness.handmade import face, frame, frames, observations, sound

SAY = Challenge((Prompt("1", PromptKind.SAY, "seven kettle"),))
NOTHING = Challenge()


def test_a_clear_face_with_clean_speech_passes() -> None:
    assert judge(SAY, observations()) == Passed()


def test_no_frames_leave_nothing_to_judge() -> None:
    assert judge(SAY, observations(frames=())) == Inconclusive(Reason.TOO_SHORT)


def test_a_face_that_is_missing_too_often_fails() -> None:
    mostly_gone = frames(8.0, lambda at: frame(at) if at > 2 else frame(at, face=None, face_count=0))
    assert judge(SAY, observations(frames=mostly_gone)) == Failed(Reason.NO_FACE)


def test_nobody_at_all_fails() -> None:
    nobody = frames(8.0, lambda at: frame(at, face=None, face_count=0))
    assert judge(SAY, observations(frames=nobody)) == Failed(Reason.NO_FACE)


def test_a_face_that_nobody_can_see_in_the_dark_needs_light() -> None:
    night = frames(8.0, lambda at: frame(at, luma=6.0, face=None, face_count=0))
    assert judge(SAY, observations(frames=night)) == Failed(Reason.TOO_DARK)


def test_a_second_face_fails() -> None:
    assert judge(SAY, observations(frames=frames(8.0, lambda at: frame(at, face_count=2)))) == Failed(Reason.MANY_FACES)


def test_a_second_face_in_one_frame_is_a_slip_of_the_detector() -> None:
    once = frames(8.0, lambda at: frame(at, face_count=2 if at == 1.0 else 1))
    assert judge(SAY, observations(frames=once)) == Passed()


def test_a_hand_that_passes_over_the_face_once_is_no_cover() -> None:
    passing = frames(8.0, lambda at: frame(at, face=face(presence=0.1 if at == 1.0 else 0.99)))
    assert judge(SAY, observations(frames=passing)) == Passed()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"presence": 0.1}, Reason.FACE_COVERED),
        ({"lip_contrast": 0.1}, Reason.FACE_COVERED),
        ({"luma": 15.0}, Reason.TOO_DARK),
        ({"luma": 250.0}, Reason.TOO_BRIGHT),
        ({"eye_distance_px": 9.0}, Reason.FACE_TOO_SMALL),
        ({"sharpness": 0.5}, Reason.BLURRED),
    ],
)
def test_a_poor_picture_fails_with_what_to_do(spoilt: dict[str, float], reason: Reason) -> None:
    poor = frames(8.0, lambda at: frame(at, face=face(**spoilt)))
    assert judge(SAY, observations(frames=poor)) == Failed(reason)


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"net_speech_s": 0.4}, Reason.TOO_LITTLE_SPEECH),
        ({"clipped_ratio": 0.2}, Reason.CLIPPED),
        ({"snr_db": 0.0}, Reason.NOISY),
    ],
)
def test_poor_sound_fails_with_what_to_do(spoilt: dict[str, float], reason: Reason) -> None:
    poor = replace(sound(), **spoilt)  # type: ignore[arg-type]
    assert judge(SAY, observations(sound=poor)) == Failed(reason)


def test_a_missing_sound_track_fails_when_words_were_asked() -> None:
    assert judge(SAY, observations(sound=None)) == Failed(Reason.NO_SOUND)


def test_a_silent_recording_is_good_enough_when_no_words_were_asked() -> None:
    assert judge(NOTHING, observations(sound=None)) == Passed()


def test_more_words_need_more_speech_within_bounds() -> None:
    def asked(words: int) -> Challenge:
        return Challenge((Prompt("1", PromptKind.SAY, " ".join(["word"] * words)),))

    assert speech_needed_s(asked(1)) == pytest.approx(1.0)
    assert speech_needed_s(asked(20)) == pytest.approx(3.0)
    assert speech_needed_s(asked(100)) == pytest.approx(4.0)


def test_who_is_to_speak_of_anything_is_asked_for_as_much_as_a_voice_needs() -> None:
    speak = Challenge((Prompt("p", PromptKind.SPEAK),))
    assert speech_needed_s(speak) == pytest.approx(4.0)
    assert judge(speak, observations(sound=None)) == Failed(Reason.NO_SOUND)
