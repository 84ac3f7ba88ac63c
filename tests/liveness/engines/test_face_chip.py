import cv2
import dlib
import numpy as np
import pytest

from liveness.engines.face_template import (
    CHIP_POINTS,
    CHIP_SIZE,
    CORNER_INSET,
    EYE_CORNERS,
    NOSE_BASE,
    chip_of_points,
    five_points,
    similarity,
)
from liveness.ports import Image


@pytest.fixture(scope="module")
def picture() -> Image:
    """Smooth noise in three colours: every place of it looks different."""
    noise = np.random.default_rng(5).normal(size=(700, 900, 3))
    smooth = cv2.GaussianBlur(noise, (0, 0), 9)
    return np.clip(128 + 900 * smooth, 0, 255).astype(np.uint8)


def placed(scale: float, turn_deg: float) -> np.ndarray:
    """The five points of a face of this size and lean, with an uneven shape as real ones have."""
    turn = np.radians(turn_deg)
    rotation = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    uneven = CHIP_POINTS + np.array([(2, 1), (-1, 2), (0, -2), (1, 1), (-2, 0)])
    points: np.ndarray = np.round((uneven - CHIP_SIZE / 2) @ rotation.T + (450, 350))
    return points


@pytest.mark.parametrize(("scale", "turn_deg"), [(0.7, 0), (1.0, 20), (1.8, -15), (2.6, 30)])
def test_a_chip_is_the_one_dlib_cuts_from_the_same_points(picture: Image, scale: float, turn_deg: float) -> None:
    points = placed(scale, turn_deg)
    shape = dlib.full_object_detection(dlib.rectangle(0, 0, 9, 9), [dlib.point(int(x), int(y)) for x, y in points])
    expected = dlib.get_face_chip(np.ascontiguousarray(picture[:, :, ::-1]), shape, CHIP_SIZE, 0.25)[:, :, ::-1]

    difference = np.abs(chip_of_points(picture, points).astype(int) - expected)

    assert difference.mean() < 2


def test_a_similarity_brings_points_back_exactly() -> None:
    start = np.array([(0.0, 0.0), (10.0, 0.0), (3.0, 7.0)])
    turn = np.radians(40)
    moved = 2.5 * start @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + (11, -4)

    found = similarity(start, moved)

    assert np.allclose(start @ found[:, :2].T + found[:, 2], moved)


def test_eye_corners_move_inward_and_the_nose_stays() -> None:
    landmarks = np.random.default_rng(2).uniform(0, 100, (468, 2))
    (outer, inner), _ = EYE_CORNERS

    points = five_points(landmarks)

    assert np.allclose(points[0] - landmarks[outer], CORNER_INSET * (landmarks[inner] - landmarks[outer]))
    assert np.array_equal(points[4], landmarks[NOSE_BASE])
