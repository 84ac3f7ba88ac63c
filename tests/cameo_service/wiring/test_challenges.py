import logging

import pytest

from cameo_service.challenge_files import DeployedLanguage
from cameo_service.wiring.challenges import Challenges
from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.language_file import shipped
from liveness.challenge.plan import (
    ENROLLMENT,
    VERIFICATION,
    WORDLESS_ENROLLMENT,
    WORDLESS_VERIFICATION,
    ExtraChallenge,
    in_digits,
)
from liveness.errors import MalformedChallengeError

SPANISH = DeployedLanguage(shipped("es"), "", is_measured=True)
UNMEASURED = DeployedLanguage(shipped("it"), "", is_measured=False)


def challenges(*languages: DeployedLanguage, operator: str = "acme") -> Challenges:
    return Challenges.of("i allow acme", languages, operator, None)


def test_english_is_asked_as_before_whatever_else_is() -> None:
    plan = challenges(SPANISH).plan(None, "en")
    assert (plan.consent, plan.left, plan.language) == ("i allow acme", ENROLLMENT, None)
    assert challenges().plan(OwnerAct.ERASE, "en").consent == SENTENCES[OwnerAct.ERASE]


def test_another_language_has_its_sentences_and_digits() -> None:
    made = challenges(SPANISH)
    enrolling, erasing = made.plan(None, "es"), made.plan(OwnerAct.ERASE, "es")
    assert enrolling.left == in_digits(ENROLLMENT)
    assert "acme" in enrolling.consent
    assert (erasing.consent, erasing.left) == (SPANISH.vocabulary.acts["erase"], in_digits(VERIFICATION))
    assert made.vocabularies == (SPANISH.vocabulary,)


def test_a_language_without_measured_limits_is_neither_asked_nor_loaded() -> None:
    made = challenges(SPANISH, UNMEASURED)
    assert made.vocabularies == (SPANISH.vocabulary,)
    with pytest.raises(UnknownLanguageError):
        made.plan(None, "it")


def test_an_operator_whose_name_takes_too_long_in_a_language_lets_nothing_start() -> None:
    with pytest.raises(MalformedChallengeError):
        challenges(SPANISH, operator="a " * 40)


def test_a_start_says_what_is_not_measured_and_what_no_person_reviewed(caplog: pytest.LogCaptureFixture) -> None:
    reviewed = DeployedLanguage(shipped("pt"), "A. Name", is_measured=True)
    with caplog.at_level(logging.WARNING):
        challenges(SPANISH, UNMEASURED, reviewed)
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "sentences of es are machine translated, not reviewed" in told
    assert "answers in it are judged rightly" in told
    assert "pt" not in told


@pytest.mark.parametrize("extra", [None, *ExtraChallenge])
def test_without_words_the_steps_are_the_same_whatever_else_is_asked_of_others(extra: ExtraChallenge | None) -> None:
    made = Challenges.of("i allow acme", (SPANISH,), "acme", extra)
    enrolling, erasing = made.plan(None, "zxx"), made.plan(OwnerAct.ERASE, "zxx")
    assert (enrolling.consent, enrolling.left) == ("", WORDLESS_ENROLLMENT)
    assert erasing.left == WORDLESS_VERIFICATION
