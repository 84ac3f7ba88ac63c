"""No recording counts twice, whoever handed it in first, and whatever came of it."""

from dataclasses import replace
from typing import Any

import pytest

from cameo_service.usecases.enrollment.amendments import Amending, Take, first_seen
from cameo_service.usecases.enrollment.replay import CANDIDATES, sighting
from consent.identity import SubjectId
from liveness.checks.result import Failed, Passed, Reason
from liveness.limits.in_force import SHIPPED
from liveness.observations import MediaFingerprint
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Verdict
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO, STANDARD, Check
from tests.cameo_service.usecases.enrolling import Enrolling, not_passed, passed
from tests.cameo_service.usecases.world import NOW_US
from tests.contracts.store_rows import ADA, BOB, session, with_people
from tests.liveness.scenes import filmed

INJECTION = CheckRecord(Check.INJECTION, Passed(), 1.0)


def take(fingerprint: MediaFingerprint, analysis: Analysis | None = None) -> Analysis:
    """A take that passed everything the recording itself can show."""
    found = analysis or passed(STANDARD)
    return replace(found, fingerprint=fingerprint, verdict=replace(found.verdict, checks=(INJECTION,)))


@pytest.fixture
def enrolling() -> Enrolling:
    enrolling = Enrolling(STANDARD)
    with_people(enrolling.world.store)
    return enrolling


def settled(enrolling: Enrolling, analysis: Analysis, *, owner: SubjectId = ADA) -> Verdict:
    row = replace(session(), subject=owner)
    with enrolling.world.store.write() as transaction:
        seen = sighting(analysis.fingerprint)
        take = Take(transaction, row, None, analysis, seen, streamed_in_real_time=False, now_us=NOW_US)
        return first_seen(Amending(enrolling.world.vault, enrolling.world.clock, SHIPPED), take, analysis.verdict)


def test_a_first_recording_stands_as_it_was_judged(enrolling: Enrolling) -> None:
    first = take(filmed(1))
    assert settled(enrolling, first) == first.verdict


@pytest.mark.parametrize("owner", [ADA, BOB])
@pytest.mark.parametrize("change", [{}, {"in_mirror": True}, {"late_s": 0.3, "gamma": 0.9}, {"dubbed": 7}])
def test_a_copy_is_refused_from_anybody(enrolling: Enrolling, owner: SubjectId, change: dict[str, Any]) -> None:
    settled(enrolling, take(filmed(1)))
    again = settled(enrolling, take(filmed(1, **change)), owner=owner)
    assert again.outcome is Outcome.FAILED
    assert again.checks == (CheckRecord(Check.INJECTION, Failed(Reason.REPLAYED), 1.0),)


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.RETRY])
def test_what_did_not_pass_is_remembered_too(enrolling: Enrolling, outcome: Outcome) -> None:
    settled(enrolling, replace(take(filmed(1), not_passed(outcome)), verdict=not_passed(outcome).verdict))
    assert settled(enrolling, take(filmed(1))).outcome is Outcome.FAILED


def test_another_take_of_the_same_person_passes(enrolling: Enrolling) -> None:
    for number in range(CANDIDATES + 4):
        assert settled(enrolling, take(filmed(number)))


def test_a_person_who_is_forgotten_takes_their_recordings_along(enrolling: Enrolling) -> None:
    settled(enrolling, take(filmed(1)))
    with enrolling.world.store.write() as transaction:
        assert transaction.recordings.forget(ADA) == 1
    assert settled(enrolling, take(filmed(1)))


def test_the_demo_leaves_it_out_with_the_check_it_belongs_to(enrolling: Enrolling) -> None:
    for _ in range(2):
        analysis = replace(passed(DEMO), fingerprint=filmed(1))
        assert settled(enrolling, analysis) == analysis.verdict


def test_an_enrollment_needs_a_recording_that_never_came_before() -> None:
    enrolling = Enrolling(STANDARD)
    assert enrolling.enrolled(analysis=take(filmed(1))).state == "PASSED"
    before = enrolling.row
    assert enrolling.enrolled(analysis=take(filmed(1, in_mirror=True))).state == "FAILED"
    assert enrolling.row == before


def test_a_verification_needs_one_too() -> None:
    enrolling = Enrolling(STANDARD)
    enrolling.enrolled(analysis=take(filmed(1)))
    assert enrolling.verified(take(filmed(1))).state == "FAILED"
    assert enrolling.verified(take(filmed(2))).state == "PASSED"
    assert enrolling.verified(take(filmed(2))).state == "FAILED"
