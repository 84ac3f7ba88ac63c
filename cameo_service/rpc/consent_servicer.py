"""ConsentService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import ConsentServiceServicer
from cameo_service.rpc import consent_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.rpc.conversion import AUDIENCE, optional_person_from, time_of
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.consent.assert_age import AssertAge
from cameo_service.usecases.consent.block_actor import BlockActor
from cameo_service.usecases.consent.claim_handle import ClaimHandle, ClaimHandleRequest
from cameo_service.usecases.consent.freeze_likeness import FreezeLikeness
from cameo_service.usecases.consent.get_consent import GetConsent
from cameo_service.usecases.consent.grant_access import GrantAccess
from cameo_service.usecases.consent.revoke_access import RevokeAccess
from cameo_service.usecases.consent.set_audience import SetAudience
from cameo_service.usecases.consent.unblock_actor import UnblockActor
from cameo_service.usecases.consent.unfreeze_likeness import UnfreezeLikeness, UnfreezeLikenessRequest
from cameo_service.usecases.records.activity import list_activity


@dataclass(frozen=True, slots=True)
class ConsentUseCases:
    """One for each method."""

    claim_handle: ClaimHandle
    assert_age: AssertAge
    set_audience: SetAudience
    grant_access: GrantAccess
    revoke_access: RevokeAccess
    block_actor: BlockActor
    unblock_actor: UnblockActor
    freeze_likeness: FreezeLikeness
    unfreeze_likeness: UnfreezeLikeness
    get_consent: GetConsent


class ConsentServicer(ConsentServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: ConsentUseCases, reads: Reads) -> None:
        self._use_cases, self._reads = use_cases, reads

    def ClaimHandle(self, request: pb.ClaimHandleRequest, call: Call) -> pb.ClaimHandleResponse:
        """A handle for the acting person."""
        asked = ClaimHandleRequest(request.request_id, request.handle)
        reply = self._use_cases.claim_handle(call.caller, asked)
        return pb.ClaimHandleResponse(handle=reply.handle, revision=reply.token)

    def AssertAge(self, request: pb.AssertAgeRequest, call: Call) -> pb.AssertAgeResponse:
        """An age."""
        reply = self._use_cases.assert_age(call.caller, convert.assert_age_from(request))
        return pb.AssertAgeResponse(revision=reply.token, assert_time=time_of(reply.asserted_us))

    def SetAudience(self, request: pb.SetAudienceRequest, call: Call) -> pb.SetAudienceResponse:
        """A ceiling."""
        reply = self._use_cases.set_audience(call.caller, convert.set_audience_from(request))
        return pb.SetAudienceResponse(revision=reply.token, audience=AUDIENCE.to_wire(reply.audience))

    def GrantAccess(self, request: pb.GrantAccessRequest, call: Call) -> pb.GrantAccessResponse:
        """A grant."""
        reply = self._use_cases.grant_access(call.caller, convert.grant_access_from(request))
        return pb.GrantAccessResponse(grant_id=str(reply.grant_id), revision=reply.token)

    def RevokeAccess(self, request: pb.RevokeAccessRequest, call: Call) -> pb.RevokeAccessResponse:
        """The end of every grant to one person."""
        return convert.revoked_to(self._use_cases.revoke_access(call.caller, convert.revoke_access_from(request)))

    def BlockActor(self, request: pb.BlockActorRequest, call: Call) -> pb.BlockActorResponse:
        """A block."""
        reply = self._use_cases.block_actor(call.caller, convert.block_actor_from(request))
        return pb.BlockActorResponse(revision=reply.token, expire_time=time_of(reply.expires_us))

    def UnblockActor(self, request: pb.UnblockActorRequest, call: Call) -> pb.UnblockActorResponse:
        """The end of a block."""
        reply = self._use_cases.unblock_actor(call.caller, convert.unblock_actor_from(request))
        return pb.UnblockActorResponse(revision=reply.token)

    def FreezeLikeness(self, request: pb.FreezeLikenessRequest, call: Call) -> pb.FreezeLikenessResponse:
        """A stop for everyone."""
        reply = self._use_cases.freeze_likeness(call.caller, convert.freeze_likeness_from(request))
        return pb.FreezeLikenessResponse(revision=reply.token, ordered_takedowns=reply.takedowns)

    def UnfreezeLikeness(self, request: pb.UnfreezeLikenessRequest, call: Call) -> pb.UnfreezeLikenessResponse:
        """The end of the stop."""
        asked = UnfreezeLikenessRequest(request.request_id, optional_person_from(request, "owner"))
        reply = self._use_cases.unfreeze_likeness(call.caller, asked)
        return pb.UnfreezeLikenessResponse(revision=reply.token)

    def GetConsent(self, request: pb.GetConsentRequest, call: Call) -> pb.GetConsentResponse:
        """What is in force."""
        return convert.consent_to(self._use_cases.get_consent(call.caller, convert.get_consent_from(request)))

    def ListActivity(self, request: pb.ListActivityRequest, call: Call) -> pb.ListActivityResponse:
        """What happened."""
        return convert.activity_to(self._reads.ask(list_activity, call.caller, convert.list_activity_from(request)))
