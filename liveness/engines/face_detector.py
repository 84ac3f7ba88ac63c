"""Finds every face of a frame with BlazeFace (short range), through OpenCV's own TFLite reader. Does not measure them.

Input, anchors and outputs: Bazarevsky et al., "BlazeFace", 2019, arXiv 1907.05047, and the model card of the pinned
file: 128 x 128 RGB in -1..1; 896 anchors of unit size; for each a score logit and 16 offsets in input pixels (box
centre, box size, then six key points x, y).

BlazeFace loses faces narrower than about an eighth of its view. Overlapping tiles of half the frame's longer side show
them twice as large. Tiles cost several times as much, so they are searched only when the first search found no face, a
small one, or a doubtful one beside it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.ports import Image

INPUT_SIZE = 128
ANCHOR_GRIDS = ((16, 2), (8, 6))
"""(cells to a side, anchors to a cell) of both feature maps."""
DOUBTFUL = 0.25
"""Least score reported: half the model card's operating point, because a face too small to be seen well scores so."""
OVERLAP = 0.3
"""Boxes whose intersection over union is larger are one face (model card)."""
LOGIT_LIMIT = 80.0
"""Keeps exp() inside float32; the sigmoid is saturated long before."""
RIGHT_EYE, LEFT_EYE = 0, 1

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detection:
    """One face. box_px: x, y, width, height in the frame; eyes_px: (2, 2) the subject's right, then left eye."""

    box_px: tuple[float, float, float, float]
    score: float
    eyes_px: Floats

    def moved(self, left: float, top: float) -> "Detection":
        """The same face in a picture that goes on `left` and `top` pixels further."""
        x, y, width, height = self.box_px
        corner = np.array([left, top], dtype=np.float32)
        return Detection((x + left, y + top, width, height), self.score, self.eyes_px + corner)

    def holds_centre_of(self, other: "Detection") -> bool:
        """Whether the middle of the other's box lies in this one's."""
        x, y, width, height = self.box_px
        centre_x, centre_y = other.box_px[0] + other.box_px[2] / 2, other.box_px[1] + other.box_px[3] / 2
        return x < centre_x < x + width and y < centre_y < y + height


class BlazeFace:
    """The detector net.

    Args:
        model: the pinned TFLite file.
    """

    def __init__(self, model: Path) -> None:
        self._net = cv2.dnn.readNetFromTFLite(str(model))
        self._anchors = _anchors()

    def detect(self, image: Image) -> tuple[Detection, ...]:
        """Everything scored at least `DOUBTFUL`, the best scored first."""
        square, scale = _letterboxed(image)
        self._net.setInput(
            cv2.dnn.blobFromImage(square, 1 / 127.5, (INPUT_SIZE, INPUT_SIZE), (127.5, 127.5, 127.5), swapRB=True),
        )
        logits, offsets = self._net.forward(("classificators", "regressors"))
        scores = (1 / (1 + np.exp(-np.clip(logits[0, :, 0], -LOGIT_LIMIT, LOGIT_LIMIT)))).astype(np.float32)
        likely = scores >= DOUBTFUL
        return _merged(scores[likely], offsets[0, likely], self._anchors[likely], scale)


def _anchors() -> Floats:
    """(896, 2) centres x, y in input pixels, row by row."""
    grids = []
    for cells, copies in ANCHOR_GRIDS:
        centres = (np.arange(cells, dtype=np.float32) + 0.5) * (INPUT_SIZE / cells)
        x, y = np.meshgrid(centres, centres)
        grids.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), copies, axis=0))
    return np.concatenate(grids).astype(np.float32)


def _letterboxed(image: Image) -> tuple[Image, float]:
    """The frame shrunk into the upper left of a black square, and frame pixels per input pixel."""
    height, width = image.shape[:2]
    scale = max(height, width) / INPUT_SIZE
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    square = np.zeros((INPUT_SIZE, INPUT_SIZE, 3), dtype=np.uint8)
    square[: size[1], : size[0]] = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return square, scale


def _merged(scores: Floats, offsets: Floats, anchors: Floats, scale: float) -> tuple[Detection, ...]:
    """One detection for each face: overlapping boxes are averaged, weighted by their score (as BlazeFace does)."""
    points = (offsets.reshape(-1, 8, 2) + np.where(np.arange(8)[:, None] == 1, 0, anchors[:, None])) * scale
    boxes = np.concatenate([points[:, 0] - points[:, 1] / 2, points[:, 1]], axis=1)
    found, left = [], np.argsort(-scores)
    while len(left):
        same = _overlap(boxes[left[0]], boxes[left]) > OVERLAP
        group, left = left[same], left[~same]
        weights = scores[group] / scores[group].sum()
        x, y, width, height = (float(value) for value in weights @ boxes[group])
        eyes = np.tensordot(weights, points[group, 2 : 2 + LEFT_EYE + 1], axes=1).astype(np.float32)
        found.append(Detection((x, y, width, height), float(scores[group[0]]), eyes))
    return tuple(found)


def _overlap(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one box with each of (n, 4); 1 with itself."""
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[:2] + box[2:], boxes[:, :2] + boxes[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    union: Floats = np.prod(box[2:]) + np.prod(boxes[:, 2:], axis=1) - shared
    return np.where(union > 0, shared / np.where(union > 0, union, 1), 1)


SURE = 0.5
"""Least score of a face that stands alone: the model card's operating point."""
SURE_BESIDE = 0.7
"""Least score of a further face. On testdata shoulders and hair beside a face reach 0.59, second people 0.93."""
SMALL_FACE = 8
"""A face is small when the frame's longer side is this many times as long."""
SMALLEST_TILE = INPUT_SIZE // 2
"""A smaller tile would have to be blown up more than twice: it shows the net nothing new."""


def faces_in(image: Image, detector: BlazeFace) -> tuple[Detection, ...]:
    """Every face of the frame, the best scored first."""
    found = _apart(detector.detect(image))
    if not _clear(found, max(image.shape[:2])):
        closer = [face.moved(left, top) for left, top, tile in _tiles(image) for face in detector.detect(tile)]
        found = _apart((*found, *closer))
    return tuple(face for place, face in enumerate(found) if face.score >= (SURE_BESIDE if place else SURE))


def _clear(found: tuple[Detection, ...], longer_side: int) -> bool:
    return (
        bool(found)
        and found[0].score >= SURE
        and all(face.score >= SURE_BESIDE for face in found[1:])
        and min(face.box_px[2] for face in found) * SMALL_FACE > longer_side
    )


def _apart(faces: tuple[Detection, ...]) -> tuple[Detection, ...]:
    """The best scored of those that hold each other's centre: a tile may cut a face, or show it once more."""
    kept: list[Detection] = []
    for face in sorted(faces, key=lambda face: -face.score):
        if not any(better.holds_centre_of(face) for better in kept):
            kept.append(face)
    return tuple(kept)


def _tiles(image: Image) -> Iterator[tuple[int, int, Image]]:
    """(left, top, picture) of squares inside the frame that overlap by at least half; none of a thin or tiny frame."""
    height, width = image.shape[:2]
    side = min(max(height, width) // 2, height, width)
    if side < SMALLEST_TILE:
        return
    for top in _starts(height, side):
        for left in _starts(width, side):
            yield left, top, image[top : top + side, left : left + side]


def _starts(length: int, side: int) -> list[int]:
    steps = math.ceil((length - side) / (side / 2)) + 1
    return [round(float(start)) for start in np.linspace(0, length - side, steps)]
