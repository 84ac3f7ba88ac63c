"""Few frames are kept, each the best of its kind."""

import numpy as np

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
