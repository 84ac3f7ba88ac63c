"""What an enrollment needs, leaves behind, and is worth."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import AudienceAboveCeilingError, NotTheOwnerError, RequestIdReusedError
from cameo_service.usecases.enrollment.enrollment_errors import ConsentTimeRefusedError, ReleaseMissingError
from cameo_service.usecases.enrollment.sessions import StartEnrollmentRequest
from cameo_service.usecases.enrollment.verification_record import IdentityBinding
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.enrollment import likeness_kind
from consent.release import ConsentRecord, Purpose
from consent.terms import Assurance, Audience, Modality
from liveness.checks.result import Reason
from liveness.errors import TooManyEnrollmentsError
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO, STANDARD, Check, Policy
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling, not_passed, passed
from tests.cameo_service.usecases.world import NOW_US

TEMPLATES_ONLY = frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE})
THREE_YEARS_US = 3 * 365 * 24 * 3600 * 1_000_000


@pytest.fixture
def enrolling() -> Enrolling:
    return Enrolling()


@pytest.mark.parametrize(
    "release",
    [
        replace(RELEASE, purposes=frozenset()),
        replace(RELEASE, purposes=TEMPLATES_ONLY - {Purpose.FACE_TEMPLATE}),
        replace(RELEASE, purposes=TEMPLATES_ONLY - {Purpose.VOICE_TEMPLATE}),
        replace(RELEASE, notice_version=""),
        replace(RELEASE, locale=""),
        replace(RELEASE, text_sha256=b"short"),
    ],
)
def test_without_a_written_release_there_is_no_session(enrolling: Enrolling, release: ConsentRecord) -> None:
    with pytest.raises(ReleaseMissingError):
        enrolling.start_as(enrolling.world.app("ada"), StartEnrollmentRequest("one", release))


@pytest.mark.parametrize("role", list(Role))
def test_only_the_person_through_an_app_starts_an_enrollment(enrolling: Enrolling, role: Role) -> None:
    acting = None if role.acts_for_people else enrolling.ada
    with pytest.raises(NotTheOwnerError):
        enrolling.start_as(Caller("x", role, EVERY_ISSUER, acting), StartEnrollmentRequest("one", RELEASE))


def test_a_start_that_is_repeated_is_the_same_session(enrolling: Enrolling) -> None:
    app, request = enrolling.world.app("ada"), StartEnrollmentRequest("one", RELEASE)
    assert enrolling.start_as(app, request) == enrolling.start_as(app, request)
    with pytest.raises(RequestIdReusedError):
        enrolling.start_as(app, StartEnrollmentRequest("one", replace(RELEASE, locale="fr")))


def test_refused_five_times_a_person_waits_an_hour(enrolling: Enrolling) -> None:
    for _ in range(5):
        enrolling.settle(enrolling.begin(enrolling.start()), not_passed(Outcome.FAILED))
    with pytest.raises(TooManyEnrollmentsError):
        enrolling.start()
    enrolling.world.clock.now_us += 60 * 60 * 1_000_000
    enrolling.start()


def test_the_tries_of_others_do_not_count(enrolling: Enrolling) -> None:
    for _ in range(10):
        enrolling.start()
    with pytest.raises(TooManyEnrollmentsError):
        enrolling.start()
    bob = enrolling.world.person("bob")
    enrolling.start_as(enrolling.world.app("bob"), StartEnrollmentRequest("another", RELEASE))
    assert bob


def test_the_written_release_is_kept_with_the_session(enrolling: Enrolling) -> None:
    row = enrolling.session(enrolling.start())
    assert '"notice_version": "notice-1"' in row.consent_record
    assert '"agreed_us"' in row.consent_record
    assert '"received_us"' in row.consent_record


SECOND_US, DAY_US = 1_000_000, 24 * 3_600 * 1_000_000


def start_agreed_at(enrolling: Enrolling, agreed_us: int) -> None:
    release = replace(RELEASE, agreed_us=agreed_us)
    enrolling.start_as(enrolling.world.app("ada"), StartEnrollmentRequest(enrolling.world.request_id(), release))


@pytest.mark.parametrize("before_us", [-DAY_US, -5 * 60 * SECOND_US - 1, 30 * DAY_US + 1, 365 * DAY_US, NOW_US])
def test_an_agreement_of_tomorrow_or_of_long_ago_is_none(enrolling: Enrolling, before_us: int) -> None:
    with pytest.raises(ConsentTimeRefusedError):
        start_agreed_at(enrolling, enrolling.world.clock.now_us - before_us)


@pytest.mark.parametrize("before_us", [-5 * 60 * SECOND_US, 0, 30 * DAY_US])
def test_a_clock_that_is_minutes_off_and_an_agreement_of_this_month_are_honest(
    enrolling: Enrolling, before_us: int
) -> None:
    start_agreed_at(enrolling, enrolling.world.clock.now_us - before_us)


def test_a_pass_seals_templates_and_each_reference_apart(enrolling: Enrolling) -> None:
    view = enrolling.enrolled()
    assert view.state == "PASSED"
    assert enrolling.row is not None
    assert {item.kind for item in enrolling.row.sealed} == {"matching_templates", *map(likeness_kind, Modality)}
    assert enrolling.row.modalities == frozenset(Modality)
    assert enrolling.row.expires_us == enrolling.row.created_us + THREE_YEARS_US


def test_what_has_no_yes_is_not_kept(enrolling: Enrolling) -> None:
    enrolling.enrolled(TEMPLATES_ONLY)
    assert enrolling.row is not None
    assert [item.kind for item in enrolling.row.sealed] == ["matching_templates"]
    assert enrolling.row.modalities == frozenset()


def test_a_recording_that_gives_no_reference_lets_nothing_be_rendered(enrolling: Enrolling) -> None:
    view = enrolling.enrolled(analysis=replace(passed(), reference=None))
    assert view.record is not None
    assert view.record.modalities == ()
    assert enrolling.row is not None
    assert [item.kind for item in enrolling.row.sealed] == ["matching_templates"]


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.FAILED, "FAILED"), (Outcome.RETRY, "RETRY")])
def test_a_verdict_that_did_not_pass_seals_nothing(enrolling: Enrolling, outcome: Outcome, state: str) -> None:
    epoch = enrolling.epoch
    view = enrolling.enrolled(analysis=not_passed(outcome))
    assert view.state == state
    assert enrolling.row is None
    assert enrolling.epoch == epoch
    assert view.record is not None
    assert (view.record.assurance, view.record.audience_ceiling) == (Assurance.NONE, Audience.NOBODY)
    assert (view.record.enrollment_version, view.record.modalities) == (0, ())


def test_a_failed_attempt_leaves_an_earlier_enrollment_alone(enrolling: Enrolling) -> None:
    enrolling.enrolled()
    earlier, epoch = enrolling.row, enrolling.epoch
    enrolling.enrolled(analysis=not_passed(Outcome.FAILED))
    assert enrolling.row == earlier
    assert enrolling.epoch == epoch


def test_each_new_enrollment_is_a_version_higher_and_ends_what_the_old_face_allowed(enrolling: Enrolling) -> None:
    first = enrolling.enrolled()
    epoch = enrolling.epoch
    second = enrolling.enrolled()
    assert [view.record.enrollment_version for view in (first, second) if view.record] == [1, 2]
    assert enrolling.row is not None
    assert enrolling.row.version == 2
    assert enrolling.epoch == epoch + 1


@pytest.mark.parametrize(
    ("policy", "in_real_time", "assurance", "ceiling"),
    [
        (STANDARD, True, Assurance.LIVE, Audience.APPROVED),
        (STANDARD, False, Assurance.UPLOADED, Audience.ONLY_ME),
        (DEMO, True, Assurance.DEMO, Audience.APPROVED),
        (DEMO, False, Assurance.DEMO, Audience.APPROVED),
    ],
)
def test_a_pass_is_worth_what_was_checked(
    policy: Policy, *, in_real_time: bool, assurance: Assurance, ceiling: Audience
) -> None:
    enrolling = Enrolling(policy)
    view = enrolling.enrolled(in_real_time=in_real_time)
    assert enrolling.row is not None
    assert (enrolling.row.assurance, enrolling.ceiling) == (assurance, ceiling)
    assert view.record is not None
    assert (view.record.assurance, view.record.audience_ceiling) == (assurance, ceiling)


def test_while_attacks_are_not_checked_nobody_is_let_beyond_the_owner() -> None:
    enrolling = Enrolling(replace(STANDARD, not_available=(Check.PRESENTATION_ATTACK,)))
    enrolling.enrolled()
    with pytest.raises(AudienceAboveCeilingError):
        enrolling.world.audience("ada", Audience.APPROVED)


def test_the_record_lists_what_nobody_ran_and_binds_no_identity() -> None:
    record = Enrolling(replace(STANDARD, not_available=(Check.INJECTION,))).enrolled().record
    assert record is not None
    assert set(record.not_run) == {"injection"}
    assert (record.policy, record.model_pack, record.identity) == ("standard", "pack-1", IdentityBinding.UNBOUND)


def test_an_attack_is_told_to_nobody(enrolling: Enrolling) -> None:
    view = enrolling.enrolled(analysis=not_passed(Outcome.FAILED, Reason.DIFFERENT_FACE))
    assert view.record is not None
    assert [check.reason for check in view.record.checks] == ["COULD_NOT_VERIFY"]
    assert "DIFFERENT_FACE" not in view.record.as_json()


@pytest.mark.parametrize(
    ("outcome", "kind"), [(Outcome.PASSED, ActivityKind.ENROLLED), (Outcome.RETRY, ActivityKind.ENROLLMENT_FAILED)]
)
def test_the_person_sees_it_in_their_activity(enrolling: Enrolling, outcome: Outcome, kind: ActivityKind) -> None:
    enrolling.enrolled(analysis=passed() if outcome is Outcome.PASSED else not_passed(outcome))
    with enrolling.world.store.read() as snapshot:
        assert snapshot.activity.of(enrolling.ada, 1)[0].kind == kind
