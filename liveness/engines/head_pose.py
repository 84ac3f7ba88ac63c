"""Head rotation out of a face mesh. Left and right are the subject's own, in unmirrored media."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIRROR_PAIRS = (
    (33, 263), (133, 362), (130, 359), (234, 454), (127, 356), (93, 323), (132, 361), (58, 288), (172, 397),
    (61, 291), (50, 280), (205, 425), (70, 300), (54, 284), (21, 251), (98, 327),
)  # fmt: skip
"""Mesh points that mirror each other, the subject's right one first: eyes, face oval, cheeks, brows, mouth, nose."""
MIDLINE = ((10, 152), (151, 199), (9, 200), (168, 2))
"""Upper and lower mesh points on the mirror plane of the face."""


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Degrees. yaw > 0: turned to the own left; pitch > 0: looks up; roll > 0: clockwise in the picture."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def head_pose(points: NDArray[np.float32]) -> HeadPose:
    """Rotation of a (468, 3) mesh (x right, y down, z away from the camera).

    A face is mirror symmetric, so every line between mirrored points is parallel to the axis through the ears; their
    sum estimates it with each pair weighted by its length. Pitch comes from the midline made square to that axis.
    """
    across = sum((points[left] - points[right] for right, left in MIRROR_PAIRS), np.zeros(3, np.float32))
    across /= np.linalg.norm(across)
    down = sum((points[low] - points[high] for high, low in MIDLINE), np.zeros(3, np.float32))
    down -= across * (down @ across)
    down /= np.linalg.norm(down)
    forward = np.cross(down, across)
    return HeadPose(
        yaw_deg=float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))),
        pitch_deg=float(np.degrees(np.arcsin(np.clip(-forward[1], -1, 1)))),
        roll_deg=float(np.degrees(np.arctan2(across[1], across[0]))),
    )
