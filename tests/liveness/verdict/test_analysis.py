"""One recording to a verdict, and what is kept of it on a pass."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.limits.net_ids import DLIB_RESNET, GE2E
from liveness.limits.recordings import RecordingLimits
from liveness.measure.pictures import jpeg
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image, Samples
from liveness.verdict.analysis import Analyser, Analysis
from liveness.verdict.judge import with_check
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import Check, Policy
from tests.liveness.clips import Clip, encode, every
from tests.liveness.fakes import fake_engines
from tests.liveness.handmade import face, vector

QUALITY_ONLY = Policy("quality", (Check.QUALITY,))
TALKING = Clip(times_s=every(15, 7.0), sound_s=6.0, sound_start_s=1.0)
PHOTO_PX = 50
FACE = face()
SAY = Challenge((Prompt("1", PromptKind.SAY, "seven kettle"),))


def analysed(clip: Clip, *faces: FaceMeasurement | None, challenge: Challenge = SAY) -> Analysis:
    ticks = count()
    analyser = Analyser(fake_engines(*faces), RecordingLimits(), lambda: next(ticks) / 1000)
    return analyser.analyse(encode(clip), challenge, QUALITY_ONLY)


def test_a_pass_yields_templates_and_a_reference() -> None:
    result = analysed(TALKING)
    assert result.verdict.outcome is Outcome.PASSED
    assert result.verdict.pack == "fake-1"
    assert result.delivered == ("webm", "vp8")
    assert result.templates is not None
    assert result.templates.face.model_id == DLIB_RESNET
    assert result.reference is not None
    assert len(result.reference.frames) >= 5


def test_without_a_pass_nothing_of_the_person_is_kept() -> None:
    result = analysed(TALKING, face(luma=3.0))
    assert result.verdict.outcome is Outcome.RETRY
    assert result.templates is None
    assert result.reference is None


def test_a_recording_without_sound_is_judged_and_yields_no_reference() -> None:
    result = analysed(Clip(times_s=every(15, 2.0), audio_codec=None), challenge=Challenge())
    assert result.verdict
    assert result.templates is not None
    assert result.templates.voice is None
    assert result.reference is None


def test_a_policy_that_asks_for_no_face_yields_no_templates() -> None:
    ticks = count()
    analyser = Analyser(fake_engines(None), RecordingLimits(), lambda: next(ticks) / 1000)
    result = analyser.analyse(encode(TALKING), SAY, Policy("mouth", (Check.MOUTH_AND_SPEECH,)))
    assert not result.verdict
    assert result.templates is None


class FacesBySize:
    """Whoever is on a picture of another width than the recording's is `on_photo`; the recording shows person 0."""

    model_id = DLIB_RESNET

    def __init__(self, on_photo: int) -> None:
        self._on_photo = on_photo

    def template(self, image: Image, face: FaceMeasurement) -> Vector:
        vector = np.zeros(128, np.float32)
        vector[self._on_photo if image.shape[1] == PHOTO_PX else 0] = 1
        return vector


def shown(on_photo: int, face_on_photo: FaceMeasurement | None = FACE) -> Analysis:
    engines = replace(fake_engines(face_on_photo, face()), face_template=FacesBySize(on_photo))
    ticks = count()
    analyser = Analyser(engines, RecordingLimits(), lambda: next(ticks) / 1000)
    return analyser.analyse(encode(TALKING), SAY, QUALITY_ONLY, photo=jpeg(np.zeros((PHOTO_PX, PHOTO_PX, 3), np.uint8)))


def test_a_recording_of_whom_the_photo_shows_passes_and_says_that_it_was_compared() -> None:
    result = shown(0)
    assert result.verdict
    assert result.photo is not None
    assert result.photo.check is Check.REFERENCE_PHOTO
    assert result.photo.result
    assert result.templates is not None


class FacesOfBefore:
    model_id = "faces of before"

    def template(self, image: Image, face: FaceMeasurement) -> Vector:
        return vector(towards=3)


class VoicesOfBefore:
    model_id = "voices of before"

    def template(self, speech: Samples) -> Vector:
        return vector(towards=3, dimensions=256)


def by_earlier_nets(*, faces: bool, voices: bool) -> Analysis:
    engines = replace(
        fake_engines(),
        earlier_face_template=FacesOfBefore() if faces else None,
        earlier_voice_template=VoicesOfBefore() if voices else None,
    )
    ticks = count()
    analyser = Analyser(engines, RecordingLimits(), lambda: next(ticks) / 1000)
    return analyser.analyse(encode(TALKING), SAY, QUALITY_ONLY)


@pytest.mark.parametrize(
    ("faces", "voices", "nets"),
    [
        (True, True, ("faces of before", "voices of before")),
        (True, False, ("faces of before", GE2E)),
        (False, True, (DLIB_RESNET, "voices of before")),
    ],
)
def test_nets_of_before_measure_the_take_beside_those_of_today(
    *, faces: bool, voices: bool, nets: tuple[str, str]
) -> None:
    result = by_earlier_nets(faces=faces, voices=voices)

    assert result.templates is not None
    assert result.templates.face.model_id == DLIB_RESNET
    assert result.earlier is not None
    assert result.earlier.voice is not None
    assert (result.earlier.face.model_id, result.earlier.voice.model_id) == nets


def test_without_nets_of_before_there_is_one_measure_of_a_take() -> None:
    assert by_earlier_nets(faces=False, voices=False).earlier is None


def amended(result: Analysis) -> Outcome:
    assert result.photo is not None
    return with_check(result.verdict, result.photo).outcome


def test_another_face_than_the_one_on_the_photo_fails() -> None:
    assert amended(shown(1)) is Outcome.FAILED


def test_a_photo_without_a_face_asks_for_another_one() -> None:
    assert amended(shown(0, None)) is Outcome.RETRY


def test_every_stage_is_timed() -> None:
    assert set(analysed(TALKING).stage_ms) == {"sound", "pictures", "checks", "reference"}
