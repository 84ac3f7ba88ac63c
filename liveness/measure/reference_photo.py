"""A photo that says who somebody is: read from bytes inside narrow limits, turned into one face template, dropped.

Its bytes are a stranger's. Format and size are read from its first bytes before anything is decoded, and decoding
happens only where recordings are analysed: in a process without keys, database or secrets.
"""

import struct

from liveness.measure.picture import decoded
from liveness.measure.templates import Template
from liveness.media.recording_errors import PhotoTooLarge, PhotoUnreadable
from liveness.ports import Engines

PHOTO_BYTES = 192 * 1024
"""Fits into one message of the stream. A face of 400 px takes a tenth of it."""
PHOTO_PIXELS = 4096 * 4096
"""A small file may unfold into anything; this much takes 48 MiB."""
_START = b"\xff\xd8"
_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segments that say how large the picture is."""
_SKIPPED = frozenset({0xC4, 0xCC, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)})
"""Those that may come before. Whatever else a decoder might step over is refused: it could hide another size."""


def require_photo(data: bytes) -> None:
    """Says nothing when these bytes may be decoded as a photo.

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
    """The face on the photo; None when it shows none, or several of which nobody knows whose is meant.

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
