"""Behind a head the wall stands still; paper carries its background along."""

import cv2
import numpy as np
import pytest

from liveness.checks.planarity import carried_along
from liveness.observations import Observations
from tests.liveness.checks.heads import filmed, solid
from tests.liveness.handmade import face, frame, observations

COUNT, WIDTH, HEIGHT = 60, 640, 480


def seen(wall_follows: float, sway_px: float = 12.0) -> Observations:
    """A face that sways before a wall, and the share of its way that the wall goes along."""
    rng = np.random.default_rng(8)
    wall = cv2.GaussianBlur(rng.normal(120, 400, (HEIGHT + 80, WIDTH + 80)), (0, 0), 20)
    frames, grids = [], []
    for index in range(COUNT):
        sway = sway_px * np.sin(2 * np.pi * index / 30)
        points = filmed(solid()) + np.array([sway, 0.4 * sway, 0], np.float32)
        shift = np.array([[1, 0, wall_follows * sway - 40], [0, 1, wall_follows * 0.4 * sway - 40]])
        view = cv2.warpAffine(wall, shift, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        noise = rng.normal(0, 0.3, (64, 64))
        frames.append(frame(index / 15, face=face(landmarks_px=points)))
        grids.append(cv2.resize(view, (64, 64), interpolation=cv2.INTER_AREA) + noise)
    return observations(frames=tuple(frames), grids=np.array(grids, np.float32), width_px=WIDTH, height_px=HEIGHT)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_share_that_the_wall_moves_along_is_measured(share: float) -> None:
    assert carried_along(seen(share)) == pytest.approx(share, abs=0.12)


def test_where_nothing_moves_nothing_is_carried() -> None:
    assert abs(carried_along(seen(1.0, sway_px=0.0))) < 0.1


def test_without_pictures_or_faces_nothing_is_carried() -> None:
    assert carried_along(observations()) == 0.0
    blind = tuple(frame(index / 15, face=None) for index in range(COUNT))
    assert carried_along(observations(frames=blind, grids=seen(1.0).grids)) == 0.0
