"""Single pictures: a coarse luma grid, JPEG, and the reference photo of the person.

A photo's bytes come from a stranger. Format and size are read from its first bytes before anything is decoded, and it
is decoded only where recordings are analysed: in a process without keys, database or secrets.
"""

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from liveness.measure.templates import Template
from liveness.media.recording_errors import PhotoTooLarge, PhotoUnreadable
from liveness.ports import Engines, Image

GRID = 64
SAMPLES_A_SIDE = 4
"""Least rows and columns of pixels in a cell. All pixels cost 2.2 ms at 720p, these 0.7; the grids are as good."""
JPEG_QUALITY = 92


def luma_grid(image: Image) -> NDArray[np.float32]:
    """(64, 64) mean luma of the picture's cells, 0..255 (ITU-R BT.601 weights)."""
    height, width = image.shape[:2]
    step = max(1, min(height, width) // (GRID * SAMPLES_A_SIDE))
    fewer = cv2.resize(image, (-(-width // step), -(-height // step)), interpolation=cv2.INTER_NEAREST)
    grey = cv2.cvtColor(fewer, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (GRID, GRID), interpolation=cv2.INTER_AREA).astype(np.float32)


def decoded(photo: bytes) -> Image | None:
    """A JPEG as an upright picture, turned as its metadata says; None when it cannot be decoded."""
    image = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else image.astype(np.uint8, copy=False)


def jpeg(image: Image) -> bytes:
    """The picture as JPEG, without any metadata."""
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


PHOTO_BYTES = 192 * 1024
"""Fits into one message of the stream. A face of 400 px takes a tenth of it."""
PHOTO_PIXELS = 4096 * 4096
"""A small file may unfold into a huge picture; this one takes 48 MiB."""
_START = b"\xff\xd8"
_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that say how large the picture is."""
_SKIPPED = frozenset({0xC4, 0xCC, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)})
"""Segments that may come before. Any other that a decoder might skip is refused: it could hide another size."""


def require_photo(data: bytes) -> None:
    """Checks that these bytes may be decoded as a photo.

    Raises:
        PhotoTooLarge: more bytes or more pixels than allowed.
        PhotoUnreadable: no JPEG, or damaged.
    """
    if len(data) > PHOTO_BYTES:
        raise PhotoTooLarge(PHOTO_BYTES, PHOTO_PIXELS)
    try:
        width_px, height_px = _size(data)
    except struct.error as error:
        raise PhotoUnreadable from error
    if width_px * height_px > PHOTO_PIXELS:
        raise PhotoTooLarge(PHOTO_BYTES, PHOTO_PIXELS)


def photo_template(data: bytes, engines: Engines) -> Template | None:
    """The face on the photo; None when it shows no face or several.

    Raises:
        PhotoTooLarge, PhotoUnreadable: as `require_photo`.
    """
    require_photo(data)
    image = decoded(data)
    if image is None:
        raise PhotoUnreadable
    count, face = engines.face.measure(image)
    vector = engines.face_template.template(image, face) if face is not None and count == 1 else None
    return None if vector is None else Template(engines.face_template.model_id, vector)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height as the header says, read more strictly than decoders do."""
    if not data.startswith(_START):
        raise PhotoUnreadable
    at = len(_START)
    while True:
        start, marker, length = struct.unpack_from(">BBH", data, at)
        if start != 0xFF or marker not in _SIZE | _SKIPPED or length < 2:
            raise PhotoUnreadable
        if marker in _SIZE:
            height_px, width_px = struct.unpack_from(">HH", data, at + 5)
            return width_px, height_px
        at += 2 + length
