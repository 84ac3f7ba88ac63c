"""What people and services do in these tests, each over gRPC as any client does it."""

from typing import Protocol

from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli import check, enroll
from cameo_service.cli.connection import Callers, named, new_request_id
from liveness.challenge.prompts import Challenge
from tests.e2e import takes

STUDIO = "studio"


class Served(Protocol):
    """The ports of a service, as its callers have them."""

    @property
    def checks(self) -> Callers:
        """Unary calls."""

    @property
    def streams(self) -> Callers:
        """Recordings."""


def introduce(service: Served, *people: str) -> None:
    """First contact of adults."""
    for person in people:
        request = consent_pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id=new_request_id())
        service.checks.consent(person).assert_age(request)


def claim(service: Served, handle: str) -> None:
    request = consent_pb.ClaimHandleRequest(handle=handle, request_id=new_request_id())
    service.checks.consent(handle).claim_handle(request)


def start(service: Served, person: str, *, has_photo: bool = False) -> pb.StartEnrollmentResponse:
    return enroll.start(service.streams.enrollment(person), has_photo=has_photo)


def upload(service: Served, person: str, data: bytes, challenge: Challenge, photo: bytes = b"") -> pb.Verdict:
    """In a session of its own."""
    session = start(service, person, has_photo=bool(photo))
    return enroll.upload(service.streams.enrollment(person), session, data, challenge, photo)


def enrolled(service: Served, person: str, photo: bytes = b"") -> pb.Verdict:
    """A person with a handle, a face and a voice, that only they may render."""
    introduce(service, person)
    claim(service, person)
    verdict = upload(service, person, takes.good(), takes.WHOLE, photo)
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED, verdict
    return verdict


def session(service: Served, person: str, session_id: str) -> pb.GetEnrollmentResponse:
    return service.streams.enrollment(person).get_enrollment(pb.GetEnrollmentRequest(session_id=session_id))


def set_audience(service: Served, person: str, audience: str) -> None:
    request = consent_pb.SetAudienceRequest(audience=f"AUDIENCE_{audience}", request_id=new_request_id())
    service.checks.consent(person).set_audience(request)


def grant(service: Served, person: str, grantee: str) -> None:
    request = consent_pb.GrantAccessRequest(
        grantee=named(grantee),
        modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
        uses=[terms.USE_PRIVATE],
        request_id=new_request_id(),
    )
    service.checks.consent(person).grant_access(request)


def revoke(service: Served, person: str, grantee: str) -> None:
    request = consent_pb.RevokeAccessRequest(grantee=named(grantee), request_id=new_request_id())
    service.checks.consent(person).revoke_access(request)


def asked(service: Served, person: str, prompt: str) -> render_pb.CheckPromptResponse:
    return service.checks.render(STUDIO).check_prompt(check.request_for(prompt, person, "private"))


def is_allowed(service: Served, person: str, prompt: str) -> bool:
    reply = asked(service, person, prompt)
    allowed = reply.decision == render_pb.PROMPT_DECISION_ALLOWED
    assert bool(reply.render_grant) == allowed
    return allowed
