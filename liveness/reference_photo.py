"""A photo that says who somebody is: read from bytes inside narrow limits, turned into one face template, dropped.

Its bytes are a stranger's. Format and size are read from its first bytes before anything is decoded, and decoding
happens only where recordings are analysed: in a process without keys, database or secrets.
"""

import struct

from liveness.engines.picture import decoded
from liveness.ports import Engines
from liveness.recording_errors import PhotoTooLarge, PhotoUnreadable
from liveness.templates import Template

PHOTO_BYTES = 192 * 1024
"""Fits into one message of the stream. A face of 400 px takes a tenth of it."""
PHOTO_PIXELS = 4096 * 4096
"""A small file may unfold into anything; this much takes 48 MiB."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_NO_SIZE = {0xC4, 0xC8, 0xCC}
"""Markers among the JPEG frame headers, 0xC0 to 0xCF, that are none."""


def require_photo(data: bytes) -> None:
    """Says nothing when these bytes may be decoded as a photo.

    Raises:
        PhotoTooLarge: more bytes or more pixels than allowed.
        PhotoUnreadable: neither JPEG nor PNG, or damaged.
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
    """Width and height, as the header says."""
    if data.startswith(_PNG):
        width_px, height_px = struct.unpack_from(">II", data, 16)
        return width_px, height_px
    if not data.startswith(_JPEG):
        raise PhotoUnreadable
    at = 2
    while True:
        start, marker, length = struct.unpack_from(">BBH", data, at)
        if start != 0xFF:
            raise PhotoUnreadable
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height_px, width_px = struct.unpack_from(">HH", data, at + 5)
            return width_px, height_px
        at += 2 + length
