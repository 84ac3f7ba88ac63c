"""The main job, whole: a live recording, a grant, a check, a fetch, a revoke, a check."""

import hashlib
import re

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli import check
from tests.e2e import acts
from tests.e2e.live_takes import record_live
from tests.e2e.service_process import ServiceProcess

PROMPT = "@ada plays trumpet among zebras"


def test_from_a_live_selfie_to_a_render_and_no_further(service: ServiceProcess) -> None:
    acts.introduce(service, "ada", "ben", "mallory")
    acts.claim(service, "ada")

    session = acts.start(service, "ada")
    recorded = record_live(service.streams.enrollment("ada"), session.session_id, session.attempts_left, who=1)
    verdict, heard = recorded.verdict, recorded.heard
    assert verdict.state == pb.ENROLLMENT_STATE_PASSED, verdict
    assert (heard[0], heard[-2:]) == ("ready", ["finished", "verdict"])
    assert heard.count("prompt") == 5
    assert verdict.record.policy == "demo"
    assert verdict.record.assurance == terms.ASSURANCE_DEMO
    assert set(verdict.record.modalities) == {terms.MODALITY_FACE, terms.MODALITY_VOICE}

    acts.set_audience(service, "ada", "APPROVED")
    acts.grant(service, "ada", "ben")
    studio = service.checks.render(acts.STUDIO)
    request = check.request_for(PROMPT, "ben", "private")
    allowed = studio.check_prompt(request)
    assert allowed.decision == render_pb.PROMPT_DECISION_ALLOWED
    assert not acts.is_allowed(service, "mallory", PROMPT)

    fetch = render_pb.FetchIdentityBundleRequest(
        render_grant=allowed.render_grant,
        job_id=request.job_id,
        prompt_sha256=hashlib.sha256(PROMPT.encode()).digest(),
    )
    (bundle,) = studio.fetch_identity_bundle(fetch).bundles
    assert len(bundle.frames) >= 5
    assert all(frame.jpeg.startswith(b"\xff\xd8") for frame in bundle.frames)
    assert bundle.voice_wav.startswith(b"RIFF")
    with pytest.raises(RefusedError, match="RENDER_GRANT_SPENT"):
        studio.fetch_identity_bundle(fetch)

    acts.revoke(service, "ada", "ben")
    assert not acts.is_allowed(service, "ben", PROMPT)
    assert acts.is_allowed(service, "ada", PROMPT)


def test_the_log_names_no_person_and_shows_no_score(service: ServiceProcess) -> None:
    assert "INSECURE-DEV" in service.log
    assert not re.search(r"\b(ada|ben|trumpet|dev\.)", service.log)
