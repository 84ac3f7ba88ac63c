"""Finds every face of a frame: one look at the whole, and a closer one where that is not enough.

BlazeFace loses faces narrower than about an eighth of its view. Overlapping tiles of half the frame's longer side show
them twice as large; they cost several times as much, so they are looked at only when the first look found no face, a
small one, or something doubtful beside it.
"""

import math
from collections.abc import Iterator

import numpy as np

from liveness.engines.face_detector import INPUT_SIZE, BlazeFace, Detection
from liveness.ports import Image

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
