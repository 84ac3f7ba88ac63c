"""Small picture operations that need OpenCV: a coarse luma grid and JPEG. Measures no faces."""

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.ports import Image

GRID = 64
JPEG_QUALITY = 92


def luma_grid(image: Image) -> NDArray[np.float32]:
    """(64, 64) mean luma of the picture's cells, 0..255 (ITU-R BT.601 weights)."""
    small = cv2.resize(image, (GRID, GRID), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)


def jpeg(image: Image) -> bytes:
    """The picture as JPEG, without any metadata."""
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()
