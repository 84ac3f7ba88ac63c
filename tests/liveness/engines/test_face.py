"""The face engine on a computed head, whose pose is known to the degree."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from evaluation.subject.point_picture import Pose
from evaluation.subject.rendered_head import rendered_head
from liveness.engines.face import MediapipeFace
from liveness.limits.checks import LIP_CONTRAST_MIN
from liveness.observations import FaceMeasurement
from liveness.ports import Image

SEED = 1
SIZE = (480, 640)
MIDDLE = (320.0, 240.0)


@pytest.fixture(scope="module")
def face_engine(models_dir: Path) -> MediapipeFace:
    pack = models_dir / "open"
    return MediapipeFace(pack / "face_detector.tflite", pack / "face_landmarks.tflite")


def frame(*heads: tuple[Pose, float, tuple[float, float]]) -> Image:
    canvas = np.full((*SIZE, 3), 110, np.uint8)
    for pose, scale, middle in heads:
        rendered_head(SEED).draw(pose, scale, canvas, middle)
    return canvas


def seen(engine: MediapipeFace, pose: Pose, scale: float = 130) -> FaceMeasurement:
    count, face = engine.measure(frame((pose, scale, MIDDLE)))
    assert face is not None
    assert count == 1
    return face


@pytest.mark.parametrize("yaw", [-40, -20, 0, 20, 40])
def test_yaw_is_read_within_7_degrees_and_left_is_positive(face_engine: MediapipeFace, yaw: float) -> None:
    assert seen(face_engine, Pose(yaw_deg=yaw)).yaw_deg == pytest.approx(yaw, abs=7)


@pytest.mark.parametrize("roll", [-30, 30])
def test_a_lean_of_30_degrees_is_read_and_is_no_turn(face_engine: MediapipeFace, roll: float) -> None:
    face = seen(face_engine, Pose(roll_deg=roll))

    assert face.roll_deg == pytest.approx(roll, abs=3)
    assert face.yaw_deg == pytest.approx(0, abs=5)


def test_looking_up_reads_higher_than_looking_down(face_engine: MediapipeFace) -> None:
    up, down = seen(face_engine, Pose(pitch_deg=15)), seen(face_engine, Pose(pitch_deg=-15))

    assert up.pitch_deg - down.pitch_deg > 20


def test_shut_eyes_read_as_less_open(face_engine: MediapipeFace) -> None:
    assert seen(face_engine, Pose(blink=1)).eye_opening < 0.8 * seen(face_engine, Pose()).eye_opening


def test_an_open_mouth_reads_as_open(face_engine: MediapipeFace) -> None:
    assert seen(face_engine, Pose(opening=0.6)).mouth_opening > seen(face_engine, Pose()).mouth_opening + 0.05


def test_a_plain_cover_over_the_mouth_has_no_contrast(face_engine: MediapipeFace) -> None:
    picture = frame((Pose(), 130, MIDDLE))
    bare = face_engine.measure(picture)[1]
    assert bare is not None
    x, y = bare.landmarks_px[[61, 291, 0, 17], :2].mean(axis=0).astype(int)
    half = int(bare.eye_distance_px * 0.45)
    picture[y - half : y + half, x - half : x + half] = 128
    covered = face_engine.measure(picture)[1]
    assert bare.lip_contrast > LIP_CONTRAST_MIN.value
    assert covered is None or covered.lip_contrast < LIP_CONTRAST_MIN.value


def test_the_box_and_the_mesh_lie_on_the_head(face_engine: MediapipeFace) -> None:
    face = seen(face_engine, Pose())
    x, y, width, height = face.box_px
    middle = face.landmarks_px[:, :2].mean(axis=0)

    assert x < MIDDLE[0] < x + width
    assert y < MIDDLE[1] < y + height
    assert np.linalg.norm(middle - MIDDLE) < 0.3 * width
    assert face.landmarks_px.shape == (468, 3)


def test_a_face_twice_as_large_has_eyes_twice_as_far_apart(face_engine: MediapipeFace) -> None:
    near, far = seen(face_engine, Pose(), scale=140), seen(face_engine, Pose(), scale=70)

    assert near.eye_distance_px / far.eye_distance_px == pytest.approx(2, rel=0.1)


def test_a_small_face_is_found_by_the_closer_look(face_engine: MediapipeFace) -> None:
    assert seen(face_engine, Pose(), scale=22).box_px[2] < SIZE[1] / 8


def test_a_blurred_face_is_less_sharp(face_engine: MediapipeFace) -> None:
    picture = frame((Pose(), 130, MIDDLE))
    blurred = cv2.blur(picture, (9, 9)).astype(np.uint8, copy=False)
    darkened = (picture * 0.5).astype(np.uint8)

    _, sharp = face_engine.measure(picture)
    _, dark = face_engine.measure(darkened)
    _, soft = face_engine.measure(blurred)

    assert sharp is not None
    assert soft is not None
    assert dark is not None
    assert soft.sharpness < 0.8 * sharp.sharpness
    assert dark.luma == pytest.approx(0.5 * sharp.luma, rel=0.1)


def test_two_people_are_counted_and_the_larger_is_measured(face_engine: MediapipeFace) -> None:
    count, face = face_engine.measure(frame((Pose(), 120, (200, 240)), (Pose(), 80, (500, 240))))

    assert count == 2
    assert face is not None
    assert face.landmarks_px[:, 0].mean() == pytest.approx(200, abs=30)


@pytest.mark.parametrize("brightness", [0, 110, 255])
def test_an_empty_picture_shows_nobody(face_engine: MediapipeFace, brightness: int) -> None:
    assert face_engine.measure(np.full((*SIZE, 3), brightness, np.uint8)) == (0, None)


def test_noise_shows_nobody(face_engine: MediapipeFace) -> None:
    noise = np.random.default_rng(4).integers(0, 256, (*SIZE, 3), dtype=np.uint8)

    assert face_engine.measure(noise) == (0, None)


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (3, 2)])
def test_a_picture_of_any_shape_is_measured(face_engine: MediapipeFace, shape: tuple[int, int]) -> None:
    assert face_engine.measure(np.zeros((*shape, 3), np.uint8)) == (0, None)


def test_a_face_is_followed_through_a_turn_as_it_would_be_found_anew(face_engine: MediapipeFace) -> None:
    face = seen(face_engine, Pose())
    for yaw in range(3, 31, 3):
        picture = frame((Pose(yaw_deg=yaw), 130, (320.0 + yaw, 240.0)))
        followed = face_engine.follow(picture, face)
        assert followed is not None
        face = followed
    found = face_engine.measure(frame((Pose(yaw_deg=30), 130, (350.0, 240.0))))[1]
    assert found is not None
    assert face.yaw_deg == pytest.approx(found.yaw_deg, abs=4)
    assert face.mouth_opening == pytest.approx(found.mouth_opening, abs=0.05)


def test_a_face_that_is_gone_is_not_followed(face_engine: MediapipeFace) -> None:
    assert face_engine.follow(frame(), seen(face_engine, Pose())) is None
