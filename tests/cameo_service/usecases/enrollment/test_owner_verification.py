"""Before an act of weight the enrolled person shows face and voice: who passes, and what a pass is good for."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import NotEnrolledError, NotTheOwnerError
from cameo_service.usecases.acting.step_up import OwnerVerificationNeededError, require_verified_owner
from cameo_service.usecases.consent.access import GrantAccessRequest, grant_access
from cameo_service.usecases.consent.access_requests import (
    ApproveAccessRequest,
    RequestAccessRequest,
    approve_access,
    request_access,
)
from cameo_service.usecases.consent.audience import SetAudienceRequest, set_audience
from cameo_service.usecases.enrollment.sessions import StartOwnerVerification, StartOwnerVerificationRequest
from consent.owner_act import OwnerAct
from consent.terms import Assurance, Audience, Modality, Use
from liveness.checks.result import Reason
from liveness.errors import TooManyEnrollmentsError
from liveness.live.session import FAILED_MAX, SESSIONS_MAX
from liveness.verdict.analysis import Analysis
from liveness.verdict.outcome import Outcome
from tests.cameo_service.usecases.enrolling import Enrolling, not_passed, passed, somebody, with_photo
from tests.cameo_service.usecases.world import SECOND_US

ADA, MALLORY = somebody(), somebody(face=1, voice=1)
FIVE_MINUTES_US = 300 * SECOND_US
FACE = frozenset({Modality.FACE})


class PlannedFailureError(Exception):
    """What comes after the proof was used goes wrong."""


@pytest.fixture
def enrolling() -> Enrolling:
    enrolling = Enrolling()
    enrolling.world.person("bob")
    enrolling.enrolled(analysis=with_photo(ADA))
    return enrolling


def widen(enrolling: Enrolling) -> None:
    request = SetAudienceRequest(enrolling.world.request_id(), None, Audience.EVERYONE)
    enrolling.world.run(set_audience, enrolling.world.app("ada"), request)


def grant_ad(enrolling: Enrolling, request_id: str = "") -> None:
    bob, uses = enrolling.world.people["bob"], frozenset({Use.AD})
    request = GrantAccessRequest(request_id or enrolling.world.request_id(), bob, FACE, uses, None, None)
    enrolling.world.run(grant_access, enrolling.world.app("ada"), request)


def use_up(enrolling: Enrolling, owner: str, act: OwnerAct, *, then_fail: bool = False) -> None:
    world = enrolling.world
    with world.store.write() as transaction:
        require_verified_owner(transaction, world.people[owner], act, world.clock.now_us)
        if then_fail:
            raise PlannedFailureError


def last_act(enrolling: Enrolling) -> tuple[str, str]:
    with enrolling.world.store.read() as snapshot:
        row = snapshot.activity.of(enrolling.ada, 1)[0]
    return row.kind, row.reason


def test_everyone_takes_the_enrolled_person_and_then_works_once(enrolling: Enrolling) -> None:
    with pytest.raises(OwnerVerificationNeededError, match="WIDEN_TO_EVERYONE"):
        widen(enrolling)
    assert enrolling.verified(passed(who=ADA)).state == "PASSED"
    widen(enrolling)
    enrolling.world.audience("ada", Audience.APPROVED)
    with pytest.raises(OwnerVerificationNeededError):
        widen(enrolling)


def test_who_already_lets_everyone_need_not_show_themselves_to_say_so_again(enrolling: Enrolling) -> None:
    enrolling.verified(passed(who=ADA))
    widen(enrolling)
    widen(enrolling)


def test_advertising_takes_the_enrolled_person_each_time(enrolling: Enrolling) -> None:
    with pytest.raises(OwnerVerificationNeededError, match="GRANT_AD"):
        grant_ad(enrolling)
    enrolling.verified(passed(who=ADA), OwnerAct.GRANT_AD)
    grant_ad(enrolling)
    with pytest.raises(OwnerVerificationNeededError):
        grant_ad(enrolling)


def test_a_request_for_advertising_is_not_approved_on_an_assertion_alone(enrolling: Enrolling) -> None:
    world = enrolling.world
    asked = RequestAccessRequest(world.request_id(), enrolling.ada, FACE, frozenset({Use.AD}))
    world.run(request_access, world.app("bob"), asked)
    yes = ApproveAccessRequest(world.request_id(), world.people["bob"], None, None)
    with pytest.raises(OwnerVerificationNeededError):
        world.run(approve_access, world.app("ada"), yes)
    enrolling.verified(passed(who=ADA), OwnerAct.GRANT_AD)
    world.run(approve_access, world.app("ada"), yes)


def test_the_repetition_of_an_act_needs_no_second_pass(enrolling: Enrolling) -> None:
    enrolling.verified(passed(who=ADA), OwnerAct.GRANT_AD)
    grant_ad(enrolling, "the same act")
    grant_ad(enrolling, "the same act")


def test_an_act_that_fails_after_all_leaves_the_pass(enrolling: Enrolling) -> None:
    enrolling.verified(passed(who=ADA), OwnerAct.ERASE)
    with pytest.raises(PlannedFailureError):
        use_up(enrolling, "ada", OwnerAct.ERASE, then_fail=True)
    use_up(enrolling, "ada", OwnerAct.ERASE)


def test_a_pass_for_one_act_opens_no_other(enrolling: Enrolling) -> None:
    for act in set(OwnerAct) - {OwnerAct.WIDEN_TO_EVERYONE}:
        enrolling.verified(passed(who=ADA), act)
    with pytest.raises(OwnerVerificationNeededError):
        widen(enrolling)


def test_a_pass_is_the_owners_and_nobody_elses(enrolling: Enrolling) -> None:
    enrolling.verified(passed(who=ADA))
    with pytest.raises(OwnerVerificationNeededError):
        use_up(enrolling, "bob", OwnerAct.WIDEN_TO_EVERYONE)


@pytest.mark.parametrize(("after_us", "is_good"), [(FIVE_MINUTES_US - 1, True), (FIVE_MINUTES_US, False), (-1, False)])
def test_a_pass_is_good_for_five_minutes(enrolling: Enrolling, after_us: int, *, is_good: bool) -> None:
    enrolling.verified(passed(who=ADA))
    enrolling.world.clock.now_us += after_us
    if is_good:
        widen(enrolling)
        return
    with pytest.raises(OwnerVerificationNeededError):
        widen(enrolling)


@pytest.mark.parametrize(
    ("take", "state"),
    [
        (passed(who=MALLORY), "FAILED"),
        (passed(who=somebody(face=1)), "FAILED"),
        (passed(who=somebody(voice=1)), "FAILED"),
        (passed(who=somebody(voice=None)), "RETRY"),
        (passed(who=somebody(face_model="another")), "FAILED"),
        (replace(passed(), templates=None), "FAILED"),
        (not_passed(Outcome.RETRY), "RETRY"),
        (not_passed(Outcome.FAILED, Reason.NOT_LIVING), "FAILED"),
    ],
)
def test_whoever_is_not_surely_the_enrolled_person_gets_no_pass(
    enrolling: Enrolling, take: Analysis, state: str
) -> None:
    assert enrolling.verified(take).state == state
    assert last_act(enrolling) == ("owner_not_verified", "WIDEN_TO_EVERYONE")
    with pytest.raises(OwnerVerificationNeededError):
        widen(enrolling)


def test_a_recording_that_ran_ahead_of_the_clock_verifies_nobody(enrolling: Enrolling) -> None:
    assert enrolling.verified(passed(who=ADA), in_real_time=False).state == "FAILED"


def test_templates_that_do_not_open_verify_nobody(enrolling: Enrolling) -> None:
    enrolling.world.vault.is_broken = True
    assert enrolling.verified(passed(who=ADA)).state == "FAILED"


def test_an_impostor_reads_one_code_whatever_differed(enrolling: Enrolling) -> None:
    records = [enrolling.verified(passed(who=who)).record for who in (somebody(face=1), somebody(voice=1))]
    told = [[(check.check, check.reason) for check in record.checks] for record in records if record]
    assert told == [[("quality", ""), ("same_person", "COULD_NOT_VERIFY")]] * 2


def test_a_pass_is_in_the_owners_activity_and_changes_nothing_that_is_enrolled(enrolling: Enrolling) -> None:
    before, epoch = enrolling.row, enrolling.epoch
    record = enrolling.verified(passed(who=ADA), OwnerAct.ERASE).record
    assert (enrolling.row, enrolling.epoch) == (before, epoch)
    assert last_act(enrolling) == ("owner_verified", "ERASE")
    assert record is not None
    assert (record.assurance, record.audience_ceiling) == (Assurance.NONE, Audience.NOBODY)
    assert record.enrollment_version == 1


def test_who_is_not_enrolled_has_nothing_to_be_compared_with() -> None:
    with pytest.raises(NotEnrolledError):
        Enrolling().start_verification()


@pytest.mark.parametrize("role", list(Role))
def test_only_the_person_through_an_app_is_verified(enrolling: Enrolling, role: Role) -> None:
    acting = None if role.acts_for_people else enrolling.ada
    request = StartOwnerVerificationRequest("1", OwnerAct.ERASE)
    with pytest.raises(NotTheOwnerError):
        enrolling.world.run(StartOwnerVerification(), Caller("x", role, EVERY_ISSUER, acting), request)


def test_verifications_are_limited_and_leave_room_to_enroll(enrolling: Enrolling) -> None:
    for _ in range(SESSIONS_MAX):
        enrolling.start_verification()
    with pytest.raises(TooManyEnrollmentsError):
        enrolling.start_verification()
    enrolling.start()


def test_an_impostor_who_was_refused_often_has_to_wait(enrolling: Enrolling) -> None:
    for _ in range(FAILED_MAX):
        enrolling.verified(passed(who=MALLORY))
    with pytest.raises(TooManyEnrollmentsError):
        enrolling.start_verification()
