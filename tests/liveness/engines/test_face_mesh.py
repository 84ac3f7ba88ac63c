from dataclasses import astuple

import numpy as np
import pytest

from liveness.engines.face_mesh import MIDLINE, MIRROR_PAIRS, HeadPose, head_pose

DEGREES = (-60.0, -20.0, 0.0, 20.0, 60.0)


def face() -> np.ndarray:
    """Mesh points of a mirror-symmetric face that looks into the camera (x right, y down, z away)."""
    random = np.random.default_rng(3)
    points = np.zeros((468, 3), np.float32)
    for right, left in MIRROR_PAIRS:
        x, y, z = random.uniform((20, -60, -30), (70, 60, 30))
        points[right], points[left] = (-x, y, z), (x, y, z)
    for high, low in MIDLINE:
        points[high, 1], points[low, 1] = -70, 80
    return points


def turned(points: np.ndarray, *, yaw: float = 0, pitch: float = 0, roll: float = 0) -> np.ndarray:
    """Nods first, then turns to the own left, then leans clockwise in the picture."""
    y, p, r = np.radians((yaw, pitch, roll))
    nod = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    turn = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    lean = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    moved: np.ndarray = (points @ (lean @ turn @ nod).T).astype(np.float32)
    return moved


def pose_of(points: np.ndarray) -> HeadPose:
    pose = head_pose(points)
    assert pose is not None
    return pose


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_turn_to_the_own_left_is_positive_yaw(degrees: float) -> None:
    pose = pose_of(turned(face(), yaw=degrees))

    assert pose.yaw_deg == pytest.approx(degrees, abs=0.1)
    assert pose.roll_deg == pytest.approx(0, abs=0.1)


def test_a_turn_to_the_own_left_brings_the_left_ear_away_from_the_camera() -> None:
    left_ear = 454

    assert turned(face(), yaw=30)[left_ear, 2] > face()[left_ear, 2]


@pytest.mark.parametrize("degrees", [-40.0, 0.0, 40.0])
def test_looking_up_is_positive_pitch(degrees: float) -> None:
    assert pose_of(turned(face(), pitch=degrees)).pitch_deg == pytest.approx(degrees, abs=0.1)


def test_looking_up_brings_the_chin_nearer_to_the_camera() -> None:
    chin = 152

    assert turned(face(), pitch=30)[chin, 2] < face()[chin, 2]


@pytest.mark.parametrize("degrees", DEGREES)
def test_leaning_clockwise_in_the_picture_is_positive_roll(degrees: float) -> None:
    pose = pose_of(turned(face(), roll=degrees))

    assert pose.roll_deg == pytest.approx(degrees, abs=0.1)
    assert pose.yaw_deg == pytest.approx(0, abs=0.1)


def test_a_lean_does_not_change_the_yaw_of_a_turned_head() -> None:
    assert pose_of(turned(face(), yaw=30, roll=25)).yaw_deg == pytest.approx(30, abs=0.1)


def test_size_and_place_change_nothing() -> None:
    points = turned(face(), yaw=25, pitch=10, roll=5)

    assert astuple(pose_of(points * 3 + 100)) == pytest.approx(astuple(pose_of(points)), abs=0.01)


def test_a_mesh_in_one_point_points_nowhere() -> None:
    assert head_pose(np.full((468, 3), 250, np.float32)) is None


def test_a_mesh_that_is_a_line_between_the_ears_points_nowhere() -> None:
    line = face()
    line[:, 1:] = 0

    assert head_pose(line) is None
