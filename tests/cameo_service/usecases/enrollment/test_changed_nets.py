"""After a change of nets, with those of before still loaded: people are recognised, and enroll over to the new ones."""

import pytest

from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND
from consent.owner_act import OwnerAct
from liveness.limits.net_ids import CAMPPLUS, SFACE
from liveness.measure.templates import MatchingTemplates, from_bytes
from tests.cameo_service.usecases.enrolling import Enrolling, passed, somebody

BEFORE, MALLORY_BEFORE = somebody(), somebody(face=1, voice=1)
TODAY = somebody(5, 5, SFACE, CAMPPLUS)
"""What today's nets make of ada has nothing in common with what those of before made."""


@pytest.fixture
def enrolling() -> Enrolling:
    enrolling = Enrolling()
    enrolling.enrolled(analysis=passed(who=BEFORE))
    return enrolling


def sealed(enrolling: Enrolling) -> MatchingTemplates:
    assert enrolling.row is not None
    (item,) = [item for item in enrolling.row.sealed if item.kind == TEMPLATES_KIND]
    return from_bytes(item.ciphertext)


def test_an_enrolled_person_is_recognised_by_the_nets_they_enrolled_with(enrolling: Enrolling) -> None:
    take = passed(who=TODAY, earlier=BEFORE)

    assert enrolling.verified(take, OwnerAct.ERASE).state == "PASSED"


def test_another_person_is_refused_by_the_same_nets(enrolling: Enrolling) -> None:
    take = passed(who=TODAY, earlier=MALLORY_BEFORE)

    assert enrolling.verified(take, OwnerAct.ERASE).state != "PASSED"


def test_without_the_nets_of_before_no_take_passes(enrolling: Enrolling) -> None:
    assert enrolling.verified(passed(who=TODAY), OwnerAct.ERASE).state != "PASSED"


def test_who_enrolls_again_is_compared_with_the_old_templates_and_sealed_by_the_new_nets(
    enrolling: Enrolling,
) -> None:
    assert enrolling.enrolled(analysis=passed(who=TODAY, earlier=BEFORE)).state == "PASSED"
    now = sealed(enrolling)
    assert now.voice is not None
    assert (now.face.model_id, now.voice.model_id) == (SFACE, CAMPPLUS)
    assert enrolling.verified(passed(who=TODAY), OwnerAct.ERASE).state == "PASSED"


def test_another_person_does_not_take_the_place_while_the_nets_change(enrolling: Enrolling) -> None:
    refused = enrolling.enrolled(analysis=passed(who=TODAY, earlier=MALLORY_BEFORE))

    assert refused.state != "PASSED"
    assert sealed(enrolling).face.model_id == BEFORE.face.model_id
