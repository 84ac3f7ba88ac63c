"""Continuity: one unbroken take of one face."""

from dataclasses import replace

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks.continuity import judge, longest_still_s
from liveness.checks.result import Failed, Inconclusive, Passed, Reason, ReasonClass
from liveness.limits.checks import FACE_DISTANCE_MAX
from liveness.limits.models import UnknownModelError
from liveness.limits.net_ids import DLIB_RESNET
from liveness.measure.templates import UnreadableTemplatesError
from liveness.observations import FaceMeasurement, FaceSample, Observations
from tests.liveness.handmade import face, face_samples, frame, frames, observations, vector

EVERY_TENTH_S = tuple(index / 10 for index in range(80))


def judged(seen: Observations) -> object:
    return judge(Challenge(), seen)


def test_an_unbroken_take_passes() -> None:
    assert judged(observations()) == Passed()


def test_one_frame_says_nothing() -> None:
    assert judged(observations(frames=frames(8.0)[:1])) == Inconclusive(Reason.TOO_SHORT)


def test_one_template_says_nothing_about_the_same_face() -> None:
    assert judged(observations(faces=face_samples(1))) == Inconclusive(Reason.NO_FACE)


def test_a_time_that_goes_back_fails() -> None:
    assert judged(observations(frame_times_s=(0.0, 0.1, 0.05))) == Failed(Reason.TIMES_DISORDERED)


@pytest.mark.parametrize("equal_s", [(0.0, 0.0, 0.0), (0.1, 0.1)])
def test_pictures_of_the_same_millisecond_pass(equal_s: tuple[float, ...]) -> None:
    assert judged(observations(frame_times_s=(*equal_s, *EVERY_TENTH_S[2:]))) == Passed()


def test_a_hole_in_time_asks_for_another_try() -> None:
    holed = tuple(at for at in EVERY_TENTH_S if not 3 < at < 5)
    assert judged(observations(frame_times_s=holed)) == Failed(Reason.PICTURES_MISSING)
    assert Reason.PICTURES_MISSING.about is ReasonClass.QUALITY


def test_evidence_of_an_attack_comes_before_missing_pictures() -> None:
    holed = tuple(at for at in EVERY_TENTH_S if not 3 < at < 5)
    swapped = (*face_samples(), FaceSample(9.0, vector(towards=5), DLIB_RESNET))
    assert judged(observations(frame_times_s=holed, faces=swapped)) == Failed(Reason.DIFFERENT_FACE)


def held(gap_s: float, pictures: int = 1, **first: object) -> Observations:
    """A recording whose first pictures, all of one time, stand before the camera delivers."""
    later = tuple(replace(at, media_s=at.media_s + gap_s) for at in frames(8.0))
    times_s = (*(0.0,) * pictures, *(at + gap_s for at in EVERY_TENTH_S))
    return observations(frames=(frame(0.0, **first), *later), frame_times_s=times_s)


@pytest.mark.parametrize("gap_s", [0.55, 0.75, 0.95, 1.4])
@pytest.mark.parametrize("pictures", [1, 3])
def test_a_first_picture_that_stands_until_the_camera_delivers_passes(gap_s: float, pictures: int) -> None:
    assert judged(held(gap_s, pictures)) == Passed()
    assert judged(held(gap_s, pictures, face=None)) == Passed()


def test_a_first_picture_that_stands_too_long_asks_for_another_try() -> None:
    assert judged(held(1.6)) == Failed(Reason.PICTURES_MISSING)


def test_only_the_first_picture_may_stand() -> None:
    later = tuple(at for at in EVERY_TENTH_S if not 0.2 < at < 1.0)
    assert judged(observations(frame_times_s=later)) == Failed(Reason.PICTURES_MISSING)


def test_what_a_recorder_held_is_no_frozen_picture() -> None:
    seen = held(0.75)
    still = (seen.frames[0], replace(seen.frames[1], change=0.0), *seen.frames[2:])
    assert judged(replace(seen, frames=still)) == Passed()


def test_a_face_that_leaves_and_comes_back_fails() -> None:
    away = frames(8.0, lambda at: frame(at, face=None, face_count=0) if 3 < at < 4 else frame(at))
    assert judged(observations(frames=away)) == Failed(Reason.NO_FACE)


def test_a_face_that_comes_late_or_leaves_early_fails() -> None:
    late = frames(8.0, lambda at: frame(at, face=None) if at < 1 else frame(at))
    early = frames(8.0, lambda at: frame(at, face=None) if at > 7 else frame(at))
    assert judged(observations(frames=late)) == Failed(Reason.NO_FACE)
    assert judged(observations(frames=early)) == Failed(Reason.NO_FACE)


def test_a_face_lost_for_a_moment_passes() -> None:
    blinked = frames(8.0, lambda at: frame(at, face=None, face_count=0) if 3 < at < 3.3 else frame(at))
    assert judged(observations(frames=blinked)) == Passed()


def test_a_sudden_other_picture_fails() -> None:
    assert judged(observations(frames=frames(8.0, lambda at: frame(at, change=60.0 if at == 4.0 else 1.5)))) == Failed(
        Reason.CUT
    )


def test_lively_movement_is_no_cut() -> None:
    lively = frames(8.0, lambda at: frame(at, change=20.0 if 3 < at < 3.4 else 1.5))
    assert judged(observations(frames=lively)) == Passed()


def test_a_large_change_across_dropped_frames_is_no_cut() -> None:
    dropped = tuple(
        frame(seen.media_s, change=20.0 if seen.media_s == 4.0 else 1.5)
        for seen in frames(8.0)
        if not 3.7 < seen.media_s < 4.0
    )
    assert judged(observations(frames=dropped)) == Passed()


def test_two_pictures_of_one_person_side_by_side_in_time_say_nothing() -> None:
    assert judged(observations(frames=(frame(0.0), frame(0.07, change=30.0)))) == Inconclusive(Reason.TOO_SHORT)


@pytest.mark.parametrize("at", [1, -1])
def test_a_movement_that_begins_with_the_last_picture_or_ends_with_the_second_is_no_cut(at: int) -> None:
    taken = list(frames(8.0))
    taken[at] = replace(taken[at], change=30.0)
    assert judged(observations(frames=tuple(taken))) == Passed()


def test_a_change_that_too_few_pictures_show_asks_for_another_try() -> None:
    slow = frames(8.0, lambda at: frame(at, change=30.0 if at == 4.0 else 1.5), per_second=7)
    assert judged(observations(frames=slow)) == Failed(Reason.PICTURES_MISSING)


def jumping_across(gap_s: float) -> Observations:
    """A face that is elsewhere in the picture behind a gap."""
    before = tuple(frame(at.media_s) for at in frames(4.0))
    moved = face(box_px=(400.0, 100.0, 240.0, 280.0))
    after = tuple(frame(at.media_s + before[-1].media_s + gap_s, face=moved) for at in frames(4.0))
    return observations(frames=(*before, *after))


def test_a_face_that_is_elsewhere_behind_missing_pictures_asks_for_another_try() -> None:
    assert judged(jumping_across(0.15)) == Failed(Reason.CUT)
    assert judged(jumping_across(0.4)) == Failed(Reason.PICTURES_MISSING)


def test_a_face_that_jumps_across_the_picture_fails() -> None:
    def jumping(media_s: float) -> FaceMeasurement:
        return face(box_px=(400.0 if media_s > 4 else 100.0, 100.0, 240.0, 280.0))

    jumped = frames(8.0, lambda at: frame(at, face=jumping(at)))
    assert judged(observations(frames=jumped)) == Failed(Reason.CUT)


def test_a_face_that_sways_is_no_cut() -> None:
    def swaying(media_s: float) -> FaceMeasurement:
        return face(box_px=(160.0 if round(media_s) % 2 else 100.0, 100.0, 240.0, 280.0))

    assert judged(observations(frames=frames(8.0, lambda at: frame(at, face=swaying(at))))) == Passed()


def test_a_standing_picture_fails() -> None:
    stood = frames(8.0, lambda at: frame(at, change=0.0 if 3 < at < 5 else 1.5))
    assert judged(observations(frames=stood)) == Failed(Reason.FROZEN)


def test_a_frame_shown_twice_is_not_frozen() -> None:
    doubled = frames(8.0, lambda at: frame(at, change=0.0 if round(at * 15) % 2 else 1.5))
    assert judged(observations(frames=doubled)) == Passed()


def test_stillness_is_measured_from_the_last_change() -> None:
    still = [frame(0.0), frame(1.0, change=0.0), frame(2.0, change=0.0), frame(3.0), frame(4.0, change=0.0)]
    assert longest_still_s(still) == 2.0


def test_another_face_fails() -> None:
    swapped = (*face_samples(), FaceSample(9.0, vector(towards=5), DLIB_RESNET))
    assert judged(observations(faces=swapped)) == Failed(Reason.DIFFERENT_FACE)


def turned(degrees: float) -> FaceSample:
    """A template at an angle to that of `face_samples`: two of them differ by 2 sin(degrees / 2)."""
    radians = np.radians(degrees)
    between = np.cos(radians) * vector() + np.sin(radians) * vector(towards=5)
    return FaceSample(9.0, between.astype(np.float32), DLIB_RESNET)


def test_single_frames_may_differ_where_the_face_as_a_whole_does_not() -> None:
    scattered = tuple(turned(degrees) for degrees in (-13.0, -8.0, -4.0, 0.0, 4.0, 8.0, 13.0))
    assert 2 * np.sin(np.radians(13.0)) > FACE_DISTANCE_MAX.value
    assert judged(observations(faces=scattered)) == Passed()


@pytest.mark.parametrize("places", [(4, 5, 6, 7), (0, 2, 4, 6), (3,)], ids=["half", "every other frame", "one frame"])
def test_somebody_else_fails_wherever_they_appear(places: tuple[int, ...]) -> None:
    faces = tuple(turned(30.0 if place in places else 0.0) for place in range(8))
    assert judged(observations(faces=faces)) == Failed(Reason.DIFFERENT_FACE)


def test_faces_measured_by_two_models_are_not_compared() -> None:
    with pytest.raises(UnreadableTemplatesError):
        judged(observations(faces=(*face_samples(), FaceSample(9.0, vector(), "another net"))))


def test_faces_of_a_model_without_limits_are_not_judged() -> None:
    with pytest.raises(UnknownModelError):
        judged(observations(faces=(FaceSample(0.0, vector(), "another net"),) * 2))
