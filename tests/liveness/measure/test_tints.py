"""Patches of skin and of the surroundings, where the mesh says they are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from liveness.measure.tints import CHEEKS, tints_of
from liveness.observations import FaceMeasurement
from tests.liveness.handmade import face

SKIN, WALL = (80, 110, 160), (170, 160, 150)


def picture() -> NDArray[np.uint8]:
    """A face 120 pixels wide before a wall."""
    image = np.full((240, 400, 3), WALL, np.uint8)
    image[60:200, 140:260] = SKIN
    return image


def face_at(
    right: tuple[float, float] = (170, 140), left: tuple[float, float] = (230, 140), middle: float = 200
) -> FaceMeasurement:
    points = np.tile(np.array([middle, 130, 0], np.float32), (468, 1))
    points[list(CHEEKS), :2] = [right, left]
    return face(landmarks_px=points, eye_distance_px=60.0)


def test_cheeks_and_surroundings_are_told_apart() -> None:
    tints = tints_of(picture(), face_at())
    assert tints is not None
    assert tints.right_cheek == pytest.approx(SKIN)
    assert tints.left_cheek == pytest.approx(SKIN)
    assert tints.beside == pytest.approx(WALL)


def test_a_cheek_outside_of_the_picture_is_not_measured() -> None:
    assert tints_of(picture(), face_at(right=(-30, 140))) is None


def test_a_face_that_fills_the_picture_leaves_no_surroundings() -> None:
    assert tints_of(picture()[:, 140:260], face_at(right=(40, 140), left=(80, 140), middle=60)) is None
