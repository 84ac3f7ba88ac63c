"""The app's word on mutuals, over real gRPC: with the check, and anew with everything after it."""

from hashlib import sha256
from typing import Any

import pytest

from cameo_client.dev_assertion import dev_relationships
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from consent.facts import VOUCHED_FRESH_US
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import ISSUER, RunningService

PROMPT = "@ada sings"


def said(service: RunningService) -> str:
    return dev_relationships(ISSUER, "eve", ["ada"], service.world.clock.now_us // 1_000_000)


def checked(service: RunningService, relationships: str) -> bytes:
    request = pb.CheckPromptRequest(
        prompt=PROMPT,
        job_id="job",
        requester_assertion=service.assertion("eve"),
        modalities=[terms_pb2.MODALITY_VOICE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
        relationship_assertion=relationships,
    )
    return service.studio().check_prompt(request).render_grant


def test_a_mutual_renders_while_the_app_says_so(service: RunningService) -> None:
    service.world.audience("ada", Audience.MUTUALS)
    assert not checked(service, "")
    assert not checked(service, "dev.nonsense")
    held: dict[str, Any] = {
        "render_grant": checked(service, said(service)),
        "job_id": "job",
        "prompt_sha256": sha256(PROMPT.encode()).digest(),
    }
    old = said(service)
    service.world.clock.now_us += VOUCHED_FRESH_US + 1_000_000
    studio = service.studio()
    calls = (
        lambda word: studio.renew_grant(pb.RenewGrantRequest(**held, relationship_assertion=word)).render_grant,
        lambda word: (
            studio.fetch_identity_bundle(pb.FetchIdentityBundleRequest(**held, relationship_assertion=word)).bundles
        ),
        lambda word: (
            studio.commit_render(
                pb.CommitRenderRequest(
                    **held, stage=pb.COMMIT_STAGE_DRAFT, output_sha256=bytes(32), relationship_assertion=word
                )
            ).appearance_id
        ),
    )
    for call in calls:
        for word in ("", old):
            with pytest.raises(RefusedError) as caught:
                call(word)
            assert caught.value.reason == "NOT_PERMITTED"
        reply = call(said(service))
        assert reply
        held["render_grant"] = reply if isinstance(reply, bytes) else held["render_grant"]
