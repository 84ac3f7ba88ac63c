"""Every audience under the standard policy, over real gRPC: a live capture, and an operator who chose EVERYONE."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cameo_client.dev_assertion import dev_relationships
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from consent.facts import LIVE_BY_DEFAULT, SAFE_CEILINGS, Ceilings
from consent.terms import Audience
from liveness.verdict.policy import STANDARD
from tests.cameo_service.rpc.running_service import ISSUER, RunningService
from tests.cameo_service.rpc.test_enrollment import LIMITS, PHOTO, AskedAlready, chunk
from tests.cameo_service.usecases.enrolling import Enrolling, passed, somebody, with_photo
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

ADA = somebody()
PURPOSES = (
    pb.PURPOSE_FACE_TEMPLATE,
    pb.PURPOSE_VOICE_TEMPLATE,
    pb.PURPOSE_REFERENCE_MEDIA,
    pb.PURPOSE_IDENTITY_REFERENCE,
)
ASKERS = ("ada", "bob", "eve", "")
"""The owner, a person with a grant, a person who follows and is followed, and no one who gave a name."""


class Deployment:
    """A service under the standard policy whose operator chose `live_ceiling`, and `wordless`, or did not offer it."""

    def __init__(self, live_ceiling: Audience, wordless: Audience | None = None) -> None:
        ceilings = Ceilings(live_ceiling, wordless or Audience.ONLY_ME)
        enrolling, self.analyst = Enrolling(STANDARD, ceilings), ToldAnalyst()
        enrolling.starts = StartEnrollment(offers_wordless=wordless is not None)
        self.world = world = enrolling.world
        for handle in ("bob", "eve"):
            world.person(handle)
        record = RecordEnrollment(
            attempts=enrolling.attempts,
            analyst=self.analyst,
            settle=enrolling.settles,
            policy=STANDARD,
            new_conversation=lambda _act, _language: AskedAlready(),
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=LIMITS,
            clock=world.clock,
            places=Places(2, world.clock),
            door=enrolling.door,
        )
        mint = MintCaptureToken(enrolling.tokens)
        servicer = EnrollmentServicer(world.writes, world.reads, enrolling.starts, record, mint)
        self.service = RunningService(world, servicers=(servicer,))
        connection = self.service.connection("app", "app_backend")
        self.enrollment = EnrollmentClient(connection.acting_for(self.service.assertion("ada")))

    def enrolled(self, **asked_how: Any) -> pb.VerificationRecord:
        """Ada records herself live; a photo shows that it is her."""
        self.analyst.answer = replace(with_photo(ADA), verdict=passed(STANDARD).verdict)
        agreed = pb.ConsentRecord(notice_version="1", locale="en", text_sha256=bytes(32))
        agreed.consent_time.FromMicroseconds(self.world.clock.now_us)
        for purpose in PURPOSES:
            agreed.purposes.add(purpose=purpose, granted=True)
        asked = pb.StartEnrollmentRequest(consent_record=agreed, request_id=self.world.request_id(), **asked_how)
        return self._recorded(self.enrollment.start_enrollment(asked).session_id, PHOTO).record

    def widened(self, audience: terms_pb2.Audience) -> terms_pb2.Audience:
        """Ada opens her likeness; EVERYONE asks for her face and voice first."""
        if audience == terms_pb2.AUDIENCE_EVERYONE:
            self.analyst.answer = passed(STANDARD, who=ADA)
            act = pb.StartOwnerVerificationRequest(act=pb.OWNER_ACT_WIDEN_TO_EVERYONE, request_id="verify")
            self._recorded(self.enrollment.start_owner_verification(act).session_id, b"")
        app, request_id = self.service.app("ada"), self.world.request_id()
        app.set_audience(consent.SetAudienceRequest(audience=audience, request_id=request_id))
        return app.get_consent(consent.GetConsentRequest()).effective_audience

    def _recorded(self, session_id: str, photo: bytes) -> pb.Verdict:
        webm, vp9 = pb.CONTAINER_WEBM, pb.VIDEO_CODEC_VP9
        opening = pb.Open(session_id=session_id, live=pb.LiveMode(), container=webm, codec=vp9, reference_photo=photo)
        events = (pb.RecordEnrollmentRequest(open=opening), chunk(0, b"1.0"))
        *_, last = self.enrollment.record_enrollment(events)
        return last.verdict

    def allowed(self) -> list[str]:
        return [asker for asker in ASKERS if self._allows(asker)]

    def _allows(self, asker: str) -> bool:
        now_s = self.world.clock.now_us // 1_000_000
        request = render.CheckPromptRequest(
            prompt="@ada sings",
            job_id="job",
            requester_assertion=self.service.assertion(asker) if asker else "",
            modalities=[terms_pb2.MODALITY_FACE],
            use=terms_pb2.USE_PRIVATE,
            class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
            relationship_assertion=dev_relationships(ISSUER, asker, ["ada"], now_s) if asker == "eve" else "",
        )
        return self.service.studio().check_prompt(request).decision == render.PROMPT_DECISION_ALLOWED


@pytest.fixture
def deployments() -> Iterator[list[Deployment]]:
    made: list[Deployment] = []
    yield made
    for deployment in made:
        deployment.service.stop()


def test_a_bound_live_capture_reaches_every_audience_where_the_operator_chose_everyone(
    deployments: list[Deployment],
) -> None:
    deployments.append(deployment := Deployment(Audience.EVERYONE))
    record = deployment.enrolled()
    assert record.assurance == terms_pb2.ASSURANCE_LIVE
    assert (record.audience_ceiling, record.live_ceiling) == (terms_pb2.AUDIENCE_EVERYONE,) * 2
    deployment.world.grant("ada", "bob")
    for number, audience in enumerate(
        (
            terms_pb2.AUDIENCE_NOBODY,
            terms_pb2.AUDIENCE_ONLY_ME,
            terms_pb2.AUDIENCE_APPROVED,
            terms_pb2.AUDIENCE_MUTUALS,
            terms_pb2.AUDIENCE_EVERYONE,
        )
    ):
        assert deployment.widened(audience) == audience
        assert deployment.allowed() == list(ASKERS[:number])


def test_without_the_choice_the_same_capture_stays_with_approved_people(deployments: list[Deployment]) -> None:
    deployments.append(deployment := Deployment(LIVE_BY_DEFAULT))
    record = deployment.enrolled()
    assert (record.audience_ceiling, record.live_ceiling) == (terms_pb2.AUDIENCE_APPROVED,) * 2
    for wider in (terms_pb2.AUDIENCE_MUTUALS, terms_pb2.AUDIENCE_EVERYONE):
        with pytest.raises(RefusedError, match="AUDIENCE_ABOVE_CEILING"):
            deployment.widened(wider)
    app = deployment.service.app("ada").get_consent(consent.GetConsentRequest())
    assert app.audience_ceiling == terms_pb2.AUDIENCE_APPROVED


def test_a_choice_that_is_taken_back_closes_what_it_opened(deployments: list[Deployment]) -> None:
    deployments.append(deployment := Deployment(Audience.EVERYONE))
    deployment.enrolled()
    deployment.widened(terms_pb2.AUDIENCE_EVERYONE)
    assert deployment.allowed() == ["ada", "bob", "eve", ""]
    deployment.world.store.open_live_to(SAFE_CEILINGS)  # type: ignore[attr-defined]  # the port has no switch
    assert deployment.allowed() == ["ada"]


@pytest.mark.parametrize("chosen", [Audience.ONLY_ME, Audience.APPROVED])
def test_a_likeness_without_words_says_so_and_stays_below_one_with_words(
    deployments: list[Deployment], chosen: Audience
) -> None:
    deployments.append(deployment := Deployment(Audience.EVERYONE, chosen))
    record = deployment.enrolled(without_words=True)
    assert (record.assurance, record.challenge_language) == (terms_pb2.ASSURANCE_WORDLESS, "zxx")
    deployment.world.grant("ada", "bob")
    deployment.world.audience("ada", chosen)
    assert deployment.allowed() == list(ASKERS[: int(chosen)])
    status = deployment.service.app("ada").get_consent(consent.GetConsentRequest())
    assert (status.assurance, int(status.audience_ceiling)) == (terms_pb2.ASSURANCE_WORDLESS, chosen + 1)
    for wider in (terms_pb2.AUDIENCE_MUTUALS, terms_pb2.AUDIENCE_EVERYONE):
        request = consent.SetAudienceRequest(audience=wider, request_id=deployment.world.request_id())
        with pytest.raises(RefusedError, match="AUDIENCE_ABOVE_CEILING"):
            deployment.service.app("ada").set_audience(request)


def test_each_way_to_ask_for_no_words_wrongly_is_refused_by_name(deployments: list[Deployment]) -> None:
    deployments += [closed := Deployment(Audience.EVERYONE), offered := Deployment(Audience.EVERYONE, Audience.ONLY_ME)]
    with pytest.raises(RefusedError, match="WORDLESS_NOT_OFFERED"):
        closed.enrolled(without_words=True)
    with pytest.raises(RefusedError, match="FIELD_MALFORMED"):
        offered.enrolled(without_words=True, challenge_language="es")
    with pytest.raises(RefusedError, match="CHALLENGE_LANGUAGE_UNKNOWN"):
        offered.enrolled(challenge_language="zxx")
    offered.enrolled()
    with pytest.raises(RefusedError, match="WORDS_NEEDED"):
        offered.enrolled(without_words=True)
    act = pb.StartOwnerVerificationRequest(act=pb.OWNER_ACT_ERASE, request_id="erase", without_words=True)
    with pytest.raises(RefusedError, match="WORDS_NEEDED"):
        offered.enrollment.start_owner_verification(act)
