"""A small net that says of one picture whether it shows a print or a screen: a veto that an operator chooses.

MiniFASNetV2 by its shape, with three answers: living, print, replay. Its training data are not stated (docs/models.md).
"""

from pathlib import Path

import cv2
import numpy as np

from liveness.engines.onnx_session import open_session
from liveness.limits.attacks import PRINT_SCREEN_LIVE_MIN
from liveness.observations import FaceMeasurement
from liveness.ports import Image

SIDE_PX = 128
AROUND = 2.7
"""The crop is so many times the face, as in the training of MiniFASNetV2: the rim of a print lies beside the face."""


class PrintScreenNet:
    """The net of the pack `print-screen`. live_min: see its limit.

    Args:
        model: the verified file.
    """

    live_min = PRINT_SCREEN_LIVE_MIN.value

    def __init__(self, model: Path) -> None:
        self._session = open_session(model)

    def live_probability(self, image: Image, face: FaceMeasurement) -> float | None:
        """0..1; None where the face is not in the picture."""
        crop = surroundings(image, face)
        if crop is None:
            return None
        # Blue, green, red from 0 to 255: the other way round, genuine faces read down to 0.
        pixels = cv2.resize(crop, (SIDE_PX, SIDE_PX)).astype(np.float32).transpose(2, 0, 1)[None]
        answers = np.asarray(self._session.run(None, {"input": pixels})[0], np.float64).ravel()
        shares = np.exp(answers - answers.max())
        return float(shares[0] / shares.sum())


def surroundings(image: Image, face: FaceMeasurement) -> Image | None:
    """The face with what is around it, AROUND times as large, or as much as the picture holds; None: no face."""
    height, width = image.shape[:2]
    points = face.landmarks_px[:, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    wide, tall = (high - low).tolist()
    if not (wide >= 1 and tall >= 1):
        return None
    scale = min(AROUND, (width - 1) / wide, (height - 1) / tall)
    size = np.array([wide, tall]) * scale
    # Shifted into the picture, not cut: the net has only seen whole crops.
    start = np.clip((low + high) / 2 - size / 2, 0, np.array([width, height]) - size).astype(int)
    end = np.ceil(start + size).astype(int)
    crop = image[start[1] : end[1], start[0] : end[0]]
    return crop if crop.size else None
