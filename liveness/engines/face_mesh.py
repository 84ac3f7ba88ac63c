"""Places 468 mesh points on a face with MediaPipe's face landmark net, and reads the rotation of the head from them.

The net runs through OpenCV's own TFLite reader. Input and outputs: Kartynnik et al., "Real-time Facial Surface Geometry
from Monocular Video", 2019, arXiv 1907.06724, and the model card of the pinned file: a 192 x 192 RGB crop in 0..1,
turned so that the eyes are level and 1.5 times as wide as the detected face; x, y, z in crop pixels, z of the same
scale with smaller values nearer to the camera. Left and right are the subject's own, in unmirrored media.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.engines.face_detector import LEFT_EYE, RIGHT_EYE, Detection
from liveness.measure.flat_signals import is_flat
from liveness.ports import Image

INPUT_SIZE = 192
CROP_TO_BOX = 1.5
POINTS, PRESENCE = "conv2d_21", "conv2d_31"
"""Names of the outputs in the pinned file: 468 points, and the logit that the crop shows a face."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mesh:
    """points_px: (468, 3) float32 in frame pixels; presence: 0..1."""

    points_px: Floats
    presence: float


class FaceMesh:
    """The mesh net.

    Args:
        model: the pinned TFLite file.
    """

    def __init__(self, model: Path) -> None:
        self._net = cv2.dnn.readNetFromTFLite(str(model))

    def place(self, image: Image, face: Detection) -> Mesh:
        """The mesh of one detected face."""
        to_frame = _crop_to_frame(face)
        crop = cv2.warpAffine(
            image,
            to_frame,
            (INPUT_SIZE, INPUT_SIZE),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
        outputs = self._net.forward((POINTS, PRESENCE))
        points: Floats = outputs[0].reshape(468, 3).astype(np.float32, copy=False)
        presence = 1 / (1 + np.exp(-float(outputs[1].item())))
        return Mesh(_in_frame(points, to_frame), float(presence))


def _crop_to_frame(face: Detection) -> Floats:
    """(2, 3) similarity from crop pixels to frame pixels."""
    x, y, width, height = face.box_px
    across = face.eyes_px[LEFT_EYE] - face.eyes_px[RIGHT_EYE]
    roll = np.arctan2(across[1], across[0])
    scale = CROP_TO_BOX * max(width, height) / INPUT_SIZE
    turn = scale * np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    centre = np.array([x + width / 2, y + height / 2])
    shift = centre - turn @ np.full(2, INPUT_SIZE / 2)
    return np.column_stack([turn, shift]).astype(np.float32)


def _in_frame(points: Floats, to_frame: Floats) -> Floats:
    scale = np.hypot(*to_frame[:, 0])
    flat = points[:, :2] @ to_frame[:, :2].T + to_frame[:, 2]
    return np.column_stack([flat, points[:, 2] * scale]).astype(np.float32)


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


def head_pose(points: NDArray[np.float32]) -> HeadPose | None:
    """Rotation of a (468, 3) mesh (x right, y down, z away from the camera).

    None where the mesh has no extent across or along the face: it points nowhere, and is no face.

    A face is mirror symmetric, so every line between mirrored points is parallel to the axis through the ears; their
    sum estimates it with each pair weighted by its length. Pitch comes from the midline made square to that axis.
    """
    across = sum((points[left] - points[right] for right, left in MIRROR_PAIRS), np.zeros(3, np.float32))
    scale = float(np.abs(points).max())
    if is_flat(np.linalg.norm(across), scale):
        return None
    across /= np.linalg.norm(across)
    down = sum((points[low] - points[high] for high, low in MIDLINE), np.zeros(3, np.float32))
    down -= across * (down @ across)
    if is_flat(np.linalg.norm(down), scale):
        return None
    down /= np.linalg.norm(down)
    forward = np.cross(down, across)
    return HeadPose(
        yaw_deg=float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1])))),
        pitch_deg=float(np.degrees(np.arcsin(np.clip(-forward[1], -1, 1)))),
        roll_deg=float(np.degrees(np.arctan2(across[1], across[0]))),
    )
