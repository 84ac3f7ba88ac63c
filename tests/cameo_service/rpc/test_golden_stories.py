"""The golden stories, lived over real gRPC by an app backend and generation services."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as appearance
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import content_class_pb2, subject_pb2
from cameo_client.pb.cameo.v1 import group_service_pb2 as groups
from cameo_client.pb.cameo.v1 import held_render_service_pb2 as held_render
from cameo_client.pb.cameo.v1 import operator_service_pb2 as operator
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as restriction
from cameo_client.services.render import RenderClient
from consent.content_classes import CHOOSABLE
from consent.owner_act import OwnerAct
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import ISSUER, STUDIO, RunningService
from tests.cameo_service.usecases.world import SECOND_US, World
from tests.consent.stories import PEOPLE, Story, stories

JOB = "job"
MARKING = b"marked"
WHY = "the story wants it"


def person(name: str) -> subject_pb2.SubjectRef:
    return subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer=ISSUER, sub=name))


def constants(prefix: str, names: Sequence[str]) -> list[Any]:
    """The values of an enum of the contract, as it spells them."""
    return [f"{prefix}_{name.upper()}" for name in names]


@dataclass(frozen=True)
class Kept:
    """A render grant, with what it was asked for."""

    render_grant: bytes
    prompt: str
    provider: str


class RpcTeller:
    """Turns each act of a story into calls."""

    def __init__(self, service: RunningService) -> None:
        self.service, self.world = service, service.world
        self.kept: dict[str, Kept] = {}

    def begin(self, enrolled: dict[str, str]) -> None:
        for name in PEOPLE:
            self.world.person(name)
        for name, ceiling in enrolled.items():
            self.world.enroll(name, ceiling=Audience[ceiling])

    def _ends(self, seconds: int | None) -> Timestamp | None:
        if seconds is None:
            return None
        ends = Timestamp()
        ends.FromMicroseconds(self.world.clock.now_us + seconds * SECOND_US)
        return ends

    def audience(self, owner: str, to: str) -> None:
        if Audience[to] is Audience.EVERYONE:
            self.world.verified(owner, OwnerAct.WIDEN_TO_EVERYONE)
        request = consent.SetAudienceRequest(audience=f"AUDIENCE_{to}", request_id=self.world.request_id())
        self.service.app(owner).set_audience(request)

    def grant(self, owner: str, to: str, *, seconds: int | None = None, **how: Any) -> None:
        if "ad" in how.get("uses", []):
            self.world.verified(owner, OwnerAct.GRANT_AD)
        request = consent.GrantAccessRequest(
            grantee=person(to),
            modalities=constants("MODALITY", how.get("modalities", ["face", "voice"])),
            uses=constants("USE", how.get("uses", ["private", "publish"])),
            expire_time=self._ends(seconds),
            provider=how.get("provider"),
            request_id=self.world.request_id(),
        )
        self.service.app(owner).grant_access(request)

    def restrict(self, owner: str, allowed: Sequence[str] = (), words: Sequence[str] = ()) -> None:
        denied = constants("CONTENT_CLASS", [name for name in CHOOSABLE if name not in allowed])
        restrictions = restriction.Restrictions(denied_classes=denied, banned_words=words)
        request = restriction.SetRestrictionsRequest(restrictions=restrictions, request_id=self.world.request_id())
        self.service.restrictions(owner).set_restrictions(request)

    def names(self, of: str, are: Sequence[str]) -> None:
        request = restriction.SetNamesRequest(names=are, request_id=self.world.request_id())
        self.service.restrictions(of).set_names(request)

    def vouch(self, names_of: str) -> None:
        request = operator.VouchForNamesRequest(
            subject=person(names_of), reason=WHY, request_id=self.world.request_id()
        )
        self.service.operator().vouch_for_names(request)

    def asking(self, owner: str) -> None:
        request = held_render.SetAskingRequest(owner=person(owner), each_time=True, request_id=self.world.request_id())
        self.service.held_renders().set_asking(request)

    def answer(self, owner: str, says: str) -> None:
        client, request_id = self.service.held_renders(owner), self.world.request_id()
        rows = client.list_held_renders(held_render.ListHeldRendersRequest()).held_renders
        (ask,) = [row.held_render_id for row in rows if row.state == held_render.HELD_RENDER_STATE_WAITING]
        if says == "yes":
            yes = held_render.ApproveHeldRenderRequest(held_render_id=ask, request_id=request_id)
            client.approve_held_render(yes)
        else:
            client.deny_held_render(held_render.DenyHeldRenderRequest(held_render_id=ask, request_id=request_id))

    def revoke(self, owner: str, **who: str) -> None:
        request = consent.RevokeAccessRequest(
            owner=person(owner),
            grantee=person(who["from"]),
            effect=f"STOP_EFFECT_{who.get('effect', 'stop_new').upper()}",
            provider=who.get("provider"),
            request_id=self.world.request_id(),
        )
        self.service.app().revoke_access(request)

    def put(self, owner: str, group: str, who: str) -> None:
        request = groups.PutInGroupRequest(group=group, member=person(who), request_id=self.world.request_id())
        self.service.groups(owner).put_in_group(request)

    def take_out(self, owner: str, group: str, who: str) -> None:
        request = groups.RemoveFromGroupRequest(
            owner=person(owner), group=group, member=person(who), request_id=self.world.request_id()
        )
        self.service.groups().remove_from_group(request)

    def grant_group(self, owner: str, group: str, uses: Sequence[str] = ("private", "publish"), **where: str) -> None:
        request = groups.GrantGroupRequest(
            group=group,
            modalities=constants("MODALITY", ["face", "voice"]),
            uses=constants("USE", uses),
            provider=where.get("provider"),
            request_id=self.world.request_id(),
        )
        self.service.groups(owner).grant_group(request)

    def revoke_group(self, owner: str, group: str, **where: str) -> None:
        request = groups.RevokeGroupRequest(
            owner=person(owner), group=group, provider=where.get("provider"), request_id=self.world.request_id()
        )
        self.service.groups().revoke_group(request)

    def block(self, owner: str, actor: str, seconds: int | None = None) -> None:
        request = consent.BlockActorRequest(
            owner=person(owner),
            actor=person(actor),
            expire_time=self._ends(seconds),
            request_id=self.world.request_id(),
        )
        self.service.app().block_actor(request)

    def unblock(self, owner: str, actor: str) -> None:
        request = consent.UnblockActorRequest(actor=person(actor), request_id=self.world.request_id())
        self.service.app(owner).unblock_actor(request)

    def freeze(self, owner: str) -> None:
        request = consent.FreezeLikenessRequest(owner=person(owner), request_id=self.world.request_id())
        self.service.app().freeze_likeness(request)

    def unfreeze(self, owner: str) -> None:
        request = consent.UnfreezeLikenessRequest(request_id=self.world.request_id())
        self.service.app(owner).unfreeze_likeness(request)

    def freeze_everything(self) -> None:
        request = operator.FreezeEverythingRequest(reason=WHY, request_id=self.world.request_id())
        self.service.operator().freeze_everything(request)

    def unfreeze_everything(self) -> None:
        request = operator.UnfreezeEverythingRequest(reason=WHY, request_id=self.world.request_id())
        self.service.operator().unfreeze_everything(request)

    def suspend(self, who: str) -> None:
        request = operator.SuspendSubjectRequest(subject=person(who), reason=WHY, request_id=self.world.request_id())
        self.service.operator().suspend_subject(request)

    def lift_suspension(self, who: str) -> None:
        request = operator.LiftSuspensionRequest(subject=person(who), reason=WHY, request_id=self.world.request_id())
        self.service.operator().lift_suspension(request)

    def age(self, of: str, **age: str) -> None:
        request = consent.AssertAgeRequest(age=f"AGE_CLASS_{age['is'].upper()}", request_id=self.world.request_id())
        self.service.app(of).assert_age(request)

    def rename(self, who: str, to: str) -> None:
        request = consent.ClaimHandleRequest(handle=to, request_id=self.world.request_id())
        self.service.app(who).claim_handle(request)

    def wait(self, seconds: int) -> None:
        self.world.clock.now_us += seconds * SECOND_US

    def check(self, by: str | None, mentions: list[str], **how: Any) -> None:
        prompt = "zebras with " + " and ".join(f"@{name}" for name in mentions) + " " + how.get("text", "")
        about, provider = how.get("about", []), how.get("provider", STUDIO)
        labels = None
        if about is not None:
            classes = constants("CONTENT_CLASS", about)
            labels = content_class_pb2.ContentLabels(classifier="classifier", classes=classes)
        request = render.CheckPromptRequest(
            prompt=prompt,
            job_id=JOB,
            requester_assertion=self.service.assertion(by) if by else "",
            modalities=constants("MODALITY", how.get("modalities", ["face"])),
            use=f"USE_{how.get('use', 'private').upper()}",
            class_labels=labels,
        )
        self.world.refusals.noted.clear()
        reply = self._studio(provider).check_prompt(request)
        assert render.PromptDecision.Name(reply.decision) == f"PROMPT_DECISION_{how['is']}"
        assert bool(reply.render_grant) == (how["is"] == "ALLOWED")
        # The requester's reply holds no reason; what the owner will read is on its way to the feed.
        assert [refusal.reason for refusal in self.world.refusals.noted] == ([how["why"]] if "why" in how else [])
        if "keep" in how:
            self.kept[how["keep"]] = Kept(reply.render_grant, prompt, provider)

    def fetch(self, grant: str, **how: str) -> None:
        kept = self.kept[grant]
        request = render.FetchIdentityBundleRequest(
            render_grant=kept.render_grant, job_id=JOB, prompt_sha256=sha256(kept.prompt.encode()).digest()
        )
        assert outcome("RELEASED", lambda: self._studio(kept.provider).fetch_identity_bundle(request)) == how["is"]

    def commit(self, grant: str, stage: str, **how: str) -> None:
        kept = self.kept[grant]
        request = render.CommitRenderRequest(
            render_grant=kept.render_grant,
            job_id=JOB,
            prompt_sha256=sha256(kept.prompt.encode()).digest(),
            stage=f"COMMIT_STAGE_{stage.upper()}",
            output_sha256=sha256(kept.render_grant).digest(),
            marking=MARKING,
        )
        assert outcome("COMMITTED", lambda: self._studio(kept.provider).commit_render(request)) == how["is"]

    def appears(self, owner: str, times: int) -> None:
        reply = self.service.appearances(owner).list_appearances(appearance.ListAppearancesRequest())
        assert sum(not seen.removal for seen in reply.appearances) == times

    def takedowns(self, open: int, owner: str | None = None) -> None:  # noqa: A002 - the word of the stories
        assert len(self._open_orders(owner)) == open

    def acknowledge(self, owner: str) -> None:
        for order in self._open_orders(owner):
            request = appearance.AcknowledgeTakedownRequest(
                takedown_id=order.takedown_id, request_id=self.world.request_id()
            )
            self.service.appearances().acknowledge_takedown(request)

    def _open_orders(self, owner: str | None) -> list[appearance.Takedown]:
        request = appearance.ListTakedownsRequest(owner=person(owner) if owner else None)
        return list(self.service.appearances().list_takedowns(request).takedowns)

    def _studio(self, provider: str) -> RenderClient:
        return RenderClient(self.service.connection(provider, "generation"))


def outcome(good: str, call: Callable[[], object]) -> str:
    """The word of the stories for how a call ended."""
    try:
        call()
    except RefusedError as error:
        return str(error.reason)
    return good


@pytest.fixture
def teller() -> Iterator[RpcTeller]:
    service = RunningService(World())
    yield RpcTeller(service)
    service.stop()


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.name)
def test_the_story_goes_as_told_over_the_wire(story: Story, teller: RpcTeller) -> None:
    teller.begin(story.enrolled)
    for act, arguments in story.steps:
        getattr(teller, act)(**arguments)
