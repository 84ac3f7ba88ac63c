"""The pictures of a recording, measured in one pass."""

from dataclasses import replace

import pytest

from liveness.limits.recordings import RecordingLimits
from liveness.measure.frame_picks import FramePose
from liveness.measure.watching import ANALYSED_PER_SECOND, Watched, watch
from liveness.media.recording import open_recording
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from tests.liveness.clips import Clip, encode, every
from tests.liveness.fakes import FakeFaces, fake_engines
from tests.liveness.handmade import face

LIMITS = RecordingLimits()


def watched(clip: Clip, *faces: object) -> Watched:
    return watch(open_recording(encode(clip), LIMITS), fake_engines(*faces))  # type: ignore[arg-type]


def test_fifteen_frames_a_second_are_measured_and_every_time_is_kept() -> None:
    seen = watched(Clip(times_s=every(30, 2.0)))
    assert len(seen.frames) == 2 * ANALYSED_PER_SECOND
    assert len(seen.frame_times_s) == 60


def test_noise_changes_from_frame_to_frame_and_a_standing_picture_does_not() -> None:
    noise, still = watched(Clip()), watched(Clip(bgr=(60, 60, 60)))
    assert noise.frames[0].change == 0.0
    assert all(frame.change > 1 for frame in noise.frames[1:])
    assert max(frame.change for frame in still.frames) < 0.02


def test_luma_is_that_of_the_picture() -> None:
    assert watched(Clip(bgr=(200, 200, 200))).frames[3].luma == pytest.approx(200, abs=3)


def test_templates_are_made_of_the_best_frontal_and_turned_faces_only() -> None:
    seen = watched(Clip(times_s=every(15, 4.0)), *[face()] * 20, *[face(yaw_deg=30.0)] * 20, face(yaw_deg=80.0))
    assert 2 < len(seen.close.faces) < 10
    (left,) = seen.picks.of(FramePose.LEFT)
    assert left.media_s in [sample.media_s for sample in seen.close.faces]


def test_frames_without_a_face_are_kept_and_make_no_template() -> None:
    seen = watched(Clip(), None)
    assert seen.close.faces == ()
    assert {frame.face_count for frame in seen.frames} == {0}


class LosesFaces(FakeFaces):
    """Counts how often it looks around; a face that is followed is lost at once."""

    looks = 0

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        self.looks += 1
        return super().measure(image)

    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        return None


class KeepsFaces(LosesFaces):
    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        return before


def looks_of(engine: LosesFaces) -> int:
    engines = replace(fake_engines(), face=engine)
    frames = watch(open_recording(encode(Clip(times_s=every(15, 1.0))), LIMITS), engines).frames
    assert {frame.face_count for frame in frames} == {1}
    return engine.looks


def test_a_face_is_looked_for_three_times_a_second_and_followed_in_between() -> None:
    assert looks_of(KeepsFaces()) == 3


def test_a_face_that_was_lost_is_looked_for_at_once() -> None:
    assert looks_of(LosesFaces()) == 15


class SeesNothing(LosesFaces):
    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        self.looks += 1
        return 0, None


def test_after_a_second_without_a_face_it_is_looked_for_three_times_a_second() -> None:
    engine = SeesNothing()
    watch(open_recording(encode(Clip(times_s=every(15, 4.0))), LIMITS), replace(fake_engines(), face=engine))
    assert engine.looks == 15 + 3 * 3


class SeesLife:
    live_min = 0.8

    def live_probability(self, image: Image, face: FaceMeasurement) -> float:
        return 0.9 if image.size and face.presence else 0.0


def test_where_the_pack_has_a_net_for_it_every_frontal_picture_is_asked_whether_it_lives() -> None:
    recording = open_recording(encode(Clip(times_s=every(15, 4.0))), LIMITS)
    seen = watch(recording, replace(fake_engines(), presentation_attack=SeesLife()))
    live = seen.close.live
    assert live is not None
    assert [score.media_s for score in live] == [pick.media_s for pick in seen.picks.of(FramePose.FRONT)]
    assert {(score.probability, score.needed) for score in live} == {(0.9, 0.8)}
    assert watched(Clip()).close.live is None


def test_the_luma_grids_are_kept_one_for_each_frame() -> None:
    seen = watched(Clip(times_s=every(15, 1.0), bgr=(200, 200, 200)))
    assert seen.grids.shape == (15, 64, 64)
    assert seen.grids.mean() == pytest.approx(200, abs=3)
