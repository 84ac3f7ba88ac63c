"""Real gRPC: a person chooses among the languages that are offered, and is asked, recorded and verified in that one.

What the recording holds is told by the test; `tests/languages` lets a rendered person say it to the nets.
"""

import json
import secrets
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.challenge_files import asked_in, deployed
from cameo_service.config import LanguageSettings
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from cameo_service.usecases.ports.enrollment import SessionRow
from cameo_service.wiring.challenges import Challenges
from liveness.challenge.language import is_digits
from liveness.challenge.language_file import shipped
from liveness.live.conversation import Conversation
from liveness.verdict.policy import DEMO
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.rpc.test_enrollment import LIMITS
from tests.cameo_service.usecases.enrolling import Enrolling
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

ITALIAN = shipped("it")
SETTINGS = {
    "it": LanguageSettings(reviewed_by="A. Name"),
    "pt": LanguageSettings(),
    "de": LanguageSettings(),
}
"""What was measured of German is not enough."""
CONSENT = "permetto a acme di fare video di me per video con la mia immagine e la mia voce finché non dico di smettere"
PURPOSES = (pb.PURPOSE_FACE_TEMPLATE, pb.PURPOSE_VOICE_TEMPLATE)
STEP_US = 15_000_000
"""Longer than any window, and shorter than a service waits for the first picture."""
MODES: dict[str, Any] = {"live": pb.LiveMode(), "container": pb.CONTAINER_WEBM, "codec": pb.VIDEO_CODEC_VP8}


class Deployment:
    """A service that offers languages, and ada in front of it."""

    def __init__(self) -> None:
        self.enrolling, self.analyst = Enrolling(DEMO), ToldAnalyst()
        world, languages = self.enrolling.world, deployed(SETTINGS)
        challenges = Challenges.of("i allow acme", languages, "acme", None)
        self.enrolling.starts = StartEnrollment(languages=asked_in(languages))
        record = RecordEnrollment(
            attempts=self.enrolling.attempts,
            analyst=self.analyst,
            settle=self.enrolling.settles,
            policy=DEMO,
            new_conversation=lambda act, tag: Conversation(challenges.plan(act, tag), secrets.randbelow, LIMITS.bytes),
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=LIMITS,
            clock=world.clock,
            places=Places(1, world.clock),
            door=self.enrolling.door,
        )
        mint = MintCaptureToken(self.enrolling.tokens)
        servicer = EnrollmentServicer(world.writes, world.reads, self.enrolling.starts, record, mint)
        self.service = RunningService(world, servicers=(servicer,))

    @property
    def ada(self) -> EnrollmentClient:
        """As she is signed in now: a recording lasts longer than an assertion."""
        connection = self.service.connection("app", "app_backend")
        return EnrollmentClient(connection.acting_for(self.service.assertion("ada")))

    @property
    def sessions(self) -> list[SessionRow]:
        """All that she started."""
        with self.enrolling.world.store.write() as transaction:
            return list(transaction.sessions.since(self.enrolling.ada, 0))

    def start(self, language: str) -> str:
        """A session."""
        record = pb.ConsentRecord(
            purposes=[pb.PurposeConsent(purpose=kind, granted=True) for kind in PURPOSES],
            notice_version="1",
            locale="en",
            text_sha256=bytes(32),
        )
        record.consent_time.FromMicroseconds(self.enrolling.world.clock.now_us)
        request = pb.StartEnrollmentRequest(
            consent_record=record, request_id=self.enrolling.world.request_id(), challenge_language=language
        )
        return str(self.ada.start_enrollment(request).session_id)

    def verify(self, language: str) -> str:
        """A session before an erasure."""
        request = pb.StartOwnerVerificationRequest(
            act=pb.OWNER_ACT_ERASE, request_id=self.enrolling.world.request_id(), challenge_language=language
        )
        return str(self.ada.start_owner_verification(request).session_id)

    def record(self, session: str) -> tuple[list[pb.Prompt], pb.Verdict]:
        """One live attempt. The clock goes on each time that the service has taken what was sent."""
        said: SimpleQueue[pb.RecordEnrollmentRequest | None] = SimpleQueue()
        said.put(pb.RecordEnrollmentRequest(open=pb.Open(session_id=session, **MODES)))
        prompts, sent = [], 0
        for reply in self.ada.record_enrollment(iter(said.get, None)):
            kind = reply.WhichOneof("message")
            if kind in ("ready", "received"):
                self.enrolling.world.clock.now_us += STEP_US
                said.put(pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=sent, data=f"{sent + 1} 120".encode())))
                sent += 1
            elif kind == "prompt":
                prompts.append(reply.prompt)
            elif kind == "finished":
                said.put(pb.RecordEnrollmentRequest(end=pb.End()))
                said.put(None)
        return prompts, reply.verdict


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    running = Deployment()
    yield running
    running.service.stop()


def test_a_person_chooses_a_language_and_is_enrolled_in_it(deployment: Deployment) -> None:
    offered = deployment.ada.list_challenge_languages(pb.ListChallengeLanguagesRequest()).languages
    told = [(one.tag, one.name, one.is_beta, one.is_reviewed) for one in offered]
    assert told == [
        ("en", "English", False, True),
        ("it", "Italiano", True, True),
        ("pt", "Português", True, False),
    ]
    session = deployment.start("it")
    prompts, verdict = deployment.record(session)
    said = [prompt for prompt in prompts if prompt.kind == pb.PROMPT_KIND_SAY]
    assert len(prompts) == 5
    assert said[0].text == CONSENT
    assert [prompt.language for prompt in said] == ["it"] * 3
    assert all(is_digits(prompt.text) and len(prompt.text.split()) == 4 for prompt in said[1:])
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED
    assert verdict.record.challenge_language == "it"
    ((_, challenge),) = deployment.analyst.seen
    assert [prompt.text for prompt in challenge.prompts if prompt.language == "it"] == [prompt.text for prompt in said]
    (kept,) = deployment.sessions
    consent = json.loads(kept.consent_record)
    assert (consent["challenge_language"], consent["sentence_version"]) == ("it", ITALIAN.version)
    assert consent["sentence_reviewed_by"] == "A. Name"


def test_the_owner_is_verified_in_the_language_that_they_choose_then(deployment: Deployment) -> None:
    deployment.record(deployment.start("en"))
    prompts, verdict = deployment.record(deployment.verify("pt"))
    assert prompts[0].text == shipped("pt").acts["erase"]
    assert {prompt.language for prompt in prompts if prompt.kind == pb.PROMPT_KIND_SAY} == {"pt"}
    assert verdict.record.challenge_language == "pt"


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("tlh", "CHALLENGE_LANGUAGE_UNKNOWN"),
        ("de", "CHALLENGE_LANGUAGE_NOT_MEASURED"),
        ("IT", "CHALLENGE_LANGUAGE_UNKNOWN"),
    ],
)
def test_a_language_that_is_not_offered_starts_no_session(deployment: Deployment, language: str, reason: str) -> None:
    for start in (deployment.start, deployment.verify):
        with pytest.raises(RefusedError) as refused:
            start(language)
        assert refused.value.reason == reason
    assert not deployment.sessions
