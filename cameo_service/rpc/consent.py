"""ConsentService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import ConsentServiceServicer
from cameo_service.rpc.conversion import (
    AGE,
    ASSURANCE,
    AUDIENCE,
    MODALITY,
    STATE,
    USE,
    at_least_from,
    effect_from,
    micros_from,
    optional_person_from,
    owner_question_from,
    page_size_from,
    person_from,
    time_of,
)
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.consent import access, age, audience, blocks, freeze, handles
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from consent.facts import Block, Grant


class ConsentServicer(ConsentServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, writes: Writes, reads: Reads) -> None:
        self._writes, self._reads = writes, reads

    def ClaimHandle(self, request: pb.ClaimHandleRequest, call: Call) -> pb.ClaimHandleResponse:
        """A handle for the acting person."""
        asked = handles.ClaimHandleRequest(request.request_id, request.handle)
        reply = self._writes.run(handles.claim_handle, call.caller, asked)
        return pb.ClaimHandleResponse(handle=reply.handle, revision=reply.token)

    def AssertAge(self, request: pb.AssertAgeRequest, call: Call) -> pb.AssertAgeResponse:
        """An age."""
        subject = optional_person_from(request, "subject")
        asked = age.AssertAgeRequest(request.request_id, subject, AGE.from_wire(request.age, "age"))
        reply = self._writes.run(age.assert_age, call.caller, asked)
        return pb.AssertAgeResponse(revision=reply.token, assert_time=time_of(reply.asserted_us))

    def SetAudience(self, request: pb.SetAudienceRequest, call: Call) -> pb.SetAudienceResponse:
        """A ceiling."""
        reply = self._writes.run(audience.set_audience, call.caller, set_audience_from(request))
        return pb.SetAudienceResponse(revision=reply.token, audience=AUDIENCE.to_wire(reply.audience))

    def GrantAccess(self, request: pb.GrantAccessRequest, call: Call) -> pb.GrantAccessResponse:
        """A grant."""
        reply = self._writes.run(access.grant_access, call.caller, grant_access_from(request))
        return pb.GrantAccessResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def RevokeAccess(self, request: pb.RevokeAccessRequest, call: Call) -> pb.RevokeAccessResponse:
        """The end of every grant to one person."""
        return _revoked_to(self._writes.run(access.revoke_access, call.caller, _revoke_access_from(request)))

    def BlockActor(self, request: pb.BlockActorRequest, call: Call) -> pb.BlockActorResponse:
        """A block."""
        reply = self._writes.run(blocks.block_actor, call.caller, block_actor_from(request))
        return pb.BlockActorResponse(revision=reply.token, expire_time=time_of(reply.expires_us))

    def UnblockActor(self, request: pb.UnblockActorRequest, call: Call) -> pb.UnblockActorResponse:
        """The end of a block."""
        asked = blocks.UnblockActorRequest(request.request_id, person_from(request, "actor"))
        return pb.UnblockActorResponse(revision=self._writes.run(blocks.unblock_actor, call.caller, asked).token)

    def FreezeLikeness(self, request: pb.FreezeLikenessRequest, call: Call) -> pb.FreezeLikenessResponse:
        """A stop for every requester."""
        owner, effect = optional_person_from(request, "owner"), effect_from(request)
        asked = freeze.FreezeLikenessRequest(request.request_id, owner, effect)
        reply = self._writes.run(freeze.freeze_likeness, call.caller, asked)
        return pb.FreezeLikenessResponse(revision=reply.token, ordered_takedowns=reply.takedowns)

    def UnfreezeLikeness(self, request: pb.UnfreezeLikenessRequest, call: Call) -> pb.UnfreezeLikenessResponse:
        """The end of the stop."""
        asked = freeze.UnfreezeLikenessRequest(request.request_id, optional_person_from(request, "owner"))
        reply = self._writes.run(freeze.unfreeze_likeness, call.caller, asked)
        return pb.UnfreezeLikenessResponse(revision=reply.token)

    def GetConsent(self, request: pb.GetConsentRequest, call: Call) -> pb.GetConsentResponse:
        """What is in force."""
        asked = owner_question_from(request)
        return consent_to(self._reads.ask(audience.get_consent, call.caller, asked))

    def ListActivity(self, request: pb.ListActivityRequest, call: Call) -> pb.ListActivityResponse:
        """What happened."""
        reply = self._reads.ask(list_activity, call.caller, list_activity_from(request))
        lines = [_activity_to(row, reply.handles.get(row.actor, "") if row.actor else "") for row in reply.rows]
        return pb.ListActivityResponse(activities=lines, revision=reply.token, next_page_token=reply.next_page or "")


def set_audience_from(message: pb.SetAudienceRequest) -> audience.SetAudienceRequest:
    """Raises FieldMissingError or FieldMalformedError, as every conversion of a request does."""
    owner = optional_person_from(message, "owner")
    return audience.SetAudienceRequest(message.request_id, owner, AUDIENCE.from_wire(message.audience, "audience"))


def grant_access_from(message: pb.GrantAccessRequest) -> access.GrantAccessRequest:
    """A grant. The use case refuses one without modality or use."""
    return access.GrantAccessRequest(
        request_id=message.request_id,
        grantee=person_from(message, "grantee"),
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        uses=frozenset(USE.from_wire(number, "uses") for number in message.uses),
        expires_us=micros_from(message, "expire_time"),
        provider=message.provider or None,
        max_renders=message.max_renders or None,
        per_day=message.max_renders_per_day or None,
        asks_each_time=message.asks_each_time,
        owner=optional_person_from(message, "owner"),
    )


def _revoke_access_from(message: pb.RevokeAccessRequest) -> access.RevokeAccessRequest:
    return access.RevokeAccessRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        grantee=person_from(message, "grantee"),
        effect=effect_from(message),
        provider=message.provider or None,
    )


def block_actor_from(message: pb.BlockActorRequest) -> blocks.BlockActorRequest:
    """A block."""
    return blocks.BlockActorRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        actor=person_from(message, "actor"),
        expires_us=micros_from(message, "expire_time"),
    )


def list_activity_from(message: pb.ListActivityRequest) -> ListActivityRequest:
    """A read of the feed."""
    owner = optional_person_from(message, "owner")
    return ListActivityRequest(owner, page_size_from(message), at_least_from(message), message.page_token or None)


def _revoked_to(reply: access.AccessRevoked) -> pb.RevokeAccessResponse:
    still = [
        pb.StillAllowed(modality=MODALITY.to_wire(left.modality), use=USE.to_wire(left.use))
        for left in reply.still_allowed
    ]
    ended = [str(grant_id) for grant_id in reply.ended]
    return pb.RevokeAccessResponse(
        ended_grant_ids=ended, still_allowed=still, revision=reply.token, ordered_takedowns=reply.takedowns
    )


def consent_to(state: audience.ConsentState) -> pb.GetConsentResponse:
    """What is in force."""
    enrollment = state.enrollment
    return pb.GetConsentResponse(
        subject_id=str(state.owner),
        handle=state.handle or "",
        audience=AUDIENCE.to_wire(state.audience),
        effective_audience=AUDIENCE.to_wire(state.effective_audience),
        audience_ceiling=AUDIENCE.to_wire(state.audience_ceiling),
        frozen=state.frozen,
        asks_each_time=state.asks_each_time,
        age=AGE.to_wire(state.age),
        enrollment_version=enrollment.version if enrollment else 0,
        assurance=ASSURANCE.to_wire(enrollment.assurance) if enrollment else None,
        enrollment_expire_time=time_of(enrollment.expires_us) if enrollment else None,
        grants=[grant_to(grant, str(grant.grantee), state.handles.get(grant.grantee, "")) for grant in state.grants],
        blocks=[_block_to(block, state.handles.get(block.actor, "")) for block in state.blocks],
        state=STATE.to_wire(state.state),
        revision=state.token,
    )


def grant_to(grant: Grant, grantee_id: str, grantee_handle: str = "") -> pb.AccessGrant:
    """A grant, to a person or to a group; a group has no handle."""
    return pb.AccessGrant(
        grant_id=str(grant.grant_id),
        grantee_id=grantee_id,
        grantee_handle=grantee_handle,
        modalities=sorted(MODALITY.to_wire(modality) for modality in grant.modalities),
        uses=sorted(USE.to_wire(use) for use in grant.uses),
        expire_time=time_of(grant.expires_us),
        provider=grant.provider or "",
        max_renders=grant.max_renders or 0,
        max_renders_per_day=grant.per_day or 0,
        asks_each_time=grant.asks_each_time,
    )


def _block_to(block: Block, handle: str) -> pb.Block:
    return pb.Block(actor_id=str(block.actor), expire_time=time_of(block.expires_us), actor_handle=handle)


def _activity_to(row: ActivityRow, actor_handle: str) -> pb.Activity:
    return pb.Activity(
        event_time=time_of(row.at_us),
        kind=row.kind,
        actor_id=str(row.actor) if row.actor else "",
        actor_handle=actor_handle,
        provider=row.provider,
        reason=row.reason,
        count=row.count,
        output_sha256=row.output_sha256 or b"",
        takedown_id=str(row.takedown_id or ""),
        first_time=time_of(row.at_us if row.first_us is None else row.first_us),
    )
