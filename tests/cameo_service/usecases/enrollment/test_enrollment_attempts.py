"""Attempts of one session: who may begin one, when it counts, and what time and broken streams do to it."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.enrollment.attempt import Attempt
from cameo_service.usecases.enrollment.enrollment_errors import RecordingRunningError, UnknownSessionError
from cameo_service.usecases.enrollment.sessions import StartEnrollmentRequest
from cameo_service.usecases.ports.enrollment import AttemptId
from consent.identity import EnrollmentId
from liveness.errors import SessionError, SessionExpiredError, SessionUsedError, TooManyAttemptsError
from liveness.verdict.outcome import Outcome
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling, not_passed, passed
from tests.cameo_service.usecases.world import SECOND_US

TEN_MINUTES_US = 600 * SECOND_US
DAY_US = 86_400 * SECOND_US


@pytest.fixture
def enrolling() -> Enrolling:
    return Enrolling()


def test_an_attempt_counts_from_its_first_byte(enrolling: Enrolling) -> None:
    started = enrolling.start()
    assert (enrolling.view(started).state, enrolling.view(started).attempts_left) == ("CREATED", 3)
    enrolling.begin(started)
    assert (enrolling.view(started).state, enrolling.view(started).attempts_left) == ("RECORDING", 2)


def test_there_are_three_attempts(enrolling: Enrolling) -> None:
    started = enrolling.start()
    for _ in range(3):
        enrolling.settle(enrolling.begin(started), not_passed(Outcome.RETRY))
    with pytest.raises(TooManyAttemptsError):
        enrolling.begin(started)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_a_session_with_its_result_is_used(enrolling: Enrolling, outcome: Outcome) -> None:
    started = enrolling.start()
    enrolling.settle(enrolling.begin(started), passed() if outcome is Outcome.PASSED else not_passed(outcome))
    with pytest.raises(SessionUsedError):
        enrolling.begin(started)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_a_session_with_its_result_has_no_attempts_left(enrolling: Enrolling, outcome: Outcome) -> None:
    started = enrolling.start()
    judged = passed() if outcome is Outcome.PASSED else not_passed(outcome)
    assert enrolling.settle(enrolling.begin(started), judged).attempts_left == 0
    assert enrolling.view(started).attempts_left == 0


def test_an_expired_session_has_no_attempts_left_and_others_as_many_as_can_begin(enrolling: Enrolling) -> None:
    started = enrolling.start()
    assert enrolling.settle(enrolling.begin(started), not_passed(Outcome.RETRY)).attempts_left == 2
    enrolling.world.clock.now_us += TEN_MINUTES_US
    assert enrolling.view(started).attempts_left == 0


@pytest.mark.parametrize("is_same_session", [True, False])
def test_a_newer_attempt_ends_one_that_another_replica_still_receives(
    enrolling: Enrolling, *, is_same_session: bool
) -> None:
    started = enrolling.start()
    older = enrolling.begin(started)
    newer = enrolling.begin(started if is_same_session else enrolling.start())
    for act in (lambda: enrolling.attempts.judging(older), lambda: enrolling.settle(older, passed())):
        with pytest.raises(SessionUsedError):
            act()
    enrolling.attempts.abandon(older)
    assert enrolling.view(started).state == ("RECORDING" if is_same_session else "ABANDONED")
    assert enrolling.view(started).attempts_left == (1 if is_same_session else 2)
    assert enrolling.settle(newer, passed()).state == "PASSED"


@pytest.mark.parametrize("is_same_session", [True, False])
def test_a_recording_that_another_replica_judges_comes_first(enrolling: Enrolling, *, is_same_session: bool) -> None:
    started = enrolling.start()
    judged = enrolling.begin(started)
    enrolling.attempts.judging(judged)
    again = started if is_same_session else enrolling.start()
    with pytest.raises(RecordingRunningError):
        enrolling.begin(again)
    assert enrolling.settle(judged, passed()).state == "PASSED"


def test_an_attempt_whose_session_is_over_keeps_its_person_from_nothing(enrolling: Enrolling) -> None:
    enrolling.attempts.judging(enrolling.begin(enrolling.start()))
    enrolling.world.clock.now_us += TEN_MINUTES_US
    fresh = replace(RELEASE, agreed_us=enrolling.world.clock.now_us)
    request = StartEnrollmentRequest(enrolling.world.request_id(), fresh)
    assert enrolling.begin(enrolling.start_as(enrolling.world.app("ada"), request))


def test_a_late_verdict_of_an_attempt_that_was_given_back_does_not_settle_the_next_one(enrolling: Enrolling) -> None:
    """Both are the session's first attempt: a number alone would not tell them apart."""
    started = enrolling.start()
    older = enrolling.begin(started)
    enrolling.attempts.judging(older)
    assert enrolling.attempts.end_left_behind() == 1
    newer = enrolling.begin(started)
    with pytest.raises(SessionUsedError):
        enrolling.settle(older, passed())
    assert enrolling.row is None
    assert enrolling.settle(newer, passed()).state == "PASSED"


def test_a_broken_stream_costs_its_attempt_and_no_more(enrolling: Enrolling) -> None:
    started = enrolling.start()
    enrolling.attempts.abandon(enrolling.begin(started))
    assert enrolling.view(started).state == "ABANDONED"
    assert enrolling.settle(enrolling.begin(started), passed()).state == "PASSED"


def test_an_older_attempt_can_neither_settle_nor_end_a_newer_one(enrolling: Enrolling) -> None:
    started = enrolling.start()
    older = enrolling.begin(started)
    enrolling.attempts.abandon(older)
    newer = enrolling.begin(started)
    with pytest.raises(SessionUsedError):
        enrolling.settle(older, passed())
    enrolling.attempts.abandon(older)
    assert enrolling.view(started).state == "RECORDING"
    assert enrolling.row is None
    assert enrolling.settle(newer, passed()).state == "PASSED"


def test_a_verdict_counts_once(enrolling: Enrolling) -> None:
    attempt = enrolling.begin(enrolling.start())
    enrolling.settle(attempt, not_passed(Outcome.RETRY))
    with pytest.raises(SessionUsedError):
        enrolling.settle(attempt, passed())
    assert enrolling.row is None


def test_a_settled_session_cannot_be_abandoned(enrolling: Enrolling) -> None:
    started = enrolling.start()
    attempt = enrolling.begin(started)
    enrolling.settle(attempt, passed())
    enrolling.attempts.abandon(attempt)
    assert enrolling.view(started).state == "PASSED"


def test_an_expired_session_allows_no_attempt(enrolling: Enrolling) -> None:
    started = enrolling.start()
    enrolling.world.clock.now_us += TEN_MINUTES_US
    assert enrolling.view(started).state == "EXPIRED"
    with pytest.raises(SessionExpiredError):
        enrolling.begin(started)


def test_a_verdict_that_comes_too_late_counts_for_nothing(enrolling: Enrolling) -> None:
    started = enrolling.start()
    attempt = enrolling.begin(started)
    enrolling.world.clock.now_us += TEN_MINUTES_US
    with pytest.raises(SessionExpiredError):
        enrolling.settle(attempt, passed())
    enrolling.attempts.abandon(attempt)
    assert enrolling.view(started).state == "EXPIRED"
    assert enrolling.row is None


def test_what_a_process_left_behind_is_abandoned(enrolling: Enrolling) -> None:
    left, done = enrolling.start(), enrolling.start()
    enrolling.settle(enrolling.begin(done), passed())
    enrolling.begin(left)
    assert enrolling.attempts.end_left_behind() == 1
    assert (enrolling.view(left).state, enrolling.view(done).state) == ("ABANDONED", "PASSED")
    assert enrolling.attempts.end_left_behind() == 0


def test_what_a_dead_process_was_judging_costs_no_attempt(enrolling: Enrolling) -> None:
    lost = enrolling.start()
    enrolling.attempts.judging(enrolling.begin(lost))
    assert (enrolling.view(lost).state, enrolling.view(lost).attempts_left) == ("JUDGING", 2)
    assert enrolling.attempts.end_left_behind() == 1
    assert (enrolling.view(lost).state, enrolling.view(lost).attempts_left) == ("ABANDONED", 3)


def test_nobody_else_records_in_a_session_or_hears_that_there_is_one(enrolling: Enrolling) -> None:
    started = enrolling.start()
    enrolling.world.person("eve")
    with pytest.raises(UnknownSessionError) as of_another:
        enrolling.attempts.begin(enrolling.world.app("eve"), EnrollmentId(started.session_id))
    with pytest.raises(UnknownSessionError) as of_nobody:
        enrolling.attempts.begin(enrolling.world.app("eve"), EnrollmentId(enrolling.ada))
    assert str(of_another.value) == str(of_nobody.value)
    assert enrolling.view(started).attempts_left == 3


@pytest.mark.parametrize("role", list(Role))
def test_only_the_person_through_an_app_records(enrolling: Enrolling, role: Role) -> None:
    started = enrolling.start()
    acting = None if role.acts_for_people else enrolling.ada
    with pytest.raises(NotTheOwnerError):
        enrolling.attempts.begin(Caller("x", role, EVERY_ISSUER, acting), EnrollmentId(started.session_id))


def test_a_session_is_read_for_its_person_or_by_an_app_for_nobody_else(enrolling: Enrolling) -> None:
    started = enrolling.start()
    enrolling.world.person("eve")
    for caller in (enrolling.world.app(), enrolling.world.app("ada")):
        assert enrolling.view_as(caller, started).state == "CREATED"
    for caller in (enrolling.world.app("eve"), enrolling.world.studio("ada")):
        with pytest.raises(UnknownSessionError):
            enrolling.view_as(caller, started)


def test_a_session_can_be_read_for_a_day_after_its_end(enrolling: Enrolling) -> None:
    started = enrolling.start()
    enrolling.settle(enrolling.begin(started), passed())
    enrolling.world.clock.now_us = started.expires_us + DAY_US - 1
    assert enrolling.view(started).state == "PASSED"
    enrolling.world.clock.now_us += 1
    with pytest.raises(UnknownSessionError):
        enrolling.view(started)


def test_an_attempt_of_a_session_that_is_gone_is_refused(enrolling: Enrolling) -> None:
    with pytest.raises(SessionError):
        enrolling.settle(Attempt(EnrollmentId(enrolling.ada), enrolling.ada, AttemptId(enrolling.ada), 0), passed())
