"""Whatever is wrong with what is sent has an error of its own, over real gRPC, and the error is documented."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import content_class_pb2
from cameo_client.pb.cameo.v1 import event_service_pb2 as events
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.outside import VerificationKey
from cameo_service.vault.grant_signer import EnvelopeGrantSigner
from consent.identity import RenderGrantId
from tests.cameo_service.rpc.running_service import OneKey, RunningService
from tests.cameo_service.rpc.test_commit_story import DRAFT, commit
from tests.cameo_service.rpc.test_render_story import DIGEST, handle, question
from tests.cameo_service.usecases.world import World
from tests.cameo_service.vault.test_grant_signer import CLAIMS
from tests.stores import DEPLOYMENT

ERRORS = Path(__file__).parents[3] / "docs/errors.md"
YEAR_S = 366 * 24 * 3600
UNKNOWN: Any = 99
RESTORED = Deployment(DEPLOYMENT.deployment_id, DEPLOYMENT.incarnation + 1)


class KeysOfAYear(OneKey):
    """The key of today, and one that was revoked."""

    revoked = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)

    def listed(self) -> tuple[VerificationKey, ...]:
        public = self.revoked.public_key().public_bytes_raw()
        return (*super().listed(), VerificationKey("revoked", public, 0, None, 1))


@dataclass
class OtherKey:
    """Signs under any name, with any key."""

    key_id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def listed(self) -> tuple[VerificationKey, ...]:
        return ()


STRANGER = OtherKey("stranger", Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32))
POSING = OtherKey("one", STRANGER.private)
REVOKED = OtherKey("revoked", KeysOfAYear.revoked)


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    """One service for all: what is refused changes nothing."""
    world = World()
    for name in ("ada", "bob"):
        world.person(name)
    running = RunningService(world, KeysOfAYear())
    yield running
    running.stop()


def grant(service: RunningService, **changes: Any) -> consent.GrantAccessResponse:
    asked: dict[str, Any] = {"modalities": ["MODALITY_FACE"], "uses": ["USE_PRIVATE"], "request_id": "grant"}
    return service.app("ada").grant_access(consent.GrantAccessRequest(grantee=handle("bob"), **{**asked, **changes}))


def grant_until(service: RunningService, seconds: int) -> object:
    return grant(service, expire_time=Timestamp(seconds=service.world.clock.now_us // 1_000_000 + seconds))


def block_until(service: RunningService, seconds: int) -> object:
    ends = Timestamp(seconds=service.world.clock.now_us // 1_000_000 + seconds)
    request = consent.BlockActorRequest(actor=handle("bob"), expire_time=ends, request_id="block")
    return service.app("ada").block_actor(request)


def check(service: RunningService, **changes: Any) -> object:
    asked = question(service.assertion("bob"))
    for name, value in changes.items():
        if isinstance(value, list):
            asked.ClearField(name)
            getattr(asked, name).extend(value)
        else:
            setattr(asked, name, value)
    return service.studio().check_prompt(asked)


def fetch_signed_by(service: RunningService, key: OtherKey) -> object:
    claims = replace(CLAIMS, deployment_id=DEPLOYMENT.deployment_id, incarnation=DEPLOYMENT.incarnation)
    return fetch(service, EnvelopeGrantSigner(key).sign(claims))


def fetch(service: RunningService, envelope: bytes) -> object:
    request = render.FetchIdentityBundleRequest(render_grant=envelope, job_id="job", prompt_sha256=DIGEST)
    return service.studio().fetch_identity_bundle(request)


def of_another_life() -> bytes:
    """A render grant of the very key, from before a restore."""
    claims = replace(CLAIMS, render_grant_id=RenderGrantId(UUID(int=9)), incarnation=RESTORED.incarnation)
    return EnvelopeGrantSigner(OneKey()).sign(replace(claims, deployment_id=RESTORED.deployment_id))


def list_from(service: RunningService, deployment: Deployment, revision: int) -> object:
    cursor = cursor_of(deployment, Position(revision, 0))
    return service.events().list_events(events.ListEventsRequest(cursor=cursor))


def freeze(service: RunningService, of: str) -> object:
    return service.app().freeze_likeness(consent.FreezeLikenessRequest(owner=handle(of), request_id="same"))


def freeze_two_under_one_id(service: RunningService) -> object:
    freeze(service, "bob")
    return freeze(service, "ada")


Call = Callable[[RunningService], object]
PEOPLE_17 = " ".join(f"@person_{number}" for number in range(17))
BAD: dict[str, tuple[str, Call]] = {
    "17 mentions": ("TOO_MANY_MENTIONS", lambda s: check(s, prompt=PEOPLE_17)),
    "17 mentions to resolve": (
        "TOO_MANY_MENTIONS",
        lambda s: s.studio().resolve_mentions(render.ResolveMentionsRequest(text=PEOPLE_17)),
    ),
    "a check without a job": ("JOB_MISSING", lambda s: check(s, job_id="")),
    "a job of 129 letters": ("JOB_MISSING", lambda s: check(s, job_id="j" * 129)),
    "a job of 128 letters in 129 bytes": ("JOB_MISSING", lambda s: check(s, job_id="j" * 127 + "\u00fc")),
    "a fetch without a job": (
        "JOB_MISSING",
        lambda s: s.studio().fetch_identity_bundle(
            render.FetchIdentityBundleRequest(render_grant=b"grant", prompt_sha256=DIGEST)
        ),
    ),
    "a binding of a handle in another alphabet": (
        "CONFUSABLE_HANDLE",
        lambda s: check(s, bindings=[render.MentionBinding(handle="\u0430da", token=bytes(48))]),
    ),
    "a binding of no handle": (
        "MALFORMED_HANDLE",
        lambda s: check(s, bindings=[render.MentionBinding(token=bytes(48))]),
    ),
    "an unknown modality": ("FIELD_MALFORMED", lambda s: check(s, modalities=[UNKNOWN])),
    "an unknown use": ("FIELD_MALFORMED", lambda s: check(s, use=UNKNOWN)),
    "an unknown class": (
        "FIELD_MALFORMED",
        lambda s: s.studio().check_prompt(
            render.CheckPromptRequest(
                prompt="@ada",
                job_id="job",
                modalities=["MODALITY_FACE"],
                use="USE_PRIVATE",
                class_labels=content_class_pb2.ContentLabels(classifier="c", classes=[UNKNOWN]),
            )
        ),
    ),
    "an unknown use granted": ("FIELD_MALFORMED", lambda s: grant(s, uses=[UNKNOWN])),
    "an unknown audience": (
        "FIELD_MALFORMED",
        lambda s: s.app("ada").set_audience(consent.SetAudienceRequest(audience=UNKNOWN, request_id="audience")),
    ),
    "an unknown age": (
        "FIELD_MALFORMED",
        lambda s: s.app("ada").assert_age(consent.AssertAgeRequest(age=UNKNOWN, request_id="age")),
    ),
    "an unknown effect": (
        "FIELD_MALFORMED",
        lambda s: s.app("ada").revoke_access(
            consent.RevokeAccessRequest(grantee=handle("bob"), effect=UNKNOWN, request_id="revoke")
        ),
    ),
    "an unknown stage": ("FIELD_MALFORMED", lambda s: s.studio().commit_render(commit(b"grant", UNKNOWN))),
    "a grant in the past": ("EXPIRY_IN_THE_PAST", lambda s: grant_until(s, -1)),
    "a grant that ends now": ("EXPIRY_IN_THE_PAST", lambda s: grant_until(s, 0)),
    "a block in the past": ("EXPIRY_IN_THE_PAST", lambda s: block_until(s, -1)),
    "a grant beyond ten years": ("EXPIRY_TOO_FAR", lambda s: grant_until(s, 10 * YEAR_S + 1)),
    "a block beyond ten years": ("EXPIRY_TOO_FAR", lambda s: block_until(s, 10 * YEAR_S + 1)),
    "a revision of another incarnation": (
        "OTHER_INCARNATION",
        lambda s: check(s, at_least_as_fresh=token_of(RESTORED, 1)),
    ),
    "a cursor of another incarnation": ("OTHER_INCARNATION", lambda s: list_from(s, RESTORED, 1)),
    "a render grant with epochs of another incarnation": (
        "OTHER_INCARNATION",
        lambda s: fetch(s, of_another_life()),
    ),
    "a revision from the future": (
        "REVISION_FROM_THE_FUTURE",
        lambda s: check(s, at_least_as_fresh=token_of(DEPLOYMENT, 10_000)),
    ),
    "a cursor from the future": ("CURSOR_FROM_THE_FUTURE", lambda s: list_from(s, DEPLOYMENT, 10_000)),
    "a cursor nobody made": (
        "CURSOR_MALFORMED",
        lambda s: s.events().list_events(events.ListEventsRequest(cursor="cursor")),
    ),
    "a grant signed by an unknown key": ("RENDER_GRANT_UNKNOWN", lambda s: fetch_signed_by(s, STRANGER)),
    "a grant signed by a key that poses as ours": ("RENDER_GRANT_UNKNOWN", lambda s: fetch_signed_by(s, POSING)),
    "a grant signed by a revoked key": ("RENDER_GRANT_UNKNOWN", lambda s: fetch_signed_by(s, REVOKED)),
    "a commit under a grant of a revoked key": (
        "RENDER_GRANT_UNKNOWN",
        lambda s: s.studio().commit_render(commit(EnvelopeGrantSigner(REVOKED).sign(CLAIMS), DRAFT)),
    ),
    "a request id of another body": ("REQUEST_ID_REUSED", freeze_two_under_one_id),
    "no request id": ("REQUEST_ID_MISSING", lambda s: grant(s, request_id="")),
}


@pytest.mark.parametrize(("code", "call"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_refused_by_its_own_documented_name(service: RunningService, code: str, call: Call) -> None:
    before = revision(service)
    with pytest.raises(RefusedError) as refused:
        call(service)
    assert refused.value.reason == code
    assert f"| `{code}` | {refused.value.status.name} |" in ERRORS.read_text("utf-8")
    assert refused.value.message
    changes_first = call is freeze_two_under_one_id
    assert revision(service) == before + changes_first


def test_the_grant_of_these_questions_is_good_when_the_right_key_signs_it(service: RunningService) -> None:
    claims = replace(CLAIMS, deployment_id=DEPLOYMENT.deployment_id, incarnation=DEPLOYMENT.incarnation)
    with pytest.raises(RefusedError) as refused:
        fetch(service, EnvelopeGrantSigner(OneKey()).sign(claims))
    assert refused.value.reason == "RENDER_GRANT_NOT_YOURS"


def revision(service: RunningService) -> int:
    with service.world.store.read() as snapshot:
        return snapshot.revision()
