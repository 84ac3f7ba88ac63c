"""Messages of ConsentService to use-case requests and back."""

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1.group_service_pb2 import RevokeGroupRequest
from cameo_service.rpc.conversion import (
    AGE,
    ASSURANCE,
    AUDIENCE,
    MODALITY,
    USE,
    Vocabulary,
    at_least_from,
    micros_from,
    optional_person_from,
    page_size_from,
    person_from,
    time_of,
)
from cameo_service.usecases.consent.assert_age import AssertAgeRequest
from cameo_service.usecases.consent.block_actor import BlockActorRequest
from cameo_service.usecases.consent.freeze_likeness import FreezeLikenessRequest
from cameo_service.usecases.consent.get_consent import ConsentState, GetConsentRequest
from cameo_service.usecases.consent.grant_access import GrantAccessRequest
from cameo_service.usecases.consent.revoke_access import AccessRevoked, RevokeAccessRequest
from cameo_service.usecases.consent.set_audience import SetAudienceRequest
from cameo_service.usecases.consent.unblock_actor import UnblockActorRequest
from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.records.activity import ListActivityReply, ListActivityRequest
from consent.facts import Block, Grant
from consent.takedown import StopEffect
from consent.terms import SubjectState

DEFAULT_ROWS = 50
EFFECT = Vocabulary(StopEffect, pb.StopEffect, "STOP_EFFECT")
STATE = Vocabulary(SubjectState, pb.SubjectState, "SUBJECT_STATE")


def assert_age_from(message: pb.AssertAgeRequest) -> AssertAgeRequest:
    """Raises FieldMissingError or FieldMalformedError, as every function here does."""
    subject = optional_person_from(message, "subject")
    return AssertAgeRequest(message.request_id, subject, AGE.from_wire(message.age, "age"))


def set_audience_from(message: pb.SetAudienceRequest) -> SetAudienceRequest:
    """Audience of an owner."""
    owner = optional_person_from(message, "owner")
    return SetAudienceRequest(message.request_id, owner, AUDIENCE.from_wire(message.audience, "audience"))


def grant_access_from(message: pb.GrantAccessRequest) -> GrantAccessRequest:
    """A grant; whether it grants anything is the use case's to say."""
    return GrantAccessRequest(
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


def revoke_access_from(message: pb.RevokeAccessRequest) -> RevokeAccessRequest:
    """A revocation."""
    return RevokeAccessRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        grantee=person_from(message, "grantee"),
        effect=effect_from(message),
        provider=message.provider or None,
    )


def effect_from(message: pb.RevokeAccessRequest | pb.FreezeLikenessRequest | RevokeGroupRequest) -> StopEffect:
    """STOP_NEW unless more is asked for: nothing that exists is taken down by default."""
    return EFFECT.from_wire(message.effect, "effect") if message.effect else StopEffect.STOP_NEW


def block_actor_from(message: pb.BlockActorRequest) -> BlockActorRequest:
    """A block."""
    return BlockActorRequest(
        request_id=message.request_id,
        owner=optional_person_from(message, "owner"),
        actor=person_from(message, "actor"),
        expires_us=micros_from(message, "expire_time"),
    )


def unblock_actor_from(message: pb.UnblockActorRequest) -> UnblockActorRequest:
    """The end of a block."""
    return UnblockActorRequest(message.request_id, person_from(message, "actor"))


def freeze_likeness_from(message: pb.FreezeLikenessRequest) -> FreezeLikenessRequest:
    """A freeze."""
    owner = optional_person_from(message, "owner")
    return FreezeLikenessRequest(message.request_id, owner, effect_from(message))


def get_consent_from(message: pb.GetConsentRequest) -> GetConsentRequest:
    """A read of what is in force."""
    return GetConsentRequest(optional_person_from(message, "owner"), at_least_from(message))


def list_activity_from(message: pb.ListActivityRequest) -> ListActivityRequest:
    """A read of the feed."""
    owner = optional_person_from(message, "owner")
    return ListActivityRequest(owner, page_size_from(message, DEFAULT_ROWS), at_least_from(message))


def revoked_to(reply: AccessRevoked) -> pb.RevokeAccessResponse:
    """What ended, and what is still allowed."""
    still = [
        pb.StillAllowed(modality=MODALITY.to_wire(left.modality), use=USE.to_wire(left.use))
        for left in reply.still_allowed
    ]
    ended = [str(grant_id) for grant_id in reply.ended]
    return pb.RevokeAccessResponse(
        ended_grant_ids=ended, still_allowed=still, revision=reply.token, ordered_takedowns=reply.takedowns
    )


def consent_to(state: ConsentState) -> pb.GetConsentResponse:
    """What is in force."""
    enrollment = state.enrollment
    return pb.GetConsentResponse(
        subject_id=str(state.owner),
        handle=state.handle or "",
        audience=AUDIENCE.to_wire(state.audience),
        effective_audience=AUDIENCE.to_wire(state.effective_audience),
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


def activity_to(reply: ListActivityReply) -> pb.ListActivityResponse:
    """The feed."""
    lines = [_activity_to(row, reply.handles.get(row.actor, "") if row.actor else "") for row in reply.rows]
    return pb.ListActivityResponse(activities=lines, revision=reply.token)


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
    )
