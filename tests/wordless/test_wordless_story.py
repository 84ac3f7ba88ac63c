"""Ada speaks none of the offered languages: she enrolls, is verified and erases herself without words, over gRPC, live.

Beside her a photo, a bust and a recording of her are held before the camera.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as erasure_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli import enroll
from cameo_service.cli.connection import new_request_id
from cameo_service.cli.demo.live_take import STEP_S, LiveTake
from cameo_service.clock import SystemClock
from evaluation.subject.rendered_subject import LIVE_TAKE, LiveSubject, Subject
from tests.e2e import acts, takes
from tests.e2e.service_process import ServiceProcess
from tests.liveness.conftest import models_dir
from tests.wordless.attackers import BustSubject, PhotoSubject, RememberedSubject, replayed

__all__ = ["models_dir"]

ADA = Subject(1)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[ServiceProcess]:
    """Its operator lets people enroll without words."""
    folder = tmp_path_factory.mktemp("deployment")
    running = ServiceProcess(folder, models_dir, settings={"CAMEO_WORDLESS": "only_me"}).start()
    yield running
    assert running.stop() == 0, running.log


def started(service: ServiceProcess, person: str) -> pb.StartEnrollmentResponse:
    acts.introduce(service, person)
    return enroll.start(service.streams.enrollment(person), without_words=True)


def recorded(
    service: ServiceProcess, person: str, session_id: str, subject: LiveSubject
) -> tuple[pb.Verdict, list[pb.Prompt]]:
    asked: list[pb.Prompt] = []

    def told(reply: pb.RecordEnrollmentResponse) -> None:
        if reply.HasField("prompt"):
            asked.append(reply.prompt)

    take = LiveTake(subject, SystemClock(), shows_colours=True)
    return take.enroll(service.streams.enrollment(person), session_id, told), asked


def not_passed(verdict: pb.Verdict) -> set[str]:
    return {check.check for check in verdict.checks if check.result != pb.CHECK_RESULT_PASSED}


def attacked(service: ServiceProcess, person: str, subject: LiveSubject) -> pb.Verdict:
    return recorded(service, person, started(service, person).session_id, subject)[0]


def test_without_words_a_person_enrolls_and_no_photo_bust_or_recording_does(service: ServiceProcess) -> None:
    session = started(service, "ada")
    for attempt in range(session.attempts_left):
        ada = RememberedSubject(ADA, replace(LIVE_TAKE, seed=attempt))
        verdict, asked = recorded(service, "ada", session.session_id, ada)
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED, not_passed(verdict)
    kinds = [pb.PromptKind.Name(prompt.kind).removeprefix("PROMPT_KIND_") for prompt in asked]
    assert sorted(kinds) == ["CLOSER", "COLOURS", "COLOURS", "SPEAK", "TURN", "TURN", "TURN"]
    assert (verdict.record.assurance, verdict.record.challenge_language) == (terms.ASSURANCE_WORDLESS, "zxx")
    assert "spoken_challenge" in verdict.record.checks_not_run
    assert verdict.record.audience_ceiling == terms.AUDIENCE_ONLY_ME

    with ThreadPoolExecutor(3) as at_once:
        photo = at_once.submit(attacked, service, "pat", PhotoSubject(ADA))
        bust = at_once.submit(attacked, service, "bea", BustSubject(ADA))
        again = at_once.submit(attacked, service, "rae", replayed(ada.pieces, STEP_S))
    verdicts = [attack.result() for attack in (photo, bust, again)]
    assert pb.ENROLLMENT_STATE_PASSED not in [each.state for each in verdicts]
    by_photo, by_bust, by_copy = map(not_passed, verdicts)
    assert {"perspective", "mouth_and_speech"} <= by_photo
    assert {"head_turn", "perspective", "mouth_and_speech"} <= by_bust
    assert "colours" in by_copy


def test_she_is_verified_without_words_and_erases_herself(service: ServiceProcess) -> None:
    status = service.checks.consent("ada").get_consent(consent_pb.GetConsentRequest())
    assert status.assurance == terms.ASSURANCE_WORDLESS
    with pytest.raises(RefusedError, match="AUDIENCE_ABOVE_CEILING"):
        acts.set_audience(service, "ada", "APPROVED")
    client = service.streams.enrollment("ada")

    def asked(act: str) -> pb.StartOwnerVerificationRequest:
        return pb.StartOwnerVerificationRequest(act=f"OWNER_ACT_{act}", request_id=act, without_words=True)

    with pytest.raises(RefusedError, match="WORDS_NEEDED"):
        client.start_owner_verification(asked("GRANT_AD"))
    session = client.start_owner_verification(asked("ERASE"))
    for attempt in range(session.attempts_left):
        subject = LiveSubject(ADA, take=replace(LIVE_TAKE, seed=10 + attempt))
        verdict, prompts = recorded(service, "ada", session.session_id, subject)
        if verdict.state != pb.ENROLLMENT_STATE_RETRY:
            break
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED, not_passed(verdict)
    assert len(prompts) == 6
    erase = erasure_pb.EraseSubjectRequest(effect=consent_pb.STOP_EFFECT_STOP_NEW, request_id=new_request_id())
    assert service.checks.erasure("ada").erase_subject(erase).erasure_id


def test_a_client_that_shows_no_colours_and_a_file_are_refused_by_name(service: ServiceProcess) -> None:
    client, session = service.streams.enrollment("una"), started(service, "una")
    with pytest.raises(RefusedError, match="COLOURS_NEEDED"):
        LiveTake(LiveSubject(ADA), SystemClock()).enroll(client, session.session_id, lambda _: None)
    with pytest.raises(RefusedError, match="WORDLESS_NOT_LIVE"):
        list(client.record_enrollment(enroll.upload_messages(session.session_id, takes.good(), takes.WHOLE)))
