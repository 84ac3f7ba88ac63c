"""Where a deployment calibrated its limits, they decide who it is, and every record names the calibration."""

from dataclasses import replace

import pytest

from cameo_service.usecases.enrollment.sessions import EnrollmentView
from liveness.checks.result import Reason
from liveness.limits.in_force import LimitsInForce
from liveness.limits.net_ids import DLIB_RESNET, GE2E
from liveness.live.session import SessionState
from liveness.verdict.outcome import Outcome
from tests.cameo_service.usecases.enrolling import Enrolling, not_passed, passed

RECORD = "ab" * 32


def calibrated(**limits: dict[str, float]) -> Enrolling:
    """Ada is enrolled; then the deployment has these limits."""
    enrolling = Enrolling()
    enrolling.enrolled()
    enrolling.settles = replace(enrolling.settles, in_force=LimitsInForce(RECORD, **limits))  # type: ignore[arg-type]
    return enrolling


def record_of(view: EnrollmentView) -> str:
    assert view.record is not None
    return view.record.calibration


@pytest.mark.parametrize(("role", "net", "impossible"), [("faces", DLIB_RESNET, -1.0), ("voices", GE2E, 1.1)])
def test_a_take_that_the_shipped_limits_accept_is_another_person_by_those_of_the_deployment(
    role: str, net: str, impossible: float
) -> None:
    assert calibrated(**{role: {net: 0.3}}).verified(passed()).state is SessionState.PASSED

    view = calibrated(**{role: {net: impossible}}).verified(passed())

    assert view.state is SessionState.FAILED
    assert view.record is not None
    assert view.record.checks[-1].reason == Reason.COULD_NOT_VERIFY


def test_every_record_names_the_calibration_whatever_came_of_the_attempt() -> None:
    enrolling = calibrated()
    assert record_of(enrolling.verified(passed())) == RECORD
    assert record_of(enrolling.enrolled()) == RECORD
    assert record_of(enrolling.enrolled(analysis=not_passed(Outcome.RETRY))) == RECORD


def test_a_record_without_a_calibration_says_so() -> None:
    assert record_of(Enrolling().enrolled()) == ""
