"""A head that comes closer changes its perspective; a picture of one only grows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import perspective
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import FrameObservation
from tests.liveness.checks.heads import EYE_DISTANCE_PX, Floats, solid, turned
from tests.liveness.handmade import FRAMES_PER_SECOND, face, frame, observations

ASKED = Prompt("1", PromptKind.CLOSER, reveal_s=1.0, deadline_s=7.0)
HEAD = solid()
ARM_PX, CLOSE_PX = 1400.0, 750.0
"""Distances from the lens, in the pixels of the head at rest: 1400 is about 13 distances between the eyes."""
Points = Callable[[float], Floats]


def way(media_s: float) -> float:
    """0 at arm's length, 1 close to the camera: there and back between seconds 2 and 6."""
    return float(np.sin(np.pi * np.clip((media_s - 2) / 4, 0, 1)) ** 2)


def seen_from(points: Floats, lens_px: float) -> Floats:
    """In perspective, at the scale of ARM_PX; the depth as the mesh net tells it, which knows the head by heart."""
    place = points[:, :2] * (ARM_PX / (lens_px + points[:, 2:]))
    return np.column_stack([place, points[:, 2] * ARM_PX / lens_px])


def comes_closer(media_s: float) -> Floats:
    return seen_from(HEAD, ARM_PX + (CLOSE_PX - ARM_PX) * way(media_s))


def grows(media_s: float) -> Floats:
    """A photo of the head that is enlarged: the mesh net sees depth in it, too."""
    return seen_from(HEAD, ARM_PX) * (1 + (ARM_PX / CLOSE_PX - 1) * way(media_s))


def paper_comes_closer(media_s: float) -> Floats:
    """The photo on paper, which a hand also turns."""
    photo = seen_from(HEAD, ARM_PX)
    paper = turned(np.column_stack([photo[:, :2], np.zeros(len(photo))]), 12 * np.sin(2 * media_s))
    held = seen_from(paper, ARM_PX + (CLOSE_PX - ARM_PX) * way(media_s))
    return np.column_stack([held[:, :2], photo[:, 2] * ARM_PX / (ARM_PX + (CLOSE_PX - ARM_PX) * way(media_s))])


def filmed(of: Points, per_second: float = FRAMES_PER_SECOND, seconds: float = 8.0) -> tuple[FrameObservation, ...]:
    return tuple(
        frame(at, face=face(landmarks_px=of(at), eye_distance_px=EYE_DISTANCE_PX))
        for at in np.arange(round(seconds * per_second)) / per_second
    )


def judged(of: Points, prompt: Prompt = ASKED, per_second: float = FRAMES_PER_SECOND) -> CheckResult:
    return perspective.judge(Challenge((prompt,)), observations(frames=filmed(of, per_second)))


def change(of: Points, per_second: float = FRAMES_PER_SECOND) -> float:
    return perspective.terms(Challenge((ASKED,)), observations(frames=filmed(of, per_second)))["change"]


def test_a_head_that_comes_closer_passes() -> None:
    assert judged(comes_closer) == Passed()


def test_a_picture_that_is_enlarged_or_a_lens_that_zooms_follows_a_plane() -> None:
    assert judged(grows) == Failed(Reason.NO_PERSPECTIVE)


def test_a_photo_on_paper_that_a_hand_moves_and_turns_follows_a_plane() -> None:
    assert judged(paper_comes_closer) == Failed(Reason.NO_PERSPECTIVE)


def test_a_person_who_did_not_come_closer_or_not_by_enough_is_asked_again() -> None:
    assert judged(lambda _: comes_closer(0.0)) == Inconclusive(Reason.NOT_CLOSER)
    assert judged(lambda at: seen_from(HEAD, ARM_PX - 300 * way(at))) == Inconclusive(Reason.NOT_CLOSER)


def test_a_person_who_goes_farther_away_and_comes_back_did_not_come_closer() -> None:
    assert judged(lambda at: seen_from(HEAD, ARM_PX + 900 * way(at))) == Inconclusive(Reason.NOT_CLOSER)


def test_coming_closer_before_or_after_the_window_is_no_answer() -> None:
    early = replace(ASKED, reveal_s=6.5, deadline_s=8.0)
    late = replace(ASKED, reveal_s=0.0, deadline_s=2.2)
    assert [judged(comes_closer, prompt) for prompt in (early, late)] == [Inconclusive(Reason.NOT_CLOSER)] * 2


def test_what_lies_between_a_plane_and_a_head_neither_passes_nor_is_called_a_plane() -> None:
    """A head so far away that its perspective hardly changes."""

    def far(media_s: float) -> Floats:
        return seen_from(HEAD, 7500 - 3400 * way(media_s))

    assert judged(far) == Inconclusive(Reason.NO_PERSPECTIVE)


def test_a_head_that_also_turns_and_nods_a_little_still_passes_and_a_photo_that_does_not() -> None:
    def nods(of: Points) -> Points:
        return lambda at: turned(of(at), 6 * np.sin(3 * at))

    assert judged(nods(comes_closer)) == Passed()
    assert judged(nods(grows)) == Failed(Reason.NO_PERSPECTIVE)


def nodded(points: Floats, degrees: float) -> Floats:
    return turned(points[:, [1, 0, 2]], degrees)[:, [1, 0, 2]]


ABOUT_AN_AXIS = pytest.mark.parametrize("turn", [turned, nodded])
LOOKS_ASIDE = pytest.mark.parametrize("aside", [turned, nodded])


@ABOUT_AN_AXIS
@LOOKS_ASIDE
@pytest.mark.parametrize("lean_deg", [-25.0, 25.0])
def test_a_photo_that_leans_more_the_closer_it_comes_follows_a_plane(
    turn: Callable[[Floats, float], Floats], aside: Callable[[Floats, float], Floats], lean_deg: float
) -> None:
    photo = seen_from(aside(HEAD, 15.0), ARM_PX)
    paper = np.column_stack([photo[:, :2], np.zeros(len(photo))])

    def leans(media_s: float) -> Floats:
        lens_px = ARM_PX + (CLOSE_PX - ARM_PX) * way(media_s)
        held = seen_from(turn(paper, lean_deg * way(media_s)), lens_px)
        return np.column_stack([held[:, :2], photo[:, 2] * ARM_PX / lens_px])

    assert judged(leans) == Failed(Reason.NO_PERSPECTIVE)


@ABOUT_AN_AXIS
@LOOKS_ASIDE
@pytest.mark.parametrize("turn_deg", [-12.0, 12.0])
def test_a_head_that_turns_more_the_more_a_lens_zooms_follows_a_plane(
    turn: Callable[[Floats, float], Floats], aside: Callable[[Floats, float], Floats], turn_deg: float
) -> None:
    def zoomed(media_s: float) -> Floats:
        head = turn(aside(HEAD, 15.0), turn_deg * way(media_s))
        return seen_from(head, ARM_PX) * (1 + (ARM_PX / CLOSE_PX - 1) * way(media_s))

    assert abs(change(zoomed)) < 0.0075


@pytest.mark.parametrize("of", [comes_closer, grows, paper_comes_closer])
def test_the_measure_is_the_same_in_a_larger_a_shifted_and_a_mirrored_picture(of: Points) -> None:
    usual = change(of)
    assert change(lambda at: 2.5 * of(at)) == pytest.approx(usual, abs=1e-6)
    assert change(lambda at: np.add(of(at), [300.0, -40.0, 0.0])) == pytest.approx(usual, abs=1e-6)
    assert change(lambda at: of(at) * [-1.0, 1.0, 1.0]) == pytest.approx(usual, abs=1e-6)


@pytest.mark.parametrize("per_second", [7.5, 12.0, 30.0])
def test_a_camera_with_more_or_fewer_pictures_a_second_shows_the_same(per_second: float) -> None:
    assert change(comes_closer, per_second) == pytest.approx(change(comes_closer), rel=0.1)
    assert judged(comes_closer, per_second=per_second) == Passed()
    assert judged(grows, per_second=per_second) == Failed(Reason.NO_PERSPECTIVE)


@pytest.mark.parametrize("faces", [0, 2])
def test_without_faces_in_the_window_nothing_can_be_said(faces: int) -> None:
    seen = filmed(comes_closer, seconds=faces / FRAMES_PER_SECOND)
    at_any_time = Challenge((Prompt("1", PromptKind.CLOSER),))
    assert perspective.judge(at_any_time, observations(frames=seen)) == Inconclusive(Reason.NO_FACE)


def test_a_mesh_without_extent_says_nothing() -> None:
    assert judged(lambda _: np.zeros((468, 3))) == Inconclusive(Reason.NO_FACE)


def test_faces_that_look_aside_do_not_count() -> None:
    aside = tuple(replace(at, face=replace(at.face, yaw_deg=40.0)) for at in filmed(comes_closer) if at.face)
    assert perspective.judge(Challenge((ASKED,)), observations(frames=aside)) == Inconclusive(Reason.NO_FACE)


def test_where_it_was_not_asked_nothing_is_said() -> None:
    assert perspective.judge(Challenge(), observations()) == Inconclusive(Reason.NOT_ASKED)
    assert perspective.terms(Challenge(), observations()) == {}


def test_of_two_prompts_each_must_be_answered() -> None:
    second = Prompt("2", PromptKind.CLOSER, reveal_s=6.5, deadline_s=8.0)
    both = perspective.judge(Challenge((ASKED, second)), observations(frames=filmed(comes_closer)))
    assert both == Inconclusive(Reason.NOT_CLOSER)
