"""Face and voice of a take against those that are known."""

import numpy as np
import pytest

from liveness.checks import same_person
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits.net_ids import DLIB_RESNET, GE2E
from liveness.measure.templates import MatchingTemplates, Template
from liveness.observations import Vector


def turned(degrees: float, size: int = 128) -> Vector:
    """A unit vector at this angle from the known one."""
    vector = np.zeros(size, np.float32)
    vector[0], vector[1] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return vector


def person(face_deg: float = 0, voice_deg: float | None = 0, face_model: str = DLIB_RESNET) -> MatchingTemplates:
    voice = None if voice_deg is None else Template(GE2E, turned(voice_deg, 256))
    return MatchingTemplates("pack", Template(face_model, turned(face_deg)), voice)


@pytest.mark.parametrize(
    ("take", "result"),
    [
        (person(20, 40), Passed()),
        (person(30, 0), Failed(Reason.OTHER_FACE)),
        (person(0, 50), Failed(Reason.OTHER_VOICE)),
        (person(30, None), Failed(Reason.OTHER_FACE)),
        (person(0, None), Inconclusive(Reason.TOO_LITTLE_SPEECH)),
        (person(face_model="another"), Inconclusive(Reason.NOT_MEASURED)),
    ],
)
def test_face_and_voice_must_both_match(take: MatchingTemplates, result: CheckResult) -> None:
    """Faces are apart from a distance of 0.42 on, 24 degrees; voices below a cosine of 0.705, 45 degrees."""
    assert same_person.judge(person(), take) == result


@pytest.mark.parametrize(
    ("photo", "result"),
    [
        (person(20).face, Passed()),
        (person(30).face, Failed(Reason.OTHER_FACE)),
        (person(face_model="another").face, Inconclusive(Reason.NOT_MEASURED)),
        (None, Inconclusive(Reason.PHOTO_UNCLEAR)),
    ],
)
def test_a_photo_must_show_the_same_face(photo: Template | None, result: CheckResult) -> None:
    assert same_person.judge_photo(photo, person()) == result


def test_a_model_without_limits_matches_nobody() -> None:
    assert same_person.judge(person(face_model="new"), person(face_model="new")) == Inconclusive(Reason.NOT_MEASURED)


def test_a_voice_that_was_never_known_is_not_compared() -> None:
    assert same_person.judge(person(voice_deg=None), person(voice_deg=50))
    assert not same_person.judge(person(voice_deg=None), person(30))
