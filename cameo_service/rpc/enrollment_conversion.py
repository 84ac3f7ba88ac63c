"""Messages of EnrollmentService to use-case requests, conversation events and back."""

from enum import StrEnum

from google.protobuf.duration_pb2 import Duration

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.rpc.conversion import (
    ASSURANCE,
    AUDIENCE,
    MODALITY,
    Vocabulary,
    at_least_from,
    micros_from,
    person_from,
    text_from,
    time_of,
    uuid_from,
)
from cameo_service.rpc.errors import FieldMalformedError, FieldMissingError
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.enrollment.create_invitation import CreateInvitationRequest, InvitationCreated
from cameo_service.usecases.enrollment.enrollment_view import EnrollmentView
from cameo_service.usecases.enrollment.get_enrollment import GetEnrollmentRequest
from cameo_service.usecases.enrollment.identity_binding import IdentityBinding
from cameo_service.usecases.enrollment.new_session import StartedSession
from cameo_service.usecases.enrollment.start_enrollment import ConsentRecord, Purpose, StartEnrollmentRequest
from cameo_service.usecases.enrollment.start_owner_verification import StartOwnerVerificationRequest
from cameo_service.usecases.enrollment.verification_record import CheckOutcome, VerificationRecord
from cameo_service.usecases.ports.enrollment import InvitationId
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from consent.terms import Assurance, Audience, Modality
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind, require_orderly
from liveness.errors import NotOpenedError
from liveness.live.messages import (
    ChunkReceived,
    Ended,
    Event,
    Hint,
    Message,
    Opened,
    PromptMessage,
    PromptShown,
    Ready,
    Received,
)
from liveness.live.session import SessionState

LONGEST_NAME_BYTES = 64
LONGEST_TEXT_BYTES = 256
LONGEST_LOCALE_BYTES = 35
LONGEST_MEDIA_S = 24 * 60 * 60
MOST_PROMPTS = 64


class Container(StrEnum):
    """Containers by their wire name, with the name the conversation knows."""

    WEBM = "webm"
    MP4 = "mp4"


class VideoCodec(StrEnum):
    """Codecs likewise."""

    VP8 = "vp8"
    VP9 = "vp9"
    H264 = "h264"
    HEVC = "hevc"


PURPOSE = Vocabulary(Purpose, pb.Purpose, "PURPOSE")
ACT = Vocabulary(OwnerAct, pb.OwnerAct, "OWNER_ACT")
STATE = Vocabulary(SessionState, pb.EnrollmentState, "ENROLLMENT_STATE")
KIND = Vocabulary(PromptKind, pb.PromptKind, "PROMPT_KIND")
DIRECTION = Vocabulary(Direction, pb.Direction, "DIRECTION")
CONTAINER = Vocabulary(Container, pb.Container, "CONTAINER")
CODEC = Vocabulary(VideoCodec, pb.VideoCodec, "VIDEO_CODEC")


def start_from(message: pb.StartEnrollmentRequest) -> StartEnrollmentRequest:
    """A written release.

    Raises:
        FieldMissingError: a required field is not set, here and below.
        FieldMalformedError: a field holds what it cannot hold, here and below.
    """
    if not message.HasField("consent_record"):
        raise FieldMissingError("consent_record")
    record = message.consent_record
    agreed_us = micros_from(record, "consent_time")
    if agreed_us is None:
        raise FieldMissingError("consent_record.consent_time")
    return StartEnrollmentRequest(
        request_id=message.request_id,
        release=ConsentRecord(
            purposes=_purposes(record),
            notice_version=text_from(record, "notice_version", LONGEST_NAME_BYTES),
            locale=text_from(record, "locale", LONGEST_LOCALE_BYTES),
            text_sha256=record.text_sha256,
            agreed_us=agreed_us,
        ),
        invitation=InvitationId(uuid_from(message.invitation_id, "invitation_id")) if message.invitation_id else None,
    )


def invitation_from(message: pb.CreateInvitationRequest) -> CreateInvitationRequest:
    """Whom to invite."""
    invited = person_from(message, "invited")
    if not isinstance(invited, Account):
        raise FieldMalformedError("invited", "name an account, by issuer and sub")
    return CreateInvitationRequest(message.request_id, invited, micros_from(message, "expire_time"))


def invited_to(reply: InvitationCreated) -> pb.CreateInvitationResponse:
    """An invitation."""
    return pb.CreateInvitationResponse(
        invitation_id=str(reply.invitation), expire_time=time_of(reply.expires_us), revision=reply.token
    )


def _purposes(record: pb.ConsentRecord) -> frozenset[Purpose]:
    """What has a yes. A purpose answered twice is no answer."""
    answers = [(PURPOSE.from_wire(answer.purpose, "purposes"), answer.granted) for answer in record.purposes]
    if len(dict(answers)) != len(answers):
        raise FieldMalformedError("consent_record.purposes", "answer each purpose once")
    return frozenset(purpose for purpose, granted in answers if granted)


def started_to(reply: StartedSession) -> pb.StartEnrollmentResponse:
    """An open session."""
    return pb.StartEnrollmentResponse(
        session_id=str(reply.session_id),
        expire_time=time_of(reply.expires_us),
        attempts_left=reply.attempts_left,
        subject_id=str(reply.subject),
        revision=reply.token,
    )


def verification_from(message: pb.StartOwnerVerificationRequest) -> StartOwnerVerificationRequest:
    """What an enrolled person is about to do."""
    return StartOwnerVerificationRequest(message.request_id, ACT.from_wire(message.act, "act"))


def verification_to(reply: StartedSession) -> pb.StartOwnerVerificationResponse:
    """An open session for it."""
    return pb.StartOwnerVerificationResponse(
        session_id=str(reply.session_id),
        expire_time=time_of(reply.expires_us),
        attempts_left=reply.attempts_left,
        revision=reply.token,
    )


def session_of(message: pb.Open | pb.GetEnrollmentRequest) -> EnrollmentId:
    """The session that is opened or read."""
    return EnrollmentId(uuid_from(message.session_id, "session_id"))


def get_from(message: pb.GetEnrollmentRequest) -> GetEnrollmentRequest:
    """A read of a session."""
    return GetEnrollmentRequest(session_of(message), at_least_from(message))


def enrollment_to(view: EnrollmentView) -> pb.GetEnrollmentResponse:
    """Where a session stands."""
    return pb.GetEnrollmentResponse(
        state=STATE.to_wire(SessionState(view.state)),
        checks=_checks_to(view.record),
        attempts_left=view.attempts_left,
        expire_time=time_of(view.expires_us),
        record=record_to(view.record) if view.record else None,
        revision=view.token,
    )


def verdict_to(view: EnrollmentView) -> pb.RecordEnrollmentResponse:
    """The last message of a stream: the session as the attempt left it."""
    verdict = pb.Verdict(
        state=STATE.to_wire(SessionState(view.state)),
        checks=_checks_to(view.record),
        attempts_left=view.attempts_left,
        record=record_to(view.record) if view.record else None,
        revision=view.token,
    )
    return pb.RecordEnrollmentResponse(verdict=verdict)


def record_to(record: VerificationRecord) -> pb.VerificationRecord:
    """What was verified, and what was not."""
    binding = IdentityBinding[record.identity]
    return pb.VerificationRecord(
        enrollment_version=record.enrollment_version,
        audience_ceiling=AUDIENCE.to_wire(Audience[record.audience_ceiling]),
        assurance=ASSURANCE.to_wire(Assurance[record.assurance]),
        checks_not_run=record.not_run,
        policy=record.policy,
        model_pack=record.model_pack,
        modalities=[MODALITY.to_wire(Modality(modality)) for modality in record.modalities],
        identity=pb.IDENTITY_BINDING_BOUND if binding.is_bound else pb.IDENTITY_BINDING_UNBOUND,
        bound_by=f"IDENTITY_REFERENCE_{binding.name}" if binding.is_bound else None,
    )


def _checks_to(record: VerificationRecord | None) -> list[pb.CheckOutcome]:
    return [_check_to(check) for check in record.checks] if record else []


def _check_to(check: CheckOutcome) -> pb.CheckOutcome:
    return pb.CheckOutcome(
        check=check.check,
        result=f"CHECK_RESULT_{check.result.upper()}",
        reason=check.reason,
        help_text=check.help_text,
        duration=_duration_of(check.ms / 1e3),
    )


def opened_from(message: pb.Open) -> Opened:
    """What follows. Whether it can be streamed is the conversation's to say."""
    return Opened(
        container=CONTAINER.from_wire(message.container, "container").value,
        codec=CODEC.from_wire(message.codec, "codec").value,
    )


def opening_of(message: pb.RecordEnrollmentRequest) -> pb.Open:
    """The Open that must come first, with its mode.

    Raises:
        NotOpenedError: the first message is another one.
    """
    if message.WhichOneof("event") != "open":
        raise NotOpenedError
    if message.open.WhichOneof("mode") is None:
        raise FieldMissingError("mode")
    return message.open


def uploaded_challenge(message: pb.Open) -> Challenge:
    """What was asked in an uploaded recording.

    Raises:
        MalformedChallengeError: an id twice, or times that do not rise.
    """
    if len(message.upload.prompts) > MOST_PROMPTS:
        raise FieldMalformedError("upload.prompts", f"send at most {MOST_PROMPTS}")
    challenge = Challenge(tuple(_prompt_from(prompt) for prompt in message.upload.prompts))
    require_orderly(challenge)
    return challenge


def _prompt_from(message: pb.UploadedPrompt) -> Prompt:
    kind = KIND.from_wire(message.kind, "kind")
    is_turn = kind is PromptKind.TURN
    return Prompt(
        id=text_from(message, "prompt_id", LONGEST_NAME_BYTES),
        kind=kind,
        text="" if is_turn else " ".join(text_from(message, "text", LONGEST_TEXT_BYTES).lower().split()),
        direction=DIRECTION.from_wire(message.direction, "direction") if is_turn else None,
        reveal_s=_seconds_from(message.reveal_time, "reveal_time") if message.HasField("reveal_time") else None,
        deadline_s=_seconds_from(message.deadline, "deadline") if message.HasField("deadline") else None,
    )


def event_from(message: pb.RecordEnrollmentRequest) -> Event:
    """A client message as a conversation event. A chunk stands here undecoded: only its number and size."""
    match message.WhichOneof("event"):
        case "open":
            return opened_from(message.open)
        case "chunk":
            return ChunkReceived(message.chunk.seq, len(message.chunk.data))
        case "prompt_shown":
            shown = message.prompt_shown
            media_s = _seconds_from(shown.media_time, "media_time")
            return PromptShown(text_from(shown, "prompt_id", LONGEST_NAME_BYTES), media_s)
        case "end":
            return Ended()
        case _:
            raise FieldMissingError("event")


def message_to(message: Message) -> pb.RecordEnrollmentResponse:
    """What a conversation says while it runs. Its end is no message of its own: see `verdict_to`.

    Raises:
        TypeError: Abandoned or Complete.
    """
    match message:
        case Ready():
            ready = pb.Ready(chunk_bytes=message.chunk_bytes, total_bytes=message.total_bytes)
            return pb.RecordEnrollmentResponse(ready=ready)
        case PromptMessage():
            return pb.RecordEnrollmentResponse(prompt=_prompt_to(message))
        case Hint():
            hint = pb.Hint(code=str(message.code), text=message.code.help_text)
            return pb.RecordEnrollmentResponse(hint=hint)
        case Received():
            return pb.RecordEnrollmentResponse(received=pb.Received(media_time=_duration_of(message.media_s)))
        case _:
            raise TypeError(f"{type(message).__name__} ends a conversation and is not sent")


def finished_to() -> pb.RecordEnrollmentResponse:
    """Everything was asked: the client may close."""
    return pb.RecordEnrollmentResponse(finished=pb.Finished())


def _prompt_to(message: PromptMessage) -> pb.Prompt:
    return pb.Prompt(
        prompt_id=message.prompt_id,
        kind=KIND.to_wire(message.kind),
        text=message.text,
        direction=DIRECTION.to_wire(message.direction) if message.direction else None,
        window=_duration_of(message.window_s),
    )


def _seconds_from(duration: Duration, field: str) -> float:
    """Media seconds."""
    seconds = duration.seconds + duration.nanos / 1e9
    if not 0 <= seconds <= LONGEST_MEDIA_S or duration.nanos < 0:
        raise FieldMalformedError(field, "send a media time from 0 to 24 hours")
    return seconds


def _duration_of(seconds: float) -> Duration:
    duration = Duration()
    duration.FromMicroseconds(round(seconds * 1e6))
    return duration
