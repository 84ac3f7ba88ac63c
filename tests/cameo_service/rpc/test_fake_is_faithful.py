"""The fake of `cameo_client` answers a renderer as the service does, step by step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import pytest

from cameo_client.connection import dev_connection
from cameo_client.errors import RefusedError
from cameo_client.fake_server import FakeCameo
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient
from consent.terms import Audience, Use
from tests.cameo_service.rpc.running_service import STUDIO, RunningService
from tests.cameo_service.usecases.world import World

PROMPT = "@ada plays trumpet among zebras"
DIGEST = sha256(PROMPT.encode()).digest()
OUTPUT, ANOTHER = (sha256(name).digest() for name in (b"output", b"another"))
DRAFT, PUBLISH = pb.COMMIT_STAGE_DRAFT, pb.COMMIT_STAGE_PUBLISH


@dataclass
class Renderer:
    """A generation service that acts for Bob; `allow` and `revoke` are what Ada does."""

    client: RenderClient
    assertion: str
    allow: Callable[[], object]
    revoke: Callable[[], object]

    def checked(self, use: Use = Use.PUBLISH) -> bytes:
        request = pb.CheckPromptRequest(
            prompt=PROMPT,
            job_id="job",
            requester_assertion=self.assertion,
            modalities=[terms_pb2.MODALITY_FACE],
            use=f"USE_{use.name}",
            class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
        )
        return self.client.check_prompt(request).render_grant

    def fetch(self, grant: bytes, job: str = "job") -> str:
        request = pb.FetchIdentityBundleRequest(render_grant=grant, job_id=job, prompt_sha256=DIGEST)
        return outcome(lambda: self.client.fetch_identity_bundle(request))

    def renew(self, grant: bytes) -> str:
        request = pb.RenewGrantRequest(render_grant=grant, job_id="job", prompt_sha256=DIGEST)
        return outcome(lambda: self.client.renew_grant(request))

    def commit(self, grant: bytes, stage: pb.CommitStage, output: bytes = OUTPUT, marking: bytes = b"marked") -> str:
        request = pb.CommitRenderRequest(
            render_grant=grant, job_id="job", prompt_sha256=DIGEST, stage=stage, output_sha256=output, marking=marking
        )
        return outcome(lambda: self.client.commit_render(request))


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except RefusedError as refused:
        return f"{refused.status.name} {refused.reason}"
    return "OK"


def real() -> Iterator[Renderer]:
    world = World()
    for name in ("ada", "bob"):
        world.person(name)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    running = RunningService(world)
    yield Renderer(
        running.studio(),
        running.assertion("bob"),
        lambda: world.grant("ada", "bob"),
        lambda: world.revoked("ada", "bob"),
    )
    running.stop()


def fake() -> Iterator[Renderer]:
    with FakeCameo(STUDIO) as cameo, cameo.channel() as channel:
        client = RenderClient(dev_connection(channel, STUDIO, "generation"))
        yield Renderer(client, "", lambda: cameo.allow("ada"), lambda: cameo.revoke("ada"))


@pytest.fixture(params=[real, fake], ids=["service", "fake"])
def renderer(request: pytest.FixtureRequest) -> Iterator[Renderer]:
    yield from request.param()


def test_a_render_from_check_to_publication(renderer: Renderer) -> None:
    assert renderer.checked() == b""
    renderer.allow()
    grant = renderer.checked()
    said = [
        renderer.commit(grant, DRAFT),
        renderer.fetch(grant, job="another"),
        renderer.fetch(grant),
        renderer.fetch(grant),
        renderer.renew(grant),
        renderer.commit(grant, PUBLISH),
        renderer.commit(grant, DRAFT),
        renderer.commit(grant, DRAFT, ANOTHER),
        renderer.commit(grant, PUBLISH, marking=b""),
        renderer.commit(grant, PUBLISH),
        renderer.commit(grant, PUBLISH),
        renderer.commit(b"grant", DRAFT),
    ]
    assert said == [
        "FAILED_PRECONDITION LEASE_UNKNOWN",
        "PERMISSION_DENIED RENDER_GRANT_NOT_YOURS",
        "OK",
        "FAILED_PRECONDITION RENDER_GRANT_SPENT",
        "OK",
        "FAILED_PRECONDITION NOT_DRAFTED",
        "OK",
        "FAILED_PRECONDITION OUTPUT_DIFFERS",
        "INVALID_ARGUMENT MARKING_MISSING",
        "OK",
        "OK",
        "PERMISSION_DENIED RENDER_GRANT_UNKNOWN",
    ]


def test_a_private_render_is_not_published(renderer: Renderer) -> None:
    renderer.allow()
    grant = renderer.checked(Use.PRIVATE)
    assert [renderer.fetch(grant), renderer.commit(grant, DRAFT), renderer.commit(grant, PUBLISH)] == [
        "OK",
        "OK",
        "FAILED_PRECONDITION RENDER_IS_PRIVATE",
    ]


def test_a_waiting_grant_is_replaced_once(renderer: Renderer) -> None:
    renderer.allow()
    grant = renderer.checked()
    assert [renderer.renew(grant), renderer.renew(grant), renderer.fetch(grant)] == [
        "OK",
        "FAILED_PRECONDITION RENDER_GRANT_SPENT",
        "FAILED_PRECONDITION RENDER_GRANT_SPENT",
    ]


def test_nothing_survives_a_revoke_not_even_when_access_is_given_again(renderer: Renderer) -> None:
    renderer.allow()
    fetched, waiting = renderer.checked(), renderer.checked()
    renderer.fetch(fetched)
    renderer.commit(fetched, DRAFT)
    renderer.revoke()
    denied = "PERMISSION_DENIED NOT_PERMITTED"
    for _ in range(2):
        assert renderer.fetch(waiting) == renderer.renew(waiting) == denied
        assert renderer.commit(fetched, DRAFT) == renderer.commit(fetched, PUBLISH) == denied
        assert renderer.renew(fetched) == denied
        renderer.allow()
    assert renderer.fetch(renderer.checked()) == "OK"
