"""Whether a recording made now could be compared with an enrollment."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND, EnrollmentRow
from consent.identity import EnrollmentId, SubjectId
from consent.terms import Assurance, Audience
from liveness.limits.net_ids import CAMPPLUS, DLIB_RESNET, GE2E, SFACE
from liveness.measure.templates import to_bytes
from tests.cameo_service.usecases.enrolling import somebody
from tests.cameo_service.usecases.world import OpenVault

ADA = SubjectId(UUID(int=1))
FIRST, SECOND = frozenset({DLIB_RESNET, GE2E}), frozenset({SFACE, CAMPPLUS})


def sealed(content: bytes, kind: str = TEMPLATES_KIND) -> EnrollmentRow:
    enrollment_id = EnrollmentId(UUID(int=2))
    item = OpenVault().seal(ADA, enrollment_id, 1, kind, "open-1", content)
    return EnrollmentRow(
        enrollment_id, ADA, 1, Assurance.LIVE_ATTESTED, Audience.EVERYONE, frozenset(), 0, None, (item,)
    )


@pytest.mark.parametrize(
    ("nets", "comparable"),
    [(FIRST, True), (FIRST | SECOND, True), (SECOND, False), (frozenset({DLIB_RESNET, CAMPPLUS}), False)],
    ids=["its own nets", "more nets than its own", "other nets", "another voice net"],
)
def test_every_net_that_made_its_templates_must_be_in_use(nets: frozenset[str], comparable: bool) -> None:  # noqa: FBT001
    assert NetsInUse(OpenVault(), nets)(sealed(to_bytes(somebody()))) is comparable


def test_a_voice_that_was_never_known_is_not_asked_for() -> None:
    enrollment = sealed(to_bytes(somebody(voice=None)))

    assert NetsInUse(OpenVault(), frozenset({DLIB_RESNET}))(enrollment)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", json.dumps({"face": {}, "voice": None}).encode()])
def test_what_is_no_template_can_be_compared_with_nothing(content: bytes) -> None:
    assert not NetsInUse(OpenVault(), FIRST)(sealed(content))


def test_an_enrollment_without_templates_can_be_compared_with_nothing() -> None:
    enrollment = sealed(to_bytes(somebody()), "likeness_reference.voice")

    assert not NetsInUse(OpenVault(), FIRST)(enrollment)
    assert not NetsInUse(OpenVault(), FIRST)(replace(enrollment, sealed=()))


def test_templates_that_do_not_open_can_be_compared_with_nothing() -> None:
    vault = OpenVault()
    vault.is_broken = True

    assert not NetsInUse(vault, FIRST)(sealed(to_bytes(somebody())))
