import json
from collections.abc import Mapping

import pytest

from cameo_service.usecases.enrollment.challenge_languages import ChallengeLanguage, ChallengeLanguages
from cameo_service.usecases.enrollment.sessions import (
    StartEnrollment,
    StartEnrollmentRequest,
    StartOwnerVerification,
    StartOwnerVerificationRequest,
)
from cameo_service.usecases.enrollment.verification_record import VerificationRecord
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from liveness.challenge.language_errors import LanguageNotMeasuredError, UnknownLanguageError
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling, passed

ACTS = {act: f"frase de {act}" for act in OwnerAct}
SPANISH = ChallengeLanguage("es", "Español", "es-1", "", ACTS, is_measured=True, is_beta=True)
UNMEASURED = ChallengeLanguage("xx", "X", "xx-1", "", ACTS, is_measured=False, is_beta=True)
LANGUAGES = ChallengeLanguages({"es": SPANISH, "xx": UNMEASURED})


@pytest.fixture
def enrolling() -> Enrolling:
    made = Enrolling()
    made.starts = StartEnrollment(languages=LANGUAGES)
    return made


def start(enrolling: Enrolling, language: str) -> EnrollmentId:
    request = StartEnrollmentRequest(enrolling.world.request_id(), RELEASE, language=language)
    return EnrollmentId(enrolling.start_as(enrolling.world.app("ada"), request).session_id)


def consented(enrolling: Enrolling, session: EnrollmentId) -> Mapping[str, str]:
    with enrolling.world.store.read() as snapshot:
        row = snapshot.sessions.by_id(session)
    assert row is not None
    found: Mapping[str, str] = json.loads(row.consent_record)
    return found


def test_a_session_in_a_language_that_the_deployment_does_not_have_is_refused_when_it_starts(
    enrolling: Enrolling,
) -> None:
    with pytest.raises(UnknownLanguageError, match="'it'"):
        start(enrolling, "it")


def test_a_session_in_a_language_without_measured_limits_is_refused_when_it_starts(enrolling: Enrolling) -> None:
    with pytest.raises(LanguageNotMeasuredError, match="'xx'"):
        start(enrolling, "xx")


def test_exactly_the_languages_in_which_a_session_starts_are_offered_english_first(enrolling: Enrolling) -> None:
    tags = [one.tag for one in LANGUAGES.offered]
    assert tags == ["en", "es"]
    for tag in tags:
        start(enrolling, tag)


def test_a_verification_is_refused_in_the_same_languages(enrolling: Enrolling) -> None:
    for language, kind in (("it", UnknownLanguageError), ("xx", LanguageNotMeasuredError)):
        request = StartOwnerVerificationRequest(enrolling.world.request_id(), OwnerAct.ERASE, language)
        with pytest.raises(kind):
            enrolling.world.run(StartOwnerVerification(LANGUAGES), enrolling.world.app("ada"), request)


def test_a_deployment_that_loads_no_other_language_asks_in_english_alone() -> None:
    made = Enrolling()
    with pytest.raises(UnknownLanguageError):
        start(made, "es")
    assert made.begin(made.start()).language == "en"


def test_the_language_is_of_the_attempt_and_of_the_record(enrolling: Enrolling) -> None:
    session = start(enrolling, "es")
    attempt = enrolling.attempts.begin(enrolling.world.app("ada"), session)
    record = enrolling.settle(attempt, passed()).record
    assert attempt.language == "es"
    assert record is not None
    assert record.challenge_language == "es"


def test_the_consent_record_keeps_language_sentence_and_who_reviewed_it(enrolling: Enrolling) -> None:
    kept = consented(enrolling, start(enrolling, "es"))
    assert (kept["challenge_language"], kept["sentence_version"], kept["sentence_reviewed_by"]) == ("es", "es-1", "")


def test_a_verification_keeps_the_sentence_of_its_act_in_its_language(enrolling: Enrolling) -> None:
    enrolling.enrolled()
    request = StartOwnerVerificationRequest(enrolling.world.request_id(), OwnerAct.ERASE, "es")
    started = enrolling.world.run(StartOwnerVerification(LANGUAGES), enrolling.world.app("ada"), request)
    assert consented(enrolling, EnrollmentId(started.session_id))["sentence"] == ACTS[OwnerAct.ERASE]


def test_a_record_of_before_there_were_languages_is_of_english() -> None:
    made = Enrolling()
    record = made.enrolled().record
    assert record is not None
    old = json.loads(record.as_json())
    del old["challenge_language"]
    assert VerificationRecord.from_json(json.dumps(old)).challenge_language == "en"
