"""Messages of RenderService to use-case requests and back."""

from itertools import groupby

from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_service.rpc.conversion import (
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
from cameo_service.rpc.errors import FieldMalformedError, FieldMissingError
from cameo_service.usecases.ports.grant_signer import VerificationKey
from cameo_service.usecases.render.check_prompt import CheckPromptReply, CheckPromptRequest, MentionVerdict
from cameo_service.usecases.render.commit_render import CommitRenderRequest
from cameo_service.usecases.render.content_labels import ContentLabels
from cameo_service.usecases.render.fetch_identity_bundle import FetchIdentityBundleReply
from cameo_service.usecases.render.likeness_reference import IdentityBundle
from cameo_service.usecases.render.mention_facts import BoundMention
from cameo_service.usecases.render.outcome import Outcome
from cameo_service.usecases.render.own_grant import PresentedGrant
from cameo_service.usecases.render.preflight import PreflightItem, PreflightReply, PreflightRequest
from cameo_service.usecases.render.prompt import LONGEST_BYTES
from cameo_service.usecases.render.renew_grant import GrantRenewed
from cameo_service.usecases.render.resolve_mentions import ResolveMentionsReply, ResolveMentionsRequest
from consent.commit import Stage
from consent.facts import DeclaredMedia
from consent.handles import Handle
from consent.terms import Modality
from liveness.measure.reference_frames import Pose, unpack

LONGEST_JOB_BYTES = 128
LONGEST_CLASSIFIER_BYTES = 128
MOST_UPLOADS = 64
LONGEST_MARKING = 4096
OUTCOME = Vocabulary(Outcome, pb.PromptDecision, "PROMPT_DECISION")
STAGE = Vocabulary(Stage, pb.CommitStage, "COMMIT_STAGE")
POSE = Vocabulary(Pose, pb.FramePose, "FRAME_POSE")


def resolve_mentions_from(message: pb.ResolveMentionsRequest) -> ResolveMentionsRequest:
    """A text to look through."""
    return ResolveMentionsRequest(message.text, at_least_from(message))


def mentions_to(reply: ResolveMentionsReply) -> pb.ResolveMentionsResponse:
    """The mentions of a text."""
    mentions = [
        pb.Mention(handle=found.handle, start=found.start, end=found.end, token=found.token) for found in reply.mentions
    ]
    return pb.ResolveMentionsResponse(mentions=mentions, revision=reply.token)


def check_prompt_from(message: pb.CheckPromptRequest) -> CheckPromptRequest:
    """A prompt to judge. The requester is not in it: see the servicer.

    Raises:
        FieldMissingError: no job, modality or use.
        FieldMalformedError: a field holds what it cannot hold.
    """
    if not message.modalities:
        raise FieldMissingError("modalities")
    if len(message.uploads) > MOST_UPLOADS:
        raise FieldMalformedError("uploads", f"declare at most {MOST_UPLOADS}")
    return CheckPromptRequest(
        job=text_from(message, "job_id", LONGEST_JOB_BYTES),
        prompt=message.prompt,
        modalities=frozenset(MODALITY.from_wire(number, "modalities") for number in message.modalities),
        use=USE.from_wire(message.use, "use"),
        uploads=tuple(_upload_from(upload) for upload in message.uploads),
        bindings=tuple(BoundMention(Handle(bound.handle), bound.token) for bound in message.bindings),
        at_least=at_least_from(message),
        labels=_labels_from(message),
        parent_check=message.parent_check or None,
        parent_output=optional_digest_from(message, "parent_output_sha256"),
    )


def preflight_from(message: pb.PreflightRequest) -> PreflightRequest:
    """Plans to judge. The requester is not in it: see the servicer."""
    return PreflightRequest(tuple(_item_from(item) for item in message.items), at_least_from(message))


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


def preflight_to(reply: PreflightReply) -> pb.PreflightResponse:
    """What a check would say of each."""
    decisions = [OUTCOME.to_wire(outcome) for outcome in reply.outcomes]
    return pb.PreflightResponse(decisions=decisions, revision=reply.token)


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
    """A render grant and what it is shown for."""
    if not message.render_grant:
        raise FieldMissingError("render_grant")
    job = text_from(message, "job_id", LONGEST_JOB_BYTES)
    return PresentedGrant(message.render_grant, job, digest_from(message, "prompt_sha256"))


def commit_from(message: pb.CommitRenderRequest) -> CommitRenderRequest:
    """An output to commit."""
    if len(message.marking) > LONGEST_MARKING:
        raise FieldMalformedError("marking", f"send at most {LONGEST_MARKING} bytes")
    if len(message.transcript.encode()) > LONGEST_BYTES:
        raise FieldMalformedError("transcript", f"send at most {LONGEST_BYTES} bytes")
    return CommitRenderRequest(
        grant=presented_from(message),
        stage=STAGE.from_wire(message.stage, "stage"),
        output_sha256=digest_from(message, "output_sha256"),
        marking=message.marking,
        parent_output=optional_digest_from(message, "parent_output_sha256"),
        transcript=message.transcript,
    )


def renewed_to(reply: GrantRenewed) -> pb.RenewGrantResponse:
    """A new grant, or a longer lease."""
    return pb.RenewGrantResponse(
        render_grant=reply.render_grant or b"",
        lease_expire_time=time_of(reply.lease_expires_us),
        revision=reply.token,
    )


def bundles_to(reply: FetchIdentityBundleReply) -> pb.FetchIdentityBundleResponse:
    """The likeness references: what is released per person and modality stands together per person on the wire."""
    by_person = groupby(reply.bundles, key=lambda bundle: bundle.subject)
    bundles = [_bundle_to(tuple(parts)) for _, parts in by_person]
    ends = time_of(reply.lease_expires_us)
    return pb.FetchIdentityBundleResponse(bundles=bundles, revision=reply.token, lease_expire_time=ends)


def _bundle_to(parts: tuple[IdentityBundle, ...]) -> pb.IdentityBundle:
    contents = {part.modality: part.content for part in parts}
    frames = unpack(contents.get(Modality.FACE, b""))
    return pb.IdentityBundle(
        subject_id=str(parts[0].subject),
        enrollment_version=parts[0].enrollment_version,
        frames=[pb.ReferenceFrame(pose=POSE.to_wire(frame.pose), jpeg=frame.jpeg) for frame in frames],
        voice_wav=contents.get(Modality.VOICE, b""),
    )


def keys_to(keys: tuple[VerificationKey, ...]) -> pb.GetVerificationKeysResponse:
    """The verification keys."""
    return pb.GetVerificationKeysResponse(keys=[_key_to(key) for key in keys])


def _key_to(key: VerificationKey) -> pb.VerificationKey:
    return pb.VerificationKey(
        kid=key.key_id,
        ed25519_public_key=key.public_key,
        not_before_time=time_of(key.not_before_us),
        not_after_time=time_of(key.not_after_us),
        revoke_time=time_of(key.revoked_us),
    )
