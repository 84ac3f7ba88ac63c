"""The open pack's face template: dlib's ResNet-29, run by ONNX Runtime. Compares nothing."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.engines.face_chip import face_chip
from liveness.engines.onnx_session import open_session
from liveness.flat_signals import direction
from liveness.limits.models import DLIB_RESNET
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image

MEAN_RGB = (122.782, 117.001, 104.298)
"""dlib `input_rgb_image_sized`: subtracted before the division by 256."""


class DlibFaceTemplate:
    """128-d templates. Two templates of one person lie closer than of two; their cosine is compared elsewhere.

    Args:
        model: `face_template` of the open pack.
    """

    model_id = DLIB_RESNET

    def __init__(self, model: Path) -> None:
        self._session = open_session(model)

    def template(self, image: Image, face: FaceMeasurement) -> Vector | None:
        """L2-normalised template of the face in this frame; None where the net finds nothing."""
        return self.of_chip(face_chip(image, face.landmarks_px))

    def of_chip(self, chip: Image) -> Vector | None:
        """L2-normalised template of a (150, 150, 3) BGR chip; None where the net finds nothing."""
        raw: NDArray[np.float32] = self._session.run(None, {"chips": _normalised(chip)})[0][0]
        return direction(raw)


def _normalised(chip: Image) -> NDArray[np.float32]:
    return cv2.dnn.blobFromImage(chip, 1 / 256, mean=MEAN_RGB, swapRB=True).astype(np.float32, copy=False)
