"""The open pack's face template: dlib's cut of the face, then dlib's ResNet-29 run by ONNX Runtime. Compares nothing.

The net is sensitive to its cut: on other alignments of the same photos its error rate is several times higher, so the
geometry is dlib's own. Source: dlib `image_transforms/interpolation.h`, `get_face_chip_details` for five points: each
eye's outer and inner corner and the base of the nose, on a square with a quarter of its inner size added on each side.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.engines.onnx_session import open_session
from liveness.limits.net_ids import DLIB_RESNET
from liveness.measure.flat_signals import direction
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image

CHIP_SIZE = 150
PADDING = 0.25
EYE_CORNERS = ((263, 362), (33, 133))
"""Mesh points of the outer and inner corner of the subject's left, then right eye."""
NOSE_BASE = 2
CORNER_INSET = 0.15
"""dlib's corners lie inside the mesh's, by a median of 0.05 of the eye's width on 72 photos that both found. Error
rates on the same photos fall from there to a plateau at 0.1..0.2, whose middle this is (a choice made on testdata)."""
MEAN_FACE = np.array(
    [
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    ],
)
"""dlib's mean position of the same five points in a unit square."""
CHIP_POINTS = (PADDING + MEAN_FACE) / (2 * PADDING + 1) * CHIP_SIZE - 0.5
"""dlib counts from the corner of the chip; here pixel centres lie at whole numbers."""

Floats = NDArray[np.float64]


def face_chip(image: Image, landmarks_px: NDArray[np.float32]) -> Image:
    """(150, 150, 3) uint8 BGR chip of the face with these (468, 3) mesh points."""
    return chip_of_points(image, five_points(landmarks_px[:, :2].astype(np.float64)))


def five_points(landmarks_px: Floats) -> Floats:
    """(5, 2) points in dlib's order and place: left eye outer and inner corner, right eye likewise, nose base."""
    corners = [
        landmarks_px[near] + CORNER_INSET * (landmarks_px[far] - landmarks_px[near])
        for eye in EYE_CORNERS
        for near, far in (eye, eye[::-1])
    ]
    return np.array([*corners, landmarks_px[NOSE_BASE]])


def chip_of_points(image: Image, points_px: Floats) -> Image:
    """(150, 150, 3) uint8 BGR chip of the face with these (5, 2) points, in dlib's order.

    A face more than twice as large as the chip is first halved with a Gaussian pyramid, as dlib does:
    nothing aliases.
    """
    to_frame = similarity(CHIP_POINTS, points_px)
    while np.hypot(*to_frame[:, 0]) > 2:
        image, to_frame = cv2.pyrDown(image).astype(np.uint8, copy=False), to_frame / 2
    chip = cv2.warpAffine(image, to_frame, (CHIP_SIZE, CHIP_SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return chip.astype(np.uint8, copy=False)


def similarity(source: Floats, target: Floats) -> Floats:
    """(2, 3) rotation, scale and shift that brings (n, 2) source points nearest to the target points.

    Least squares: Umeyama, IEEE TPAMI 13(4), 1991; in the plane a rotation with scale is a complex factor.
    """
    centre, goal = source.mean(axis=0), target.mean(axis=0)
    start = (source - centre) @ [1, 1j]
    end = (target - goal) @ [1, 1j]
    factor = np.vdot(start, end) / np.vdot(start, start)
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.column_stack([turn, goal - turn @ centre])


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
