"""Grant, check, verify offline, fetch, revoke, check again: over real gRPC."""

from hashlib import sha256

import grpc
import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import content_class_pb2, subject_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.render_grant import verify_render_grant
from cameo_client.services.render import RenderClient
from cameo_client.verification_key import fetch_verification_keys
from cameo_service.usecases.ports.enrollment import EnrollmentRow, likeness_kind
from consent.identity import EnrollmentId
from consent.terms import Assurance, Audience, Modality
from liveness.measure.reference_frames import Pose, ReferenceFrame, pack
from tests.cameo_service.rpc.running_service import STUDIO, RunningService

PROMPT = "@ada plays trumpet among zebras"
DIGEST = sha256(PROMPT.encode()).digest()
ALLOWED, NOT_PERMITTED = render.PROMPT_DECISION_ALLOWED, render.PROMPT_DECISION_NOT_PERMITTED


def question(asker: str, prompt: str = PROMPT, at_least: str = "") -> render.CheckPromptRequest:
    return render.CheckPromptRequest(
        prompt=prompt,
        job_id="job-1",
        requester_assertion=asker,
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
        at_least_as_fresh=at_least,
    )


def ask(service: RunningService, asker: str, prompt: str = PROMPT) -> render.CheckPromptResponse:
    return service.studio().check_prompt(question(service.assertion(asker), prompt))


def handle(name: str) -> subject_pb2.SubjectRef:
    return subject_pb2.SubjectRef(handle=name)


def test_a_friend_is_allowed_and_the_grant_verifies_offline(service: RunningService) -> None:
    answer = ask(service, "bob")
    assert answer.decision == ALLOWED
    claims = verify_render_grant(
        answer.render_grant,
        fetch_verification_keys(service.studio()),
        audience=STUDIO,
        now_us=service.world.clock.now_us,
        job="job-1",
        prompt_sha256=DIGEST,
    )
    assert [subject.subject_id for subject in claims.subjects] == [service.world.people["ada"]]
    assert claims.requester == service.world.people["bob"]


def test_a_stranger_is_refused_without_a_reason_and_without_a_grant(service: RunningService) -> None:
    answer = ask(service, "eve")
    assert answer.decision == NOT_PERMITTED
    assert not answer.render_grant


def test_nobody_else_than_the_assertion_names_the_requester(service: RunningService) -> None:
    posing = service.connection(STUDIO, "generation").acting_for(service.assertion("bob"))
    assert RenderClient(posing).check_prompt(question("")).decision == NOT_PERMITTED


def test_unknown_not_enrolled_and_blocked_look_the_same(service: RunningService) -> None:
    service.app("ada").block_actor(consent.BlockActorRequest(actor=handle("eve"), request_id="block"))
    blocked = ask(service, "eve", "@ada sings")
    not_enrolled = ask(service, "eve", "@bob sings")
    unknown = ask(service, "eve", "@zoe sings")

    def said(answer: render.CheckPromptResponse) -> bytes:
        for verdict in answer.verdicts:
            verdict.handle = "who"
        return answer.SerializeToString(deterministic=True)

    assert said(blocked) == said(not_enrolled) == said(unknown)


def test_a_prompt_without_mentions_needs_no_grant(service: RunningService) -> None:
    answer = ask(service, "eve", "zebras only")
    assert answer.decision == render.PROMPT_DECISION_NO_SUBJECTS
    assert not answer.render_grant


def test_a_revoke_that_returned_is_seen_by_every_later_check(service: RunningService) -> None:
    assert ask(service, "bob").decision == ALLOWED
    revoked = service.app().revoke_access(
        consent.RevokeAccessRequest(owner=handle("ada"), grantee=handle("bob"), request_id="revoke")
    )
    assert len(revoked.ended_grant_ids) == 1
    again = service.studio().check_prompt(question(service.assertion("bob"), at_least=revoked.revision))
    assert again.decision == NOT_PERMITTED


def test_a_repeated_revoke_gets_the_first_answer(service: RunningService) -> None:
    request = consent.RevokeAccessRequest(owner=handle("ada"), grantee=handle("bob"), request_id="revoke")
    assert service.app().revoke_access(request) == service.app().revoke_access(request)


def enroll_with_frames(service: RunningService) -> None:
    world, ada = service.world, service.world.people["ada"]
    enrollment_id = EnrollmentId(world.ids.new(world.clock.now_us))
    contents = {
        Modality.FACE: pack((ReferenceFrame(Pose.FRONT, b"front"), ReferenceFrame(Pose.SPEAKING, b"speaking"))),
        Modality.VOICE: b"voice",
    }
    sealed = tuple(
        world.vault.seal(ada, enrollment_id, 2, likeness_kind(modality), "", content)
        for modality, content in contents.items()
    )
    row = EnrollmentRow(
        enrollment_id,
        ada,
        2,
        Assurance.LIVE,
        Audience.APPROVED,
        frozenset(contents),
        world.clock.now_us,
        None,
        sealed,
    )
    with world.store.write() as transaction:
        transaction.next_revision()
        transaction.enrollments.put(row)
        transaction.epochs.bump_owner(ada)


def test_a_grant_releases_what_it_names_once(service: RunningService) -> None:
    enroll_with_frames(service)
    asked = render.FetchIdentityBundleRequest(
        render_grant=ask(service, "bob").render_grant, job_id="job-1", prompt_sha256=DIGEST
    )
    (bundle,) = service.studio().fetch_identity_bundle(asked).bundles
    assert bundle.subject_id == str(service.world.people["ada"])
    assert [(frame.pose, frame.jpeg) for frame in bundle.frames] == [
        (render.FRAME_POSE_FRONT, b"front"),
        (render.FRAME_POSE_SPEAKING, b"speaking"),
    ]
    assert bundle.voice_wav == b""  # the face alone was asked for
    assert bundle.assurance == terms_pb2.ASSURANCE_LIVE
    with pytest.raises(RefusedError) as caught:
        service.studio().fetch_identity_bundle(asked)
    assert caught.value.reason == "RENDER_GRANT_SPENT"


def test_a_grant_with_a_flipped_bit_releases_nothing(service: RunningService) -> None:
    grant = bytearray(ask(service, "bob").render_grant)
    grant[len(grant) // 2] ^= 1
    asked = render.FetchIdentityBundleRequest(render_grant=bytes(grant), job_id="job-1", prompt_sha256=DIGEST)
    with pytest.raises(RefusedError) as caught:
        service.studio().fetch_identity_bundle(asked)
    assert caught.value.reason == "RENDER_GRANT_UNKNOWN"


def test_a_malformed_mention_keeps_its_own_error(service: RunningService) -> None:
    with pytest.raises(RefusedError) as caught:
        ask(service, "bob", "@a plays")
    assert caught.value.reason == "MALFORMED_HANDLE"
    assert caught.value.status is grpc.StatusCode.INVALID_ARGUMENT


def test_a_bound_mention_goes_back_with_the_check(service: RunningService) -> None:
    found = service.studio().resolve_mentions(render.ResolveMentionsRequest(text=PROMPT))
    (mention,) = found.mentions
    assert (mention.handle, mention.start, mention.end) == ("ada", 0, 4)
    asked = question(service.assertion("bob"))
    asked.bindings.add(handle=mention.handle, token=mention.token)
    assert service.studio().check_prompt(asked).decision == ALLOWED


def test_an_undeclared_upload_refuses_the_render(service: RunningService) -> None:
    asked = question(service.assertion("bob"))
    asked.uploads.add()
    assert service.studio().check_prompt(asked).decision == NOT_PERMITTED
    asked.uploads[0].shows_person = False
    assert service.studio().check_prompt(asked).decision == ALLOWED
