"""A person who is asked no words: where it is offered, what it is worth, and what it never stands for."""

import json
from dataclasses import replace

import pytest

from cameo_service.usecases.acting.step_up import OwnerVerificationNeededError, require_verified_owner
from cameo_service.usecases.enrollment.attempt import Attempt
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken, MintCaptureTokenRequest
from cameo_service.usecases.enrollment.challenge_languages import NOT_SPOKEN
from cameo_service.usecases.enrollment.enrollment_errors import WordlessNotOfferedError, WordsNeededError
from cameo_service.usecases.enrollment.sessions import (
    EnrollmentView,
    StartedSession,
    StartEnrollment,
    StartEnrollmentRequest,
    StartOwnerVerification,
    StartOwnerVerificationRequest,
)
from cameo_service.usecases.enrollment.verification_record import IdentityBinding
from consent.facts import Ceilings
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from consent.terms import Assurance, Audience
from liveness.challenge.language import WITHOUT_WORDS
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import DEMO, STANDARD, Policy
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling, passed, somebody, with_photo

OFFERED = StartEnrollment(offers_wordless=True)
ADA, MALLORY = somebody(), somebody(face=1, voice=1)
GOOD_FOR = (OwnerAct.ERASE, OwnerAct.NEW_DEVICE)


def world(policy: Policy = DEMO, wordless: Audience = Audience.ONLY_ME) -> Enrolling:
    made = Enrolling(policy, Ceilings(Audience.EVERYONE, wordless))
    made.starts = OFFERED
    return made


@pytest.fixture
def enrolling() -> Enrolling:
    return world()


def start(enrolling: Enrolling) -> StartedSession:
    request = StartEnrollmentRequest(enrolling.world.request_id(), RELEASE, without_words=True)
    return enrolling.start_as(enrolling.world.app("ada"), request)


def enrolled(enrolling: Enrolling, analysis: Analysis | None = None, *, in_real_time: bool = True) -> EnrollmentView:
    attempt = enrolling.begin(start(enrolling))
    return enrolling.settle(attempt, analysis or passed(enrolling.policy, who=ADA), in_real_time=in_real_time)


def begun(enrolling: Enrolling, act: OwnerAct) -> Attempt:
    request = StartOwnerVerificationRequest(enrolling.world.request_id(), act, without_words=True)
    return enrolling.begin(enrolling.world.run(StartOwnerVerification(), enrolling.world.app("ada"), request))


def may(enrolling: Enrolling, act: OwnerAct) -> bool:
    try:
        with enrolling.world.store.write() as transaction:
            require_verified_owner(transaction, enrolling.ada, act, enrolling.world.clock.now_us)
    except OwnerVerificationNeededError:
        return False
    return True


def test_without_the_operators_choice_no_session_without_words_starts() -> None:
    closed = Enrolling()
    with pytest.raises(WordlessNotOfferedError):
        start(closed)


def test_a_language_that_nobody_speaks_is_no_way_to_ask_for_no_words(enrolling: Enrolling) -> None:
    request = StartEnrollmentRequest(enrolling.world.request_id(), RELEASE, language=WITHOUT_WORDS)
    with pytest.raises(UnknownLanguageError):
        enrolling.start_as(enrolling.world.app("ada"), request)


@pytest.mark.parametrize("policy", [STANDARD, DEMO])
@pytest.mark.parametrize("wordless", [Audience.ONLY_ME, Audience.APPROVED])
def test_what_was_enrolled_without_words_says_so_and_opens_as_far_as_the_operator_chose(
    policy: Policy, wordless: Audience
) -> None:
    made = world(policy, wordless)
    record = enrolled(made, replace(with_photo(ADA), verdict=passed(policy).verdict)).record
    assert record is not None
    assert (record.assurance, record.challenge_language) == (Assurance.WORDLESS, WITHOUT_WORDS)
    assert (record.audience_ceiling, made.ceiling) == (wordless, wordless)


def test_the_operator_takes_the_choice_back_and_it_is_the_owners_alone() -> None:
    made = world(wordless=Audience.APPROVED)
    enrolled(made)
    made.world.store.open_live_to(Ceilings(Audience.EVERYONE))  # type: ignore[attr-defined]  # the port has no switch
    assert made.ceiling is Audience.ONLY_ME


def test_the_consent_record_says_that_the_consent_was_read_and_not_spoken(enrolling: Enrolling) -> None:
    kept = json.loads(enrolling.session(start(enrolling)).consent_record)
    assert (kept["challenge_language"], kept["consent"]) == (WITHOUT_WORDS, NOT_SPOKEN)
    assert not {"sentence_version", "sentence_reviewed_by"} & set(kept)
    spoken = json.loads(enrolling.session(enrolling.start()).consent_record)
    assert "consent" not in spoken


def test_a_recording_without_words_that_ran_ahead_of_the_clock_enrolls_no_person(enrolling: Enrolling) -> None:
    assert enrolled(enrolling, in_real_time=False).state == "FAILED"
    assert enrolling.row is None


@pytest.mark.parametrize("act", GOOD_FOR)
def test_who_enrolled_without_words_is_verified_without_words(enrolling: Enrolling, act: OwnerAct) -> None:
    enrolled(enrolling)
    assert enrolling.settle(begun(enrolling, act), passed(who=MALLORY)).state == "FAILED"
    assert not may(enrolling, act)
    assert enrolling.settle(begun(enrolling, act), passed(who=ADA)).state == "PASSED"
    assert may(enrolling, act)


def test_they_can_still_be_verified_after_the_operator_stopped_to_offer_it(enrolling: Enrolling) -> None:
    enrolled(enrolling)
    enrolling.starts = StartEnrollment()
    assert enrolling.settle(begun(enrolling, OwnerAct.ERASE), passed(who=ADA)).state == "PASSED"


@pytest.mark.parametrize("act", [act for act in OwnerAct if act not in GOOD_FOR])
def test_what_opens_a_likeness_further_needs_words(enrolling: Enrolling, act: OwnerAct) -> None:
    enrolled(enrolling)
    with pytest.raises(WordsNeededError, match=act.name):
        begun(enrolling, act)


@pytest.mark.parametrize("act", list(OwnerAct))
def test_who_enrolled_with_words_is_not_verified_without(enrolling: Enrolling, act: OwnerAct) -> None:
    enrolling.enrolled()
    with pytest.raises(WordsNeededError):
        begun(enrolling, act)


def test_an_enrollment_with_words_is_not_replaced_by_one_without(enrolling: Enrolling) -> None:
    enrolling.enrolled()
    with pytest.raises(WordsNeededError):
        start(enrolling)


def test_nor_by_a_session_that_was_opened_before(enrolling: Enrolling) -> None:
    early = start(enrolling)
    enrolling.enrolled()
    with pytest.raises(WordsNeededError):
        enrolling.settle(enrolling.begin(early), passed(who=ADA))
    assert enrolling.row is not None
    assert enrolling.row.assurance is not Assurance.WORDLESS


def test_nor_is_its_owner_verified_in_a_session_that_was_opened_before(enrolling: Enrolling) -> None:
    enrolled(enrolling)
    attempt = begun(enrolling, OwnerAct.ERASE)
    session = attempt.session_id
    enrolling.attempts.abandon(attempt)
    enrolling.enrolled(analysis=passed(who=ADA))
    again = enrolling.attempts.begin(enrolling.world.app("ada"), EnrollmentId(session))
    with pytest.raises(WordsNeededError):
        enrolling.settle(again, passed(who=ADA))
    assert not may(enrolling, OwnerAct.ERASE)


def test_who_enrolled_without_words_can_enroll_with_words_and_only_as_themself(enrolling: Enrolling) -> None:
    enrolled(enrolling)
    assert enrolling.enrolled(analysis=passed(who=MALLORY)).state == "FAILED"
    assert enrolling.enrolled(analysis=passed(who=ADA)).state == "PASSED"
    assert enrolling.row is not None
    assert (enrolling.row.assurance, enrolling.row.version) == (Assurance.DEMO, 2)


def test_a_photo_that_was_matched_without_words_binds_no_enrollment_with_words(enrolling: Enrolling) -> None:
    bound = enrolled(enrolling, with_photo(ADA)).record
    again = enrolled(enrolling).record
    with_words = enrolling.enrolled(analysis=passed(who=ADA)).record
    assert bound is not None
    assert again is not None
    assert with_words is not None
    assert (bound.identity, again.identity) == (IdentityBinding.PHOTO, IdentityBinding.EARLIER_ENROLLMENT)
    assert with_words.identity is IdentityBinding.UNBOUND


def test_a_page_that_records_without_words_is_told_to_give_the_choice_of_colours(enrolling: Enrolling) -> None:
    def asks(started: StartedSession) -> bool:
        request = MintCaptureTokenRequest(EnrollmentId(started.session_id), "https://app.example")
        minted = enrolling.world.ask(MintCaptureToken(enrolling.tokens), enrolling.world.app("ada"), request)
        return minted.may_ask_for_colours

    assert (asks(start(enrolling)), asks(enrolling.start())) == (True, False)
