"""A photo of somebody: which bytes are decoded at all, and what of them is kept."""

import struct
import zlib
from dataclasses import replace

import cv2
import numpy as np
import pytest

from liveness.model_limits import DLIB_RESNET
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from liveness.recording_errors import PhotoTooLarge, PhotoUnreadable
from liveness.reference_photo import PHOTO_BYTES, photo_template, require_photo
from tests.liveness.fakes import FakeFaces, fake_engines
from tests.liveness.handmade import face


class TwoFaces(FakeFaces):
    """Somebody, and somebody else beside them."""

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        return 2, face()


GREY = np.full((48, 64, 3), 128, np.uint8)
JPEG, PNG = (cv2.imencode(ending, GREY)[1].tobytes() for ending in (".jpg", ".png"))


def png_of(width_px: int, height_px: int) -> bytes:
    """A header that promises this many pixels, and hardly any data."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    return PNG[:8] + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def jpeg_of(width_px: int, height_px: int) -> bytes:
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height_px, width_px) + JPEG[at + 9 :]


@pytest.mark.parametrize("photo", [JPEG, PNG])
def test_jpeg_and_png_become_a_template(photo: bytes) -> None:
    template = photo_template(photo, fake_engines(face()))
    assert template is not None
    assert template.model_id == DLIB_RESNET


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + bytes(64), b"RIFF1234WEBPVP8 " + bytes(64), b"<svg/>", b"ffconcat version 1.0\nfile /etc/passwd"],
)
def test_nothing_else_is_decoded(data: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        require_photo(data)


@pytest.mark.parametrize("data", [JPEG[:20], PNG[:20], JPEG[:3] + bytes(64)])
def test_a_header_that_ends_early_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        require_photo(data)


@pytest.mark.parametrize("data", [PNG[:60], JPEG[:2] + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 9, 9) + bytes(32)])
def test_what_does_not_decode_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        photo_template(data, fake_engines(face()))


@pytest.mark.parametrize("data", [png_of(60_000, 60_000), jpeg_of(65_000, 65_000), png_of(4097, 4096)])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused_before_it_does(data: bytes) -> None:
    with pytest.raises(PhotoTooLarge):
        require_photo(data)


def test_a_file_of_too_many_bytes_is_refused() -> None:
    require_photo(PNG + bytes(PHOTO_BYTES - len(PNG)))
    with pytest.raises(PhotoTooLarge):
        require_photo(PNG + bytes(PHOTO_BYTES - len(PNG) + 1))


def test_a_photo_without_a_face_says_nothing() -> None:
    assert photo_template(JPEG, fake_engines(None)) is None


def test_a_photo_of_several_people_says_nothing() -> None:
    assert photo_template(JPEG, replace(fake_engines(), face=TwoFaces([]))) is None
