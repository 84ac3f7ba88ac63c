"""A living head turns in depth; whatever is flat stays flat, however it is held."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks import planarity
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import FaceMeasurement, FrameObservation
from tests.liveness.checks.heads import Floats, flat, frames_of, solid, turned
from tests.liveness.handmade import frame, frames, observations

HEAD, PRINT = solid(), flat()


def answer(head: Callable[[float], Floats], seconds: float = 6.0) -> CheckResult:
    return planarity.judge(Challenge(), observations(frames=frames_of(head, seconds)))


def nodding(media_s: float) -> Floats:
    return turned(HEAD, 6 * np.sin(2 * np.pi * 0.4 * media_s))


def held_by_hand(media_s: float) -> Floats:
    return turned(PRINT, 25 * np.sin(2 * np.pi * 0.4 * media_s)) * (1 + 0.1 * media_s / 6)


def with_living_lips(media_s: float) -> Floats:
    points = held_by_hand(media_s)
    holes = [point for point in range(468) if point not in planarity.SKIN]
    points[holes, 1] += 12 * np.sin(2 * np.pi * 2 * media_s)
    return points


def test_a_solid_head_that_turns_a_little_passes() -> None:
    assert answer(nodding) == Passed()


def test_a_print_is_flat_however_it_is_turned() -> None:
    assert answer(held_by_hand) == Failed(Reason.FLAT_FACE)


@pytest.mark.parametrize("seconds", [3.0, 6.0, 24.0])
def test_a_face_that_keeps_still_says_nothing_and_does_not_pass(seconds: float) -> None:
    assert answer(lambda _: HEAD, seconds) == Inconclusive(Reason.HEAD_STILL)
    assert answer(lambda _: PRINT, seconds) == Inconclusive(Reason.HEAD_STILL)


def test_a_print_that_a_hand_only_shifts_does_not_pass() -> None:
    def shifted(media_s: float) -> Floats:
        return np.asarray(PRINT + np.array([20 * np.sin(2 * np.pi * 0.4 * media_s), 0, 0]), np.float64)

    assert answer(shifted) == Inconclusive(Reason.HEAD_STILL)


@pytest.mark.parametrize("degrees", [20, 25, 35])
def test_a_print_that_is_turned_as_a_head_was_asked_to_is_flat(degrees: float) -> None:
    assert answer(lambda at: turned(PRINT, degrees * np.sin(2 * np.pi * 0.4 * at))) == Failed(Reason.FLAT_FACE)


def test_living_lips_and_eyes_behind_a_cut_photo_do_not_help() -> None:
    assert answer(with_living_lips) == Failed(Reason.FLAT_FACE)


def test_cheeks_that_speak_pass_without_any_turn() -> None:
    lower = HEAD[:, 1] > 60

    def speaking(media_s: float) -> Floats:
        points = HEAD.copy()
        points[lower, 1] += 8 * max(0.0, np.sin(2 * np.pi * 0.5 * media_s))
        return points

    assert answer(speaking) == Passed()


def test_a_short_look_at_a_still_face_says_nothing() -> None:
    assert answer(lambda _: HEAD, seconds=2.0) == Inconclusive(Reason.TOO_SHORT)
    assert answer(nodding, seconds=2.0) == Passed()


@pytest.mark.parametrize("seen", [0, 1])
def test_without_a_face_nothing_can_be_said(seen: int) -> None:
    blind = tuple(frame(at.media_s, face=at.face if index < seen else None) for index, at in enumerate(frames(3.0)))
    assert planarity.judge(Challenge(), observations(frames=blind)) == Inconclusive(Reason.NO_FACE)


def test_the_term_does_not_depend_on_how_near_the_face_is() -> None:
    far = planarity.terms(Challenge(), observations(frames=frames_of(nodding, 6.0, noise_px=0.0)))
    near = tuple(frame(at.media_s, face=_twice_as_near(at)) for at in frames_of(nodding, 6.0, noise_px=0.0))
    assert planarity.terms(Challenge(), observations(frames=near)) == pytest.approx(far, rel=1e-3)


def _twice_as_near(at: FrameObservation) -> FaceMeasurement:
    assert at.face is not None
    return replace(at.face, eye_distance_px=2 * at.face.eye_distance_px, landmarks_px=2 * at.face.landmarks_px)
