"""RenderService over its use cases. Converts and calls; decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass, replace

from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import RenderServiceServicer
from cameo_service.rpc import render_conversion as convert
from cameo_service.rpc.assertions import AssertionVerifier, RelationshipVerifier
from cameo_service.rpc.call import Call
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.render.check_prompt import CheckPrompt
from cameo_service.usecases.render.commit_render import CommitRender
from cameo_service.usecases.render.fetch_identity_bundle import FetchIdentityBundle
from cameo_service.usecases.render.get_verification_keys import GetVerificationKeys
from cameo_service.usecases.render.preflight import Preflight
from cameo_service.usecases.render.renew_grant import RenewGrant
from cameo_service.usecases.render.resolve_mentions import ResolveMentions


@dataclass(frozen=True, slots=True)
class RenderUseCases:
    """One for each method."""

    resolve_mentions: ResolveMentions
    check_prompt: CheckPrompt
    preflight: Preflight
    fetch_identity_bundle: FetchIdentityBundle
    renew_grant: RenewGrant
    commit_render: CommitRender
    get_verification_keys: GetVerificationKeys


class RenderServicer(RenderServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(
        self, use_cases: RenderUseCases, assertions: AssertionVerifier, relationships: RelationshipVerifier
    ) -> None:
        self._use_cases = use_cases
        self._assertions = assertions
        self._relationships = relationships

    def ResolveMentions(self, request: pb.ResolveMentionsRequest, call: Call) -> pb.ResolveMentionsResponse:
        """The mentions of a text."""
        reply = self._use_cases.resolve_mentions(call.caller, convert.resolve_mentions_from(request))
        return convert.mentions_to(reply)

    def CheckPrompt(self, request: pb.CheckPromptRequest, call: Call) -> pb.CheckPromptResponse:
        """A decision."""
        caller = self._vouched(self._for_requester(call, request.requester_assertion), request.relationship_assertion)
        return convert.check_to(self._use_cases.check_prompt(caller, convert.check_prompt_from(request)))

    def Preflight(self, request: pb.PreflightRequest, call: Call) -> pb.PreflightResponse:
        """What a decision would be."""
        caller = self._vouched(self._for_requester(call, request.requester_assertion), request.relationship_assertion)
        return convert.preflight_to(self._use_cases.preflight(caller, convert.preflight_from(request)))

    def _for_requester(self, call: Call, assertion: str) -> Caller:
        """The requester is whoever the request's own assertion names, or nobody; never the call's word."""
        return replace(call.caller, acting=self._assertions.verify(assertion) if assertion else None)

    def _vouched(self, caller: Caller, assertion: str) -> Caller:
        return replace(caller, vouched=self._relationships.verify(assertion)) if assertion else caller

    def FetchIdentityBundle(self, request: pb.FetchIdentityBundleRequest, call: Call) -> pb.FetchIdentityBundleResponse:
        """The likeness reference, once."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        return convert.bundles_to(self._use_cases.fetch_identity_bundle(caller, convert.presented_from(request)))

    def RenewGrant(self, request: pb.RenewGrantRequest, call: Call) -> pb.RenewGrantResponse:
        """More time, after asking everything again."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        return convert.renewed_to(self._use_cases.renew_grant(caller, convert.presented_from(request)))

    def CommitRender(self, request: pb.CommitRenderRequest, call: Call) -> pb.CommitRenderResponse:
        """An output, before anybody sees it."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        reply = self._use_cases.commit_render(caller, convert.commit_from(request))
        return pb.CommitRenderResponse(appearance_id=str(reply.appearance), revision=reply.token)

    def GetVerificationKeys(self, request: pb.GetVerificationKeysRequest, call: Call) -> pb.GetVerificationKeysResponse:
        """The public keys."""
        del request  # asks for nothing in particular
        return convert.keys_to(self._use_cases.get_verification_keys(call.caller))
