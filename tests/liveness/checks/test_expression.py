"""Living eyes blink, and an asked expression is made and let go."""

from collections.abc import Callable

import numpy as np

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.expression import judge
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import FaceMeasurement, FrameObservation
from tests.liveness.handmade import face, frame, frames, observations

NOTHING_ASKED = Challenge()


def blinking(at: float) -> FrameObservation:
    return frame(at, face=face(eye_opening=0.08 if at % 4 > 3.8 else 0.3))


def opening(at: float) -> FrameObservation:
    return frame(at, face=face(eye_opening=blinking(at).face.eye_opening, mouth_opening=0.3 if 5 < at < 6 else 0.02))  # type: ignore[union-attr]


def smiling_face(width: float) -> FaceMeasurement:
    points = np.zeros((468, 3), np.float32)
    points[33], points[263] = (0.0, 0.0, 0.0), (100.0, 0.0, 0.0)
    points[61], points[291] = (50.0 - width / 2, 80.0, 0.0), (50.0 + width / 2, 80.0, 0.0)
    return face(landmarks_px=points)


def asked(text: str) -> Challenge:
    return Challenge((Prompt("1", PromptKind.EXPRESSION, text, reveal_s=4.0, deadline_s=8.0),))


def judged(
    of: Callable[[float], FrameObservation], challenge: Challenge = NOTHING_ASKED, seconds: float = 20.0
) -> CheckResult:
    return judge(challenge, observations(frames=frames(seconds, of)))


def test_eyes_that_blink_pass() -> None:
    assert judged(blinking) == Passed()


def test_eyes_that_never_blink_fail() -> None:
    assert judged(frame) == Failed(Reason.NO_BLINK)


def test_eyes_that_close_for_seconds_do_not_blink() -> None:
    asleep = frames(20.0, lambda at: frame(at, face=face(eye_opening=0.05 if 8 < at < 9.2 else 0.3)))
    assert judge(Challenge(), observations(frames=asleep)) == Failed(Reason.NO_BLINK)


def test_eyes_shut_at_the_start_or_end_alone_do_not_blink() -> None:
    assert judged(lambda at: frame(at, face=face(eye_opening=0.3 if 0.1 < at < 19.9 else 0.05))) == Failed(
        Reason.NO_BLINK
    )


def test_eyes_that_narrow_for_good_do_not_blink() -> None:
    narrowed = frames(20.0, lambda at: frame(at, face=face(eye_opening=0.15 if at % 12 > 4 else 0.3)))
    assert judge(Challenge(), observations(frames=narrowed)) == Failed(Reason.NO_BLINK)


def test_a_blink_is_told_from_how_open_the_eyes_usually_are_at_that_time() -> None:
    def squinting(at: float) -> float:
        usual = 0.15 if at > 6 else 0.3
        return usual * (0.3 if 15.0 < at < 15.2 else 1.0)

    assert judged(lambda at: frame(at, face=face(eye_opening=squinting(at)))) == Passed()


def test_the_time_before_the_face_came_does_not_count_as_watched() -> None:
    late = frames(26.0, lambda at: frame(at, face=None) if at < 12 else frame(at))
    assert judge(Challenge(), observations(frames=late)) == Inconclusive(Reason.TOO_SHORT)


def test_a_short_recording_leaves_blinking_open() -> None:
    assert judged(blinking, seconds=5.0) == Inconclusive(Reason.TOO_SHORT)


def test_no_face_leaves_blinking_open() -> None:
    assert judged(lambda at: frame(at, face=None)) == Inconclusive(Reason.TOO_SHORT)


def test_an_asked_open_mouth_that_closes_again_passes() -> None:
    assert judged(opening, asked("open your mouth")) == Passed()


def test_a_mouth_that_was_open_before_it_was_asked_fails() -> None:
    always = asked("open your mouth")
    assert judged(lambda at: frame(at, face=face(mouth_opening=0.3)), always) == Failed(Reason.NO_EXPRESSION)


def test_a_mouth_that_stays_open_was_not_let_go() -> None:
    stays = asked("open your mouth")
    assert judged(lambda at: frame(at, face=face(mouth_opening=0.3 if at > 5 else 0.0)), stays) == Failed(
        Reason.NO_EXPRESSION
    )


def test_an_asked_smile_widens_the_mouth() -> None:
    assert judged(lambda at: frame(at, face=smiling_face(70.0 if 5 < at < 6 else 55.0)), asked("smile")) == Passed()
    assert judged(lambda at: frame(at, face=smiling_face(55.0)), asked("smile")) == Failed(Reason.NO_EXPRESSION)


def test_an_expression_nobody_can_measure_stays_open() -> None:
    assert judged(blinking, asked("look bored")) == Inconclusive(Reason.NOT_MEASURED)


def test_an_expression_without_a_face_stays_open() -> None:
    assert judged(lambda at: frame(at, face=None), asked("smile")) == Inconclusive(Reason.NO_FACE)


def test_an_expression_without_a_window_may_come_at_any_time() -> None:
    any_time = Challenge((Prompt("1", PromptKind.EXPRESSION, "open your mouth"),))
    assert judged(opening, any_time) == Passed()
