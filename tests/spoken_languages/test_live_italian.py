"""A whole service that asks in Italian, and a rendered person who answers in Italian, live, to the nets themselves.

The net hears nine of ten groups of digits of this voice, and a session has three attempts.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1.history_service_pb2 import ExportSubjectRequest
from cameo_service.cli import enroll
from evaluation.subject.other_language import speaks_in
from liveness.challenge.language import is_digits
from liveness.challenge.language_file import shipped
from tests.e2e import acts
from tests.e2e.live_takes import record_live
from tests.e2e.service_process import ServiceProcess

ITALIAN = shipped("it")
EDWARD = 4
"""A subject with the first voice, which the net hears best."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[ServiceProcess]:
    """It offers Italian, and German, of which too little was measured."""
    asked = {"CAMEO_LANGUAGES": '{"it": {"reviewed_by": "A. Name"}, "de": {}}'}
    running = ServiceProcess(tmp_path_factory.mktemp("deployment"), models_dir, settings=asked).start()
    yield running
    assert running.stop() == 0, running.log


def test_a_person_enrolls_live_in_italian(service: ServiceProcess) -> None:
    acts.introduce(service, "ada")
    ada = service.streams.enrollment("ada")
    offered = ada.list_challenge_languages(pb.ListChallengeLanguagesRequest()).languages
    assert [one.tag for one in offered] == ["en", "it"]
    session = enroll.start(ada, language="it")
    recorded = record_live(ada, session.session_id, session.attempts_left, EDWARD, speaks_in(ITALIAN))
    assert recorded.verdict.state == pb.ENROLLMENT_STATE_PASSED, recorded.verdict
    assert recorded.verdict.record.challenge_language == "it"
    said = [prompt for prompt in recorded.prompts if prompt.kind == pb.PROMPT_KIND_SAY]
    assert [prompt.language for prompt in said] == ["it"] * 3
    assert said[0].text.startswith("permetto a ")
    assert all(is_digits(prompt.text) for prompt in said[1:])
    kept = service.checks.history("ada").export_subject(ExportSubjectRequest()).sessions
    consent = json.loads(kept[0].consent_record)
    assert [consent[key] for key in ("challenge_language", "sentence_version")] == ["it", ITALIAN.version]


def test_words_of_another_language_do_not_pass(service: ServiceProcess) -> None:
    acts.introduce(service, "ben")
    ben = service.streams.enrollment("ben")
    session = enroll.start(ben, language="it")
    recorded = record_live(ben, session.session_id, 1, EDWARD, speaks_in(shipped("pt")))
    reasons = {check.check: check.reason for check in recorded.verdict.checks if check.reason}
    assert recorded.verdict.state == pb.ENROLLMENT_STATE_RETRY, recorded.verdict
    assert reasons["spoken_challenge"] == "WRONG_WORDS"


def test_a_language_that_is_not_offered_starts_no_session(service: ServiceProcess) -> None:
    acts.introduce(service, "cleo")
    for language, reason in (("de", "CHALLENGE_LANGUAGE_NOT_MEASURED"), ("tlh", "CHALLENGE_LANGUAGE_UNKNOWN")):
        with pytest.raises(RefusedError) as refused:
            enroll.start(service.streams.enrollment("cleo"), language=language)
        assert refused.value.reason == reason
