from uuid import UUID

import pytest

from consent.identity import EnrollmentId
from consent.render_grant import GrantedSubject, unchanged
from tests.consent.people import ADA, ENROLLMENT, FACTS, enrollment, facts

CLAIMED = GrantedSubject(ADA, ENROLLMENT.enrollment_id, 1, owner_epoch=3, pair_epoch=4, grant_id=None)


def test_a_claim_holds_while_enrollment_and_epochs_are_what_they_were() -> None:
    assert unchanged(CLAIMED, 2, FACTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"owner_epoch": 4},
        {"owner_epoch": 2},
        {"pair_epoch": 5},
        {"pair_epoch": 3},
        {"global_epoch": 3},
        {"global_epoch": 1},
        {"enrollment": None},
        {"enrollment": enrollment(version=2)},
        {"enrollment": enrollment(enrollment_id=EnrollmentId(UUID(int=9)))},
    ],
)
def test_a_claim_is_dead_after_any_other_epoch_or_enrollment(changes: dict[str, object]) -> None:
    assert not unchanged(CLAIMED, 2, facts(**changes))


def test_a_claim_about_nobody_is_dead() -> None:
    assert not unchanged(CLAIMED, 2, None)
