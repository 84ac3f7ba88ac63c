"""A photo of somebody: which bytes are decoded at all, and what of them is kept."""

import struct
from dataclasses import replace

import cv2
import numpy as np
import pytest

from liveness.limits.net_ids import DLIB_RESNET
from liveness.measure.pictures import PHOTO_BYTES, photo_template, require_photo
from liveness.media.recording_errors import PhotoTooLarge, PhotoUnreadable
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from tests.liveness.fakes import FakeFaces, fake_engines
from tests.liveness.handmade import face


class TwoFaces(FakeFaces):
    """Somebody, and somebody else beside them."""

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        return 2, face()


GREY = np.full((48, 64, 3), 128, np.uint8)
JPEG, PNG = (cv2.imencode(ending, GREY)[1].tobytes() for ending in (".jpg", ".png"))

SMALL_FRAME = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 9, 9) + bytes(4)


def jpeg_of(width_px: int, height_px: int) -> bytes:
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height_px, width_px) + JPEG[at + 9 :]


def test_a_jpeg_becomes_a_template() -> None:
    template = photo_template(JPEG, fake_engines(face()))
    assert template is not None
    assert template.model_id == DLIB_RESNET


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PNG,
        b"GIF89a" + bytes(64),
        b"RIFF1234WEBPVP8 " + bytes(64),
        b"<svg/>",
        b"ffconcat version 1.0\nfile /etc/passwd",
    ],
)
def test_nothing_else_is_decoded(data: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        require_photo(data)


@pytest.mark.parametrize("data", [JPEG[:20], JPEG[:3] + bytes(64)])
def test_a_header_that_ends_early_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        require_photo(data)


def test_what_does_not_decode_is_refused() -> None:
    with pytest.raises(PhotoUnreadable):
        photo_template(JPEG[:2] + SMALL_FRAME + bytes(32), fake_engines(face()))


@pytest.mark.parametrize("data", [jpeg_of(65_000, 65_000), jpeg_of(4097, 4096)])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused_before_it_does(data: bytes) -> None:
    with pytest.raises(PhotoTooLarge):
        require_photo(data)


@pytest.mark.parametrize(
    "between",
    [
        b"\xff",
        b"\xff\xff",
        b"\xff\xd0",
        b"\xff\x01",
        b"\x00",
        b"\xff\xe0\x00\x00",
        b"\xff\xe1\x00\x01",
        b"\xff\xda\x00\x02",
    ],
)
def test_nothing_that_a_decoder_steps_over_hides_another_size(between: bytes) -> None:
    """A decoder skips fill bytes, lone markers and garbage, and could then find a frame that we did not look at."""
    with pytest.raises(PhotoUnreadable):
        require_photo(JPEG[:2] + between + SMALL_FRAME)


def test_damage_anywhere_is_refused_or_survived() -> None:
    chance, refused = np.random.default_rng(0), 0
    for _ in range(300):
        damaged = bytearray(JPEG)
        for place in chance.integers(len(JPEG), size=3):
            damaged[place] = chance.integers(256)
        try:
            photo_template(bytes(damaged), fake_engines(face()))
        except (PhotoUnreadable, PhotoTooLarge):
            refused += 1
    assert 0 < refused < 300


def test_a_file_of_too_many_bytes_is_refused() -> None:
    require_photo(JPEG + bytes(PHOTO_BYTES - len(JPEG)))
    with pytest.raises(PhotoTooLarge):
        require_photo(JPEG + bytes(PHOTO_BYTES - len(JPEG) + 1))


def test_a_photo_without_a_face_says_nothing() -> None:
    assert photo_template(JPEG, fake_engines(None)) is None


def test_a_photo_of_several_people_says_nothing() -> None:
    assert photo_template(JPEG, replace(fake_engines(), face=TwoFaces([]))) is None
