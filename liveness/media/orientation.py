"""Turns pictures upright as the container's display matrix asks."""

from typing import cast

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from numpy.typing import NDArray


def display_matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """The signs (a, b, c, d) of a frame's display matrix, each -1, 0 or 1; (1, 0, 0, 1) when it has none.

    A stored point (x, y) is shown at (a x + c y, b x + d y), ISO/IEC 14496-12 section 8.3.2.3. Angles between
    the quarter turns go to the nearest one.
    """
    side = cast("SideData | None", frame.side_data.get("DISPLAYMATRIX"))
    if side is None:
        return 1, 0, 0, 1
    a, b, _, c, d = np.sign(_dominant(np.frombuffer(bytes(side), dtype=np.int32)[:5])).tolist()
    return a, b, c, d


def _dominant(matrix: NDArray[np.int32]) -> NDArray[np.int32]:
    is_diagonal = abs(int(matrix[0])) >= abs(int(matrix[1]))
    return matrix * np.array([is_diagonal, not is_diagonal, 0, not is_diagonal, is_diagonal], np.int32)


def upright(image: NDArray[np.uint8], matrix: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The picture as it is to be seen.

    Args:
        image: (height, width, 3), as stored.
        matrix: from `display_matrix`.
    """
    a, b, c, d = matrix
    if b:
        image, a, d = image.transpose(1, 0, 2), c, b
    if a < 0:
        image = image[:, ::-1]
    if d < 0:
        image = image[::-1]
    return np.ascontiguousarray(image)
