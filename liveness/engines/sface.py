"""The open pack's face template since version 2: SFace on a cut of the face, run by InsightFace. Compares nothing.

The cut is InsightFace's own (`norm_crop`: a rotation, scale and shift of five points to where ArcFace's nets expect
them), and so is what feeds the net (`ArcFaceONNX`). The five points come from the face mesh.
"""

import warnings
from pathlib import Path

import numpy as np
from insightface.app.common import Face
from insightface.model_zoo.arcface_onnx import ArcFaceONNX
from numpy.typing import NDArray

from liveness.engines.onnx_session import open_session
from liveness.limits.net_ids import SFACE
from liveness.measure.flat_signals import direction
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image

EYES = ((33, 133), (362, 263))
"""Mesh points of the corners of the eye on the left, then on the right of the picture."""
NOSE_TIP = 1
MOUTH_CORNERS = (61, 291)
WARM_UP = np.array([(40, 50), (70, 50), (55, 70), (42, 90), (68, 90)], np.float64)
"""Any five points of a face."""


class SFaceTemplate:
    """128-d templates. Two templates of one person lie closer than of two; they are compared elsewhere.

    Args:
        model: `face_template` of the open pack, version 2: what `liveness.models.sface.convert` made.
    """

    model_id = SFACE

    def __init__(self, model: Path) -> None:
        self._net = ArcFaceONNX(str(model), open_session(model))
        # What InsightFace imports only when it first cuts a face: behind the walls of a worker no file can be read.
        self.of_points(np.zeros((112, 112, 3), np.uint8), WARM_UP)

    def template(self, image: Image, face: FaceMeasurement) -> Vector | None:
        """L2-normalised template, shape (128,), of the face in this frame; None where the net finds nothing."""
        return self.of_points(image, five_points(face.landmarks_px))

    def of_points(self, image: Image, points_px: NDArray[np.float64]) -> Vector | None:
        """As `template`, of the face with these (5, 2) points in the order of `five_points`."""
        with warnings.catch_warnings():
            # insightface 2.1 aligns with a method that scikit-image 0.26 calls old; the lock holds both still.
            warnings.simplefilter("ignore", FutureWarning)
            raw = self._net.get(image, Face(kps=points_px))
        return direction(np.asarray(raw, np.float32))


def five_points(landmarks_px: NDArray[np.float32]) -> NDArray[np.float64]:
    """(5, 2): middle of the eye on the left of the picture, of the other, tip of the nose, corners of the mouth."""
    points = landmarks_px[:, :2].astype(np.float64)
    eyes = [points[list(corners)].mean(axis=0) for corners in EYES]
    return np.array([*eyes, points[NOSE_TIP], *points[list(MOUTH_CORNERS)]])
