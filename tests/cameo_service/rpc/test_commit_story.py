"""Fetch, commit, publish, see it, take it down: over real gRPC."""

from hashlib import sha256

import grpc
import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as appearance
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import terms_pb2
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.rpc.test_render_story import DIGEST, enroll_with_frames, handle, question

OUTPUT = sha256(b"output").digest()
DRAFT, PUBLISH = render.COMMIT_STAGE_DRAFT, render.COMMIT_STAGE_PUBLISH


def leased(service: RunningService) -> bytes:
    enroll_with_frames(service)
    asked = question(service.assertion("bob"))
    asked.use = terms_pb2.USE_PUBLISH
    grant = service.studio().check_prompt(asked).render_grant
    fetched = service.studio().fetch_identity_bundle(
        render.FetchIdentityBundleRequest(render_grant=grant, job_id="job-1", prompt_sha256=DIGEST)
    )
    hour_us = fetched.lease_expire_time.ToMicroseconds() - service.world.clock.now_us
    assert hour_us == 3_600_000_000
    return grant


def commit(grant: bytes, stage: render.CommitStage, output: bytes = OUTPUT) -> render.CommitRenderRequest:
    return render.CommitRenderRequest(
        render_grant=grant,
        job_id="job-1",
        prompt_sha256=DIGEST,
        stage=stage,
        output_sha256=output,
        marking=b"manifest",
    )


def revoke(service: RunningService, effect: consent.StopEffect) -> consent.RevokeAccessResponse:
    return service.app().revoke_access(
        consent.RevokeAccessRequest(owner=handle("ada"), grantee=handle("bob"), request_id="revoke", effect=effect)
    )


def refusal_of(service: RunningService, request: render.CommitRenderRequest) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        service.studio().commit_render(request)
    return caught.value


def reason_of(service: RunningService, request: render.CommitRenderRequest) -> str:
    return refusal_of(service, request).reason


def test_an_output_is_drafted_published_seen_and_taken_down(service: RunningService) -> None:
    grant = leased(service)
    service.studio().commit_render(commit(grant, DRAFT))
    published = service.studio().commit_render(commit(grant, PUBLISH))
    app = service.appearances()
    (seen,) = app.list_appearances(
        appearance.ListAppearancesRequest(owner=handle("ada"), at_least_as_fresh=published.revision)
    ).appearances
    assert (seen.appearance_id, seen.output_sha256) == (published.appearance_id, OUTPUT)
    assert seen.requester_id == str(service.world.people["bob"])
    assert revoke(service, consent.STOP_EFFECT_DELETE_ALL).ordered_takedowns == 1
    (order,) = app.list_takedowns(appearance.ListTakedownsRequest()).takedowns
    assert (order.removal, order.appearance.output_sha256) == (appearance.REMOVAL_DELETED, OUTPUT)
    assert order.due_time.ToMicroseconds() - order.order_time.ToMicroseconds() == 48 * 3_600_000_000
    app.acknowledge_takedown(appearance.AcknowledgeTakedownRequest(takedown_id=order.takedown_id, request_id="done"))
    assert not app.list_takedowns(appearance.ListTakedownsRequest()).takedowns


def test_a_revoke_that_returned_stops_every_later_commit(service: RunningService) -> None:
    grant = leased(service)
    service.studio().commit_render(commit(grant, DRAFT))
    assert revoke(service, consent.STOP_EFFECT_UNSPECIFIED).ordered_takedowns == 0
    for stage in (DRAFT, PUBLISH):
        assert reason_of(service, commit(grant, stage)) == "NOT_PERMITTED"
    renewal = render.RenewGrantRequest(render_grant=grant, job_id="job-1", prompt_sha256=DIGEST)
    with pytest.raises(RefusedError, match="NOT_PERMITTED"):
        service.studio().renew_grant(renewal)


def test_what_was_taken_down_is_refused_byte_for_byte_and_without_a_reason(service: RunningService) -> None:
    seen = service.studio().commit_render(commit(leased(service), DRAFT))
    removal = appearance.DeleteAppearanceRequest(
        owner=handle("ada"), appearance_id=seen.appearance_id, request_id="delete"
    )
    service.appearances().delete_appearance(removal)
    again = leased(service)
    taken_down = refusal_of(service, commit(again, DRAFT))
    service.studio().commit_render(commit(again, DRAFT, sha256(b"another").digest()))
    revoke(service, consent.STOP_EFFECT_STOP_NEW)
    revoked = refusal_of(service, commit(again, DRAFT))
    assert (taken_down.reason, str(taken_down)) == (revoked.reason, str(revoked)) == ("NOT_PERMITTED", str(revoked))


def test_each_way_a_commit_fails_has_its_own_reason(service: RunningService) -> None:
    grant = leased(service)
    assert reason_of(service, commit(grant, PUBLISH)) == "NOT_DRAFTED"
    service.studio().commit_render(commit(grant, DRAFT))
    assert reason_of(service, commit(grant, DRAFT, sha256(b"another").digest())) == "OUTPUT_DIFFERS"
    unmarked = commit(grant, PUBLISH)
    unmarked.marking = b""
    assert reason_of(service, unmarked) == "MARKING_MISSING"
    remix = commit(grant, DRAFT)
    remix.parent_output_sha256 = OUTPUT
    assert reason_of(service, remix) == "REMIX_NOT_ASKED"
    assert reason_of(service, commit(grant, render.COMMIT_STAGE_UNSPECIFIED)) == "FIELD_MISSING"
    assert reason_of(service, commit(grant, DRAFT, b"short")) == "FIELD_MALFORMED"
    service.world.clock.now_us += 3_600_000_000
    assert reason_of(service, commit(grant, PUBLISH)) == "LEASE_EXPIRED"


def test_a_lease_is_renewed_over_the_wire(service: RunningService) -> None:
    grant = leased(service)
    service.world.clock.now_us += 3_599_000_000
    reply = service.studio().renew_grant(
        render.RenewGrantRequest(render_grant=grant, job_id="job-1", prompt_sha256=DIGEST)
    )
    assert not reply.render_grant
    assert reply.lease_expire_time.ToMicroseconds() == service.world.clock.now_us + 3_600_000_000


def test_an_owner_hides_and_deletes_one_output(service: RunningService) -> None:
    grant = leased(service)
    appearance_id = service.studio().commit_render(commit(grant, DRAFT)).appearance_id
    ada = service.appearances("ada")
    ada.hide_appearance(appearance.HideAppearanceRequest(appearance_id=appearance_id, request_id="hide"))
    assert reason_of(service, commit(grant, PUBLISH)) == "NOT_PERMITTED"
    ada.delete_appearance(appearance.DeleteAppearanceRequest(appearance_id=appearance_id, request_id="delete"))
    (seen,) = ada.list_appearances(appearance.ListAppearancesRequest()).appearances
    assert seen.removal == appearance.REMOVAL_DELETED
    with pytest.raises(RefusedError) as caught:
        service.appearances("eve").delete_appearance(
            appearance.DeleteAppearanceRequest(appearance_id=appearance_id, request_id="eve")
        )
    assert (caught.value.reason, caught.value.status) == ("APPEARANCE_UNKNOWN", grpc.StatusCode.NOT_FOUND)


def test_a_grant_with_a_limit_says_so_and_keeps_it(service: RunningService) -> None:
    service.app("ada").grant_access(
        consent.GrantAccessRequest(
            grantee=handle("bob"),
            modalities=[terms_pb2.MODALITY_FACE],
            uses=[terms_pb2.USE_PUBLISH],
            max_renders=1,
            max_renders_per_day=1,
            request_id="limited",
        )
    )
    (grant,) = service.app("ada").get_consent(consent.GetConsentRequest()).grants
    assert (grant.max_renders, grant.max_renders_per_day) == (1, 1)


def test_a_rewrite_asks_for_no_more_than_its_parent_over_the_wire(service: RunningService) -> None:
    parent = service.studio().check_prompt(question(service.assertion("bob")))
    rewritten = question(service.assertion("bob"), "@ada in the dusk")
    rewritten.parent_check = parent.render_grant
    assert service.studio().check_prompt(rewritten).decision == render.PROMPT_DECISION_ALLOWED
    rewritten.use = terms_pb2.USE_PUBLISH
    with pytest.raises(RefusedError, match="REWRITE_DIFFERS"):
        service.studio().check_prompt(rewritten)


def test_a_parent_that_was_never_committed_refuses_the_remix_over_the_wire(service: RunningService) -> None:
    remix = question(service.assertion("bob"), "at night")
    remix.parent_output_sha256 = OUTPUT
    with pytest.raises(RefusedError, match="REMIX_NOT_ASKED"):
        service.studio().check_prompt(remix)
    remix.use = terms_pb2.USE_REMIX
    assert service.studio().check_prompt(remix).decision == render.PROMPT_DECISION_NOT_PERMITTED
