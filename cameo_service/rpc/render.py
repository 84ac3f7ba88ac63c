"""RenderService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from dataclasses import dataclass, replace

from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1.render_service_pb2_grpc import RenderServiceServicer
from cameo_service.rpc.conversion import (
    ASSURANCE,
    CONTENT_CLASS,
    MODALITY,
    USE,
    Vocabulary,
    at_least_from,
    digest_from,
    optional_digest_from,
    text_from,
    time_of,
)
from cameo_service.rpc.front.assertions import AssertionVerifier, RelationshipVerifier
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMalformedError, FieldMissingError
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.quotas import Quota
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.ports.outside import GrantSigner, VerificationKey
from cameo_service.usecases.render.check import CheckPrompt, CheckPromptReply, CheckPromptRequest, MentionVerdict
from cameo_service.usecases.render.claims import LONGEST_PROMPT_BYTES, PresentedGrant
from cameo_service.usecases.render.commit import CommitRender, CommitRenderRequest
from cameo_service.usecases.render.fetch import FetchIdentityBundle, FetchIdentityBundleReply, IdentityBundle
from cameo_service.usecases.render.mentions import BoundMention, ResolveMentions, ResolveMentionsRequest
from cameo_service.usecases.render.preflight import Preflight, PreflightItem, PreflightRequest
from cameo_service.usecases.render.renew import RenewGrant
from consent.commit import Stage
from consent.content_classes import ContentLabels
from consent.facts import DeclaredMedia
from consent.handles import Handle, parse_handle
from consent.verdict import Outcome
from liveness.measure.reference_frames import Pose

LONGEST_CLASSIFIER_BYTES = 128
MOST_UPLOADS = 64
LONGEST_MARKING_BYTES = 4096
OUTCOME = Vocabulary(Outcome, pb.PromptDecision, "PROMPT_DECISION")
STAGE = Vocabulary(Stage, pb.CommitStage, "COMMIT_STAGE")
POSE = Vocabulary(Pose, pb.FramePose, "FRAME_POSE")


@dataclass(frozen=True, slots=True)
class RenderUseCases:
    """The use cases of renders, each with what it depends on; `signer` lists the verification keys."""

    resolve_mentions: ResolveMentions
    check_prompt: CheckPrompt
    preflight: Preflight
    fetch_identity_bundle: FetchIdentityBundle
    renew_grant: RenewGrant
    commit_render: CommitRender
    signer: GrantSigner


class RenderServicer(RenderServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(
        self,
        use_cases: RenderUseCases,
        reads: Reads,
        assertions: AssertionVerifier,
        relationships: RelationshipVerifier,
    ) -> None:
        self._use_cases, self._reads = use_cases, reads
        self._assertions, self._relationships = assertions, relationships

    def ResolveMentions(self, request: pb.ResolveMentionsRequest, call: Call) -> pb.ResolveMentionsResponse:
        """The mentions of a text."""
        asked = ResolveMentionsRequest(request.text, at_least_from(request))
        reply = self._reads.ask(self._use_cases.resolve_mentions, call.caller, asked)
        mentions = [
            pb.Mention(handle=found.handle, start=found.start, end=found.end, token=found.token)
            for found in reply.mentions
        ]
        return pb.ResolveMentionsResponse(mentions=mentions, revision=reply.token)

    def CheckPrompt(self, request: pb.CheckPromptRequest, call: Call) -> pb.CheckPromptResponse:
        """A decision."""
        caller = self._vouched(self._for_requester(call, request.requester_assertion), request.relationship_assertion)
        reply = self._use_cases.check_prompt(caller, check_from(request))
        # What the requester reads, and no subject's own reason: a count of those would tell them apart from outside.
        call.outcomes = (reply.outcome.name,)
        return check_to(reply)

    def Preflight(self, request: pb.PreflightRequest, call: Call) -> pb.PreflightResponse:
        """The decisions a check would make."""
        caller = self._vouched(self._for_requester(call, request.requester_assertion), request.relationship_assertion)
        asked = PreflightRequest(tuple(_item_from(item) for item in request.items), at_least_from(request))
        reply = self._reads.ask(self._use_cases.preflight, caller, asked)
        call.outcomes = tuple(outcome.name for outcome in reply.outcomes)
        decisions = [OUTCOME.to_wire(outcome) for outcome in reply.outcomes]
        return pb.PreflightResponse(decisions=decisions, revision=reply.token)

    def FetchIdentityBundle(self, request: pb.FetchIdentityBundleRequest, call: Call) -> pb.FetchIdentityBundleResponse:
        """The likeness reference, once."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        return _bundles_to(self._use_cases.fetch_identity_bundle(caller, presented_from(request)))

    def RenewGrant(self, request: pb.RenewGrantRequest, call: Call) -> pb.RenewGrantResponse:
        """A new grant or a longer lease, after every rule is asked again."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        reply = self._use_cases.renew_grant(caller, presented_from(request))
        ends = time_of(reply.lease_expires_us)
        return pb.RenewGrantResponse(
            render_grant=reply.render_grant or b"", lease_expire_time=ends, revision=reply.token
        )

    def CommitRender(self, request: pb.CommitRenderRequest, call: Call) -> pb.CommitRenderResponse:
        """An output, before any person sees it."""
        caller = self._vouched(call.caller, request.relationship_assertion)
        reply = self._use_cases.commit_render(caller, _commit_from(request))
        return pb.CommitRenderResponse(appearance_id=str(reply.appearance), revision=reply.token)

    def GetVerificationKeys(self, request: pb.GetVerificationKeysRequest, call: Call) -> pb.GetVerificationKeysResponse:
        """The public keys, the same for every caller."""
        del request, call
        return pb.GetVerificationKeysResponse(keys=map(_key_to, self._use_cases.signer.keys()))

    def _for_requester(self, call: Call, assertion: str) -> Caller:
        """The requester is the person of the request's own assertion, or anonymous; never the call's word.

        What they ask is counted here, where it is known whose it is.
        """
        acting = self._assertions.verify(assertion, call.caller, None).person if assertion else None
        caller = replace(call.caller, acting=acting)
        if acting != call.caller.acting:
            call.meter.take_person(caller, Quota.CALLS)
        call.meter.take_person(caller, Quota.PROMPT_BYTES, len(call.request))
        return caller

    def _vouched(self, caller: Caller, assertion: str) -> Caller:
        return replace(caller, vouched=self._relationships.vouched(assertion, caller)) if assertion else caller


def check_from(message: pb.CheckPromptRequest) -> CheckPromptRequest:
    """A prompt to judge. The requester is not in it: see the servicer.

    Raises:
        FieldMissingError: no modality or use.
        FieldMalformedError: a value that the field does not allow.
        MalformedHandleError, ConfusableHandleError: a binding for a text that is no handle.
    """
    if not message.modalities:
        raise FieldMissingError("modalities")
    if len(message.uploads) > MOST_UPLOADS:
        raise FieldMalformedError("uploads", f"declare at most {MOST_UPLOADS}")
    return CheckPromptRequest(
        job=message.job_id,
        prompt=message.prompt,
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        use=USE.from_wire(message.use, "use"),
        uploads=tuple(_upload_from(upload) for upload in message.uploads),
        bindings=tuple(BoundMention(parse_handle(bound.handle), bound.token) for bound in message.bindings),
        at_least=at_least_from(message),
        labels=_labels_from(message),
        parent_check=message.parent_check or None,
        parent_output=optional_digest_from(message, "parent_output_sha256"),
    )


def _item_from(message: pb.PreflightItem) -> PreflightItem:
    if not message.modalities:
        raise FieldMissingError("items.modalities")
    return PreflightItem(
        handle=Handle(message.handle),
        binding=message.token or None,
        modalities=frozenset(MODALITY.from_wire(number, "items.modalities") for number in message.modalities),
        use=USE.from_wire(message.use, "items.use"),
        labels=_labels_from(message),
    )


def _labels_from(message: pb.CheckPromptRequest | pb.PreflightItem) -> ContentLabels | None:
    if not message.HasField("class_labels"):
        return None
    labels = message.class_labels
    classes = frozenset(CONTENT_CLASS.from_wire(number, "class_labels.classes") for number in labels.classes)
    return ContentLabels(text_from(labels, "classifier", LONGEST_CLASSIFIER_BYTES), classes)


def _upload_from(message: pb.UploadDeclaration) -> DeclaredMedia:
    return DeclaredMedia(
        shows_person=message.shows_person if message.HasField("shows_person") else None,
        screened=message.screened if message.HasField("screened") else None,
    )


def check_to(reply: CheckPromptReply) -> pb.CheckPromptResponse:
    """The answer for a prompt."""
    return pb.CheckPromptResponse(
        decision=OUTCOME.to_wire(reply.outcome),
        verdicts=[_verdict_to(verdict) for verdict in reply.verdicts],
        render_grant=reply.render_grant or b"",
        revision=reply.token,
    )


def _verdict_to(verdict: MentionVerdict) -> pb.MentionVerdict:
    return pb.MentionVerdict(
        handle=verdict.handle,
        decision=_decision_to(verdict),
        start=verdict.start,
        end=verdict.end,
        preferences=verdict.preferences,
        wishes=verdict.wishes,
    )


def _decision_to(verdict: MentionVerdict) -> pb.MentionDecision:
    if verdict.is_held:
        return pb.MENTION_DECISION_HELD
    return pb.MENTION_DECISION_ALLOWED if verdict.permitted else pb.MENTION_DECISION_DENIED


def presented_from(
    message: pb.FetchIdentityBundleRequest | pb.RenewGrantRequest | pb.CommitRenderRequest,
) -> PresentedGrant:
    """A render grant, with the job and the prompt it is shown for."""
    if not message.render_grant:
        raise FieldMissingError("render_grant")
    return PresentedGrant(message.render_grant, message.job_id, digest_from(message, "prompt_sha256"))


def _commit_from(message: pb.CommitRenderRequest) -> CommitRenderRequest:
    if len(message.marking) > LONGEST_MARKING_BYTES:
        raise FieldMalformedError("marking", f"send at most {LONGEST_MARKING_BYTES} bytes")
    if len(message.transcript.encode()) > LONGEST_PROMPT_BYTES:
        raise FieldMalformedError("transcript", f"send at most {LONGEST_PROMPT_BYTES} bytes")
    return CommitRenderRequest(
        grant=presented_from(message),
        stage=STAGE.from_wire(message.stage, "stage"),
        output_sha256=digest_from(message, "output_sha256"),
        marking=message.marking,
        parent_output=optional_digest_from(message, "parent_output_sha256"),
        transcript=message.transcript,
    )


def _bundles_to(reply: FetchIdentityBundleReply) -> pb.FetchIdentityBundleResponse:
    ends = time_of(reply.lease_expires_us)
    bundles = map(_bundle_to, reply.bundles)
    return pb.FetchIdentityBundleResponse(bundles=bundles, revision=reply.token, lease_expire_time=ends)


def _bundle_to(bundle: IdentityBundle) -> pb.IdentityBundle:
    return pb.IdentityBundle(
        subject_id=str(bundle.subject),
        enrollment_version=bundle.enrollment_version,
        frames=[pb.ReferenceFrame(pose=POSE.to_wire(frame.pose), jpeg=frame.jpeg) for frame in bundle.frames],
        voice_wav=bundle.voice_wav,
        assurance=ASSURANCE.to_wire(bundle.assurance),
    )


def _key_to(key: VerificationKey) -> pb.VerificationKey:
    return pb.VerificationKey(
        kid=key.key_id,
        ed25519_public_key=key.public_key,
        not_before_time=time_of(key.not_before_us),
        not_after_time=time_of(key.not_after_us),
        revoke_time=time_of(key.revoked_us),
    )
