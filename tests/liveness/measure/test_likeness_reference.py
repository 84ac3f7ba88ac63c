"""The likeness reference: enough frames of the right person, and enough speech, or none."""

import io
import wave

import numpy as np
import pytest

from liveness.limits.net_ids import DLIB_RESNET
from liveness.measure.frame_picks import FramePicks, FramePose
from liveness.measure.likeness_reference import (
    LikenessReference,
    UnreadableReferenceError,
    from_bytes,
    make_reference,
    to_bytes,
)
from liveness.measure.templates import MatchingTemplates, Template, UnreadableTemplatesError
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image
from tests.liveness.handmade import face, vector

PERSON = MatchingTemplates("pack-1", Template(DLIB_RESNET, vector()), None)
SIX_SECONDS = np.full(6 * 16_000, 0.1, np.float32)


class SomebodyElseWhenTurned:
    model_id = DLIB_RESNET

    def template(self, image: Image, face: FaceMeasurement) -> Vector:
        return vector(towards=7 if face.yaw_deg < -20 else 0)


def picks(count: int = 8) -> FramePicks:
    kept = FramePicks(float(count))
    picture = np.random.default_rng(1).integers(0, 255, (32, 32, 3), np.uint8)
    for second in range(count):
        kept.offer(float(second), picture, face(sharpness=100.0 + second))
    for at, yaw_deg in ((0.1, 30.0), (0.2, -30.0)):
        kept.offer(at, picture, face(yaw_deg=yaw_deg))
    kept.offer(0.3, picture, face(mouth_opening=0.4, sharpness=1.0))
    return kept


def made(kept: FramePicks, speech: np.ndarray = SIX_SECONDS) -> LikenessReference | None:
    return make_reference(kept, speech, PERSON, SomebodyElseWhenTurned())


def test_a_reference_shows_the_person_from_all_sides_best_first() -> None:
    reference = made(picks())
    assert reference is not None
    assert 5 <= len(reference.frames) <= 9
    assert reference.frames[0].pose is FramePose.FRONT
    assert {FramePose.LEFT, FramePose.SPEAKING} <= {frame.pose for frame in reference.frames}
    assert all(frame.jpeg.startswith(b"\xff\xd8") for frame in reference.frames)


def test_a_frame_of_somebody_else_is_left_out() -> None:
    reference = made(picks())
    assert reference is not None
    assert FramePose.RIGHT not in {frame.pose for frame in reference.frames}


def test_no_picture_is_released_twice() -> None:
    kept = FramePicks(1.0)
    kept.offer(0.5, np.zeros((8, 8, 3), np.uint8), face())
    assert len(kept.of(*FramePose)) == 3
    assert made(kept) is None


def test_too_few_frames_make_no_reference() -> None:
    assert made(picks(1)) is None


def test_too_little_speech_makes_no_reference() -> None:
    assert made(picks(), SIX_SECONDS[: 4 * 16_000]) is None


def test_the_voice_is_a_wav_of_at_most_twenty_seconds() -> None:
    reference = made(picks(), np.tile(SIX_SECONDS, 5))
    assert reference is not None
    with wave.open(io.BytesIO(reference.voice_wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() == 20 * 16_000


def test_what_was_sealed_is_read_again() -> None:
    reference = made(picks())
    assert reference is not None
    assert from_bytes(to_bytes(reference)) == reference


@pytest.mark.parametrize("sealed", [b"", b"{}", b"[1]", b'{"frames":[{"pose":"up","jpeg":""}],"voice_wav":""}'])
def test_other_bytes_are_refused(sealed: bytes) -> None:
    with pytest.raises(UnreadableReferenceError):
        from_bytes(sealed)


def test_frames_are_not_proven_with_another_model_than_enrolled_the_person() -> None:
    of_another = MatchingTemplates("pack-2", Template("another net", vector()), None)
    with pytest.raises(UnreadableTemplatesError):
        make_reference(picks(), SIX_SECONDS, of_another, SomebodyElseWhenTurned())
