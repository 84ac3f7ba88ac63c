"""Few frames are kept, each the best of its kind."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liveness.measure.frame_picks import STRETCHES, FramePicks, FramePose
from liveness.observations import FaceMeasurement
from tests.liveness.handmade import face

PICTURE = np.zeros((4, 4, 3), np.uint8)


def picks_of(*seen: tuple[float, FaceMeasurement], duration_s: float = 8.0) -> FramePicks:
    picks = FramePicks(duration_s)
    for media_s, measured in seen:
        picks.offer(media_s, PICTURE, measured)
    return picks


def test_each_stretch_keeps_its_sharpest_straight_frame() -> None:
    picks = picks_of((0.1, face(sharpness=50.0)), (0.2, face(sharpness=90.0)), (0.3, face(sharpness=70.0)))
    assert [pick.media_s for pick in picks.of(FramePose.FRONT)] == [0.2]


def test_a_straight_frame_is_worth_more_than_a_turned_one() -> None:
    picks = picks_of((0.1, face(yaw_deg=12.0)), (0.2, face()))
    assert [pick.media_s for pick in picks.of(FramePose.FRONT)] == [0.2]


def test_looking_up_or_down_is_worth_less() -> None:
    picks = picks_of((0.1, face(pitch_deg=12.0)), (0.2, face()), (0.3, face(pitch_deg=-12.0)))
    assert [pick.media_s for pick in picks.of(FramePose.FRONT)] == [0.2]


def test_frontal_frames_are_spread_over_the_recording() -> None:
    picks = picks_of(*((float(at), face()) for at in range(8)))
    assert len(picks.of(FramePose.FRONT)) == STRETCHES


def test_turned_frames_are_kept_by_side_while_both_eyes_are_seen() -> None:
    picks = picks_of((1.0, face(yaw_deg=30.0)), (2.0, face(yaw_deg=22.0)), (3.0, face(yaw_deg=-28.0)))
    assert [pick.media_s for pick in picks.of(FramePose.LEFT)] == [1.0]
    assert [pick.media_s for pick in picks.of(FramePose.RIGHT)] == [3.0]
    assert picks_of((1.0, face(yaw_deg=70.0))).of(*FramePose) == ()


def test_rest_and_speech_are_told_by_the_mouth() -> None:
    picks = picks_of((1.0, face(mouth_opening=0.0)), (2.0, face(mouth_opening=0.3)))
    assert [pick.media_s for pick in picks.of(FramePose.NEUTRAL)] == [1.0]
    assert [pick.media_s for pick in picks.of(FramePose.SPEAKING)] == [2.0]


def test_a_long_recording_keeps_no_more_pictures() -> None:
    picks = picks_of(*((at / 15, face(yaw_deg=at % 60 - 30.0)) for at in range(900)), duration_s=60.0)
    assert len(picks.of(*FramePose)) <= STRETCHES + 4


WORTHS = st.lists(st.one_of(st.none(), st.integers(1, 9), st.floats(1.0, 400.0)), min_size=1, max_size=220)
"""Of a frame each, in fifteenths of a second; None: turned away. Ties are common."""


@given(WORTHS, st.floats(0.0, 3.0))
def test_frames_that_came_before_the_length_was_known_are_those_of_the_known_length(
    worths: list[float | None], rest_s: float
) -> None:
    duration_s = len(worths) / 15 + rest_s
    seen = [
        (at / 15, face(yaw_deg=90.0) if worth is None else face(sharpness=worth)) for at, worth in enumerate(worths)
    ]
    open_ended = FramePicks(0.0, 60.0)
    for media_s, measured in seen:
        open_ended.offer(media_s, PICTURE, measured)
    open_ended.lasts(duration_s)
    known = picks_of(*seen, duration_s=duration_s)
    assert fronts(open_ended) == fronts(known) == best_of_each_stretch(seen, duration_s)


def fronts(picks: FramePicks) -> list[float]:
    return [pick.media_s for pick in picks.of(FramePose.FRONT)]


def best_of_each_stretch(seen: list[tuple[float, FaceMeasurement]], duration_s: float) -> list[float]:
    """By the definition: of the straight frames in each eighth, the first of the sharpest."""
    stretches: dict[int, list[tuple[float, float]]] = {}
    for media_s, measured in seen:
        if measured.yaw_deg == 0.0:
            stretches.setdefault(int(media_s / (duration_s / STRETCHES)), []).append((-measured.sharpness, media_s))
    return sorted(min(frames)[1] for frames in stretches.values())


def test_few_pictures_are_held_while_the_end_is_not_known() -> None:
    picture, picks = np.zeros((720, 1280, 3), np.uint8), FramePicks(0.0, 60.0)
    worths = np.random.default_rng(1).uniform(1.0, 400.0, 900)
    for at, worth in enumerate(worths):
        picks.offer(at / 15, picture, face(sharpness=float(worth)))
        assert not picks.is_full


def test_a_face_that_gets_sharper_all_the_time_is_too_much_to_hold() -> None:
    picture, picks = np.zeros((720, 1280, 3), np.uint8), FramePicks(0.0, 60.0)
    for at in range(200):
        picks.offer(at / 15, picture, face(sharpness=float(at)))
    assert picks.is_full
