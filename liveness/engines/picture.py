"""Small picture operations that need OpenCV: a coarse luma grid and JPEG. Measures no faces."""

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.ports import Image

GRID = 64
SAMPLES_A_SIDE = 4
"""At least so many rows and columns of pixels make a cell; all of them cost 3 ms at 720p, and say no more."""
JPEG_QUALITY = 92


def luma_grid(image: Image) -> NDArray[np.float32]:
    """(64, 64) mean luma of the picture's cells, 0..255 (ITU-R BT.601 weights)."""
    step = max(1, min(image.shape[:2]) // (GRID * SAMPLES_A_SIDE))
    small = cv2.resize(np.ascontiguousarray(image[::step, ::step]), (GRID, GRID), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)


def jpeg(image: Image) -> bytes:
    """The picture as JPEG, without any metadata."""
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()
