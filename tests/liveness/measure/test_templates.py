"""Matching templates: pooled, compared, sealed and read again."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from liveness.limits.models import UnknownModelError
from liveness.limits.net_ids import CAMPPLUS, DLIB_RESNET, GE2E, SFACE, W600K_R50
from liveness.measure.templates import (
    MatchingTemplates,
    Template,
    UnreadableTemplatesError,
    face_distance,
    from_bytes,
    made_as,
    pooled,
    pooled_face,
    pooled_voice,
    same_face,
    to_bytes,
    voice_similarity,
)
from liveness.observations import FaceSample, VoiceSample
from tests.liveness.handmade import face_samples, vector

FACE = Template(DLIB_RESNET, vector())
VOICE = Template(GE2E, vector(dimensions=256))


def voice_sample(net_speech_s: float) -> VoiceSample:
    return VoiceSample(0.0, 5.0, net_speech_s, vector(dimensions=256), GE2E)


def test_a_pooled_vector_lies_between_and_has_length_one() -> None:
    middle = pooled([vector(towards=0), vector(towards=1)])
    assert middle.dtype == np.float32
    assert np.linalg.norm(middle) == pytest.approx(1.0)
    assert middle[0] == pytest.approx(middle[1])


def test_templates_of_one_person_match_and_of_two_do_not() -> None:
    assert same_face(FACE, pooled_face(face_samples()))
    assert not same_face(FACE, Template(DLIB_RESNET, vector(towards=3)))
    assert face_distance(FACE, Template(DLIB_RESNET, vector(towards=3))) == pytest.approx(np.sqrt(2))
    assert voice_similarity(VOICE, VOICE) == pytest.approx(1.0)


def test_templates_of_two_models_cannot_be_compared() -> None:
    with pytest.raises(UnreadableTemplatesError):
        face_distance(FACE, Template("face-2", vector()))
    with pytest.raises(UnreadableTemplatesError):
        voice_similarity(VOICE, Template("voice-2", vector(dimensions=256)))


@pytest.mark.parametrize(
    ("compare", "old", "new"),
    [(face_distance, DLIB_RESNET, SFACE), (same_face, DLIB_RESNET, SFACE), (voice_similarity, GE2E, CAMPPLUS)],
)
def test_a_template_of_the_first_open_pack_is_refused_by_name_against_one_of_the_second(
    compare: Callable[[Template, Template], object], old: str, new: str
) -> None:
    with pytest.raises(UnreadableTemplatesError, match=f"{old} and {new} cannot be compared; enroll again"):
        compare(Template(old, vector()), Template(new, vector()))


def of_nets(face: str, voice: str | None) -> MatchingTemplates:
    return MatchingTemplates("a pack", Template(face, vector()), Template(voice, vector()) if voice else None)


@pytest.mark.parametrize(
    ("known", "compared"),
    [
        (of_nets(DLIB_RESNET, GE2E), (DLIB_RESNET, GE2E)),
        (of_nets(SFACE, CAMPPLUS), (SFACE, CAMPPLUS)),
        (of_nets(DLIB_RESNET, CAMPPLUS), (DLIB_RESNET, CAMPPLUS)),
        (of_nets(DLIB_RESNET, None), (DLIB_RESNET, CAMPPLUS)),
        (of_nets(W600K_R50, GE2E), (SFACE, GE2E)),
    ],
    ids=["of before", "of today", "one of each", "a voice that was never known", "a face net that is gone"],
)
def test_of_a_take_that_several_nets_measured_those_of_the_known_templates_are_compared(
    known: MatchingTemplates, compared: tuple[str, str]
) -> None:
    take = made_as(known, (of_nets(SFACE, CAMPPLUS), of_nets(DLIB_RESNET, GE2E)))

    assert take.voice is not None
    assert (take.face.model_id, take.voice.model_id) == compared


def test_a_face_of_a_model_without_limits_matches_nobody() -> None:
    unknown = Template("face-2", vector())
    with pytest.raises(UnknownModelError, match="face-2"):
        same_face(unknown, unknown)


def test_each_model_has_a_limit_of_its_own() -> None:
    apart = vector() * np.float32(0.6) + vector(towards=1) * np.float32(0.8)
    assert not same_face(FACE, Template(DLIB_RESNET, apart))
    assert same_face(Template(W600K_R50, vector()), Template(W600K_R50, apart))


def test_too_little_speech_makes_no_voice_template() -> None:
    assert pooled_voice([]) is None
    assert pooled_voice([voice_sample(1.0), voice_sample(2.9)]) is None
    assert pooled_voice([voice_sample(1.1), voice_sample(2.9)]) is not None


def test_long_answers_weigh_more_in_the_pool() -> None:
    other = VoiceSample(6.0, 9.0, 9.0, vector(towards=1, dimensions=256), GE2E)
    mixed = pooled_voice([voice_sample(3.0), other])
    assert mixed is not None
    assert mixed.vector[1] > mixed.vector[0]


@pytest.mark.parametrize("voice", [None, VOICE])
def test_what_was_sealed_is_read_again(voice: Template | None) -> None:
    read = from_bytes(to_bytes(MatchingTemplates("open-1", FACE, voice)))
    assert read.pack == "open-1"
    assert face_distance(read.face, FACE) == 0.0
    assert (read.voice is None) is (voice is None)


@pytest.mark.parametrize(
    "sealed",
    [b"", b"{}", b"[]", b"\xff", to_bytes(MatchingTemplates("p", FACE, None)).replace(b'"format": 1', b'"format": 2')],
)
def test_other_bytes_are_refused(sealed: bytes) -> None:
    with pytest.raises(UnreadableTemplatesError):
        from_bytes(sealed)


def test_a_vector_that_was_shortened_is_refused() -> None:
    form = json.loads(to_bytes(MatchingTemplates("p", FACE, None)))
    form["face"]["vector"] = form["face"]["vector"][:-8] + "!"
    with pytest.raises(UnreadableTemplatesError):
        from_bytes(json.dumps(form).encode())


def test_all_samples_are_of_one_model() -> None:
    mixed = (*face_samples(1), FaceSample(3.0, vector(), "face-2"))
    with pytest.raises(UnreadableTemplatesError):
        pooled_face(mixed)
