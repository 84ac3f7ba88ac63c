"""Whose identity is enrolled: photos, earlier enrollments, and how old somebody looks."""

from dataclasses import replace

import pytest

from cameo_service.usecases.acting.errors import GuardianNeededError
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.enrollment.verification_record import IdentityBinding
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest, MinorNotConfirmedError
from consent.terms import AgeClass, Audience
from liveness.measure.templates import MatchingTemplates
from liveness.verdict.analysis import Analysis
from tests.cameo_service.usecases.enrolling import Enrolling, passed, somebody, with_photo
from tests.cameo_service.usecases.world import SECOND_US

ADA, MALLORY = somebody(), somebody(face=1, voice=1)


@pytest.fixture
def enrolling() -> Enrolling:
    return Enrolling()


def looking(years: float | None) -> Analysis:
    return replace(passed(who=ADA), age_years=years)


def identity(enrolling: Enrolling, take: Analysis) -> tuple[IdentityBinding, Audience]:
    record = enrolling.enrolled(analysis=take).record
    assert record is not None
    return record.identity, record.audience_ceiling


def test_whom_nobody_vouched_for_is_unbound_and_open_to_approved_people_at_most(enrolling: Enrolling) -> None:
    assert identity(enrolling, passed(who=ADA)) == (IdentityBinding.UNBOUND, Audience.APPROVED)


def test_a_photo_binds(enrolling: Enrolling) -> None:
    assert identity(enrolling, with_photo(ADA)) == (IdentityBinding.PHOTO, Audience.EVERYONE)
    assert enrolling.row is not None
    assert enrolling.row.bound_to == "photo"


def test_who_enrolls_again_stays_bound_by_the_earlier_enrollment(enrolling: Enrolling) -> None:
    enrolling.enrolled(analysis=with_photo(ADA))
    for _ in range(2):
        assert identity(enrolling, passed(who=ADA)) == (IdentityBinding.EARLIER_ENROLLMENT, Audience.EVERYONE)


def test_to_enroll_twice_binds_no_more_than_once(enrolling: Enrolling) -> None:
    for _ in range(3):
        assert identity(enrolling, passed(who=ADA)) == (IdentityBinding.UNBOUND, Audience.APPROVED)


@pytest.mark.parametrize("who", [MALLORY, somebody(face=1), somebody(voice=1), somebody(face_model="another")])
@pytest.mark.parametrize("has_photo", [False, True])
def test_nobody_else_takes_the_place_of_who_is_enrolled(
    enrolling: Enrolling, who: MatchingTemplates, *, has_photo: bool
) -> None:
    enrolling.enrolled(analysis=passed(who=ADA))
    before, epoch = enrolling.row, enrolling.epoch
    view = enrolling.enrolled(analysis=with_photo(who) if has_photo else passed(who=who))
    assert view.state == "FAILED"
    assert view.record is not None
    assert (view.record.identity, view.record.audience_ceiling) == (IdentityBinding.UNBOUND, Audience.NOBODY)
    assert (enrolling.row, enrolling.epoch) == (before, epoch)


def test_who_would_take_a_place_reads_one_code(enrolling: Enrolling) -> None:
    enrolling.enrolled(analysis=passed(who=ADA))
    record = enrolling.enrolled(analysis=passed(who=MALLORY)).record
    assert record is not None
    assert [(check.check, check.reason) for check in record.checks if check.reason] == [
        ("same_person", "COULD_NOT_VERIFY")
    ]


def test_templates_that_do_not_open_let_nobody_take_their_place(enrolling: Enrolling) -> None:
    enrolling.enrolled(analysis=passed(who=ADA))
    enrolling.world.vault.is_broken = True
    assert enrolling.enrolled(analysis=passed(who=ADA)).state == "FAILED"


@pytest.mark.parametrize("said", [AgeClass.ADULT, AgeClass.UNKNOWN])
def test_who_looks_clearly_younger_than_an_adult_is_not_enrolled(enrolling: Enrolling, said: AgeClass) -> None:
    say(enrolling, said)
    view = enrolling.enrolled(analysis=looking(9.0))
    assert (view.state, enrolling.row) == ("FAILED", None)
    assert view.record is not None
    assert view.record.checks[-1].reason == "AGE_IN_DOUBT"


@pytest.mark.parametrize(
    ("said", "years"), [(AgeClass.ADULT, 30.0), (AgeClass.ADULT, None), (AgeClass.MINOR, 9.0), (AgeClass.MINOR, 60.0)]
)
def test_an_age_that_is_not_in_doubt_changes_nothing(enrolling: Enrolling, said: AgeClass, years: float | None) -> None:
    say(enrolling, said)
    assert enrolling.enrolled(analysis=looking(years)).state == "PASSED"
    with enrolling.world.store.read() as snapshot:
        assert snapshot.people.requester(enrolling.ada).age is said


def test_a_new_enrollment_ends_the_guardians_yes_to_the_earlier_one(enrolling: Enrolling) -> None:
    world = enrolling.world
    say(enrolling, AgeClass.MINOR)
    attempt = enrolling.begin(enrolling.start())
    world.person("eve")
    ends_us = world.clock.now_us + 3600 * SECOND_US
    world.run(world.become_guardian, world.app("eve"), BecomeGuardianRequest("link", enrolling.ada, "file 7", ends_us))
    with pytest.raises(GuardianNeededError):
        enrolling.start()
    enrolling.settle(attempt, looking(9.0))
    with world.store.read() as snapshot:
        assert snapshot.guardianships.at(enrolling.ada) is None


@pytest.mark.parametrize("said", list(AgeClass))
def test_an_enrollment_that_no_minor_made_is_no_wards_by_the_apps_word(enrolling: Enrolling, said: AgeClass) -> None:
    world = enrolling.world
    for age in (AgeClass.MINOR, said):
        say(enrolling, age)
    enrolling.enrolled(analysis=looking(None))
    world.run(assert_age, world.app(), AssertAgeRequest(world.request_id(), enrolling.ada, AgeClass.MINOR))
    world.person("eve")
    request = BecomeGuardianRequest("link", enrolling.ada, "file 7", world.clock.now_us + 3600 * SECOND_US)
    if said is AgeClass.MINOR:
        assert world.run(world.become_guardian, world.app("eve"), request)
    else:
        with pytest.raises(MinorNotConfirmedError):
            world.run(world.become_guardian, world.app("eve"), request)


def say(enrolling: Enrolling, age: AgeClass) -> None:
    enrolling.world.run(
        assert_age, enrolling.world.app("ada"), AssertAgeRequest(enrolling.world.request_id(), None, age)
    )
