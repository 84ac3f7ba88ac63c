"""Where a computed head looks and what its face does in one frame."""

from dataclasses import dataclass

import numpy as np

from evaluation.subject.head_surface import Floats


@dataclass(frozen=True, slots=True)
class Pose:
    """What one frame of a head shows.

    yaw_deg: > 0 towards the subject's own left. pitch_deg: > 0 up. roll_deg: > 0 clockwise in the picture.
    blink, smile: 0..1. opening: 0 (closed) .. 1 (wide). spread: -1 (rounded) .. 1 (wide lips).
    """

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    blink: float = 0.0
    opening: float = 0.0
    spread: float = 0.0
    smile: float = 0.0


def rotation(pose: Pose) -> Floats:
    """(3, 3) matrix from head to camera axes."""
    yaw, pitch, roll = np.radians([pose.yaw_deg, -pose.pitch_deg, -pose.roll_deg])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(tilt @ turn @ nod, np.float32)
