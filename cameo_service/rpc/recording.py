"""The messages of RecordEnrollment: from the wire to what the use case knows, and back."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from google.protobuf.duration_pb2 import Duration

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.rpc.conversion import DIRECTION, KIND, Vocabulary, text_from, uuid_from
from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.errors import FieldMalformedError, FieldMissingError
from cameo_service.usecases.acting.quotas import Quota
from cameo_service.usecases.enrollment.capture_tokens import Capture
from cameo_service.usecases.enrollment.places import Waiting
from cameo_service.usecases.enrollment.receive import Arrival, Chunk, Finished, FromClient, OpenRecording, ToClient
from consent.identity import EnrollmentId
from liveness.challenge.prompts import Challenge, Prompt, PromptKind, require_orderly
from liveness.live.messages import Ended, Hint, Opened, PromptMessage, PromptShown, Ready, Received

LONGEST_PROMPT_ID_BYTES = 64
LONGEST_ASKED_WORDS_BYTES = 256
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
    AV1 = "av1"


CONTAINER = Vocabulary(Container, pb.Container, "CONTAINER")
CODEC = Vocabulary(VideoCodec, pb.VideoCodec, "VIDEO_CODEC")


class RecordingInbox:
    """Wire messages as the use case knows them. inbox: what the transport has read. uses: told what a quota counts."""

    def __init__(self, inbox: Inbox, uses: Callable[[Quota, int], None]) -> None:
        self._inbox, self._uses = inbox, uses

    def next(self, until_s: float | None) -> Arrival | None:
        """As `usecases.enrollment.receive.Stream`.

        Raises:
            FieldMissingError, FieldMalformedError, MalformedChallengeError: the next message breaks the contract.
        """
        arrival = self._inbox.next(until_s)
        if arrival is None:
            return None
        message = None if arrival.message is None else message_from(arrival.message)
        if isinstance(message, Chunk):
            self._uses(Quota.RECORDING_BYTES, len(message.data))
        elif isinstance(message, Ended):
            self._uses(Quota.ANALYSES, 1)
        return Arrival(message, arrival.at_s)

    @property
    def is_left(self) -> bool:
        """As `usecases.enrollment.receive.Stream`."""
        return self._inbox.is_left

    def stop(self) -> None:
        """As `usecases.enrollment.receive.Stream`."""
        self._inbox.stop()


def message_from(message: pb.RecordEnrollmentRequest) -> FromClient:
    """One message of the client."""
    match message.WhichOneof("event"):
        case "open":
            return _opening_from(message.open)
        case "chunk":
            return Chunk(message.chunk.seq, message.chunk.data)
        case "prompt_shown":
            shown = message.prompt_shown
            media_s = _seconds_from(shown.media_time, "media_time")
            return PromptShown(text_from(shown, "prompt_id", LONGEST_PROMPT_ID_BYTES), media_s)
        case "end":
            return Ended()
        case _:
            raise FieldMissingError("event")


def _opening_from(message: pb.Open) -> OpenRecording:
    session_id = EnrollmentId(uuid_from(message.session_id, "session_id"))
    photo, file = message.reference_photo or None, _file_from(message)
    return OpenRecording(session_id, _mode_from(message), photo, file, _capture_from(message))


def _capture_from(message: pb.Open) -> Capture | None:
    return Capture(message.capture_token, message.capture_origin) if message.capture_token else None


def _file_from(message: pb.Open) -> Opened | None:
    """What a file is said to be; None: nothing is said, or it is no file."""
    is_said = message.container != pb.CONTAINER_UNSPECIFIED or message.codec != pb.VIDEO_CODEC_UNSPECIFIED
    return _announced_from(message) if is_said and message.HasField("upload") else None


def _announced_from(message: pb.Open) -> Opened:
    return Opened(
        container=CONTAINER.from_wire(message.container, "container").value,
        codec=CODEC.from_wire(message.codec, "codec").value,
    )


def _mode_from(message: pb.Open) -> Opened | Challenge:
    """What follows live, or what was asked in a file. Whether it can be streamed is for the conversation to say."""
    match message.WhichOneof("mode"):
        case "live":
            return replace(_announced_from(message), shows_colours=message.live.shows_colours)
        case "upload":
            return _challenge_from(message.upload)
        case _:
            raise FieldMissingError("mode")


def _challenge_from(message: pb.UploadMode) -> Challenge:
    """What was asked in a file; MalformedChallengeError for an id twice, or times that do not rise."""
    if len(message.prompts) > MOST_PROMPTS:
        raise FieldMalformedError("upload.prompts", f"send at most {MOST_PROMPTS}")
    challenge = Challenge(tuple(_prompt_from(prompt) for prompt in message.prompts))
    require_orderly(challenge)
    return challenge


def _prompt_from(message: pb.UploadedPrompt) -> Prompt:
    kind = KIND.from_wire(message.kind, "kind")
    if kind in (PromptKind.COLOURS, PromptKind.SPEAK):
        raise FieldMalformedError("kind", "this is asked live alone: send a kind that a file can answer")
    is_turn, has_text = kind is PromptKind.TURN, kind in (PromptKind.SAY, PromptKind.EXPRESSION)
    return Prompt(
        id=text_from(message, "prompt_id", LONGEST_PROMPT_ID_BYTES),
        kind=kind,
        text=" ".join(text_from(message, "text", LONGEST_ASKED_WORDS_BYTES).lower().split()) if has_text else "",
        direction=DIRECTION.from_wire(message.direction, "direction") if is_turn else None,
        reveal_s=_seconds_from(message.reveal_time, "reveal_time") if message.HasField("reveal_time") else None,
        deadline_s=_seconds_from(message.deadline, "deadline") if message.HasField("deadline") else None,
    )


def reply_to(message: ToClient | Waiting) -> pb.RecordEnrollmentResponse:
    """What is sent while a recording runs; the verdict after it is `enrollment.verdict_to`.

    Raises:
        TypeError: Abandoned or Complete, which end a conversation and are not sent.
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
            return pb.RecordEnrollmentResponse(received=pb.Received(media_time=duration_of(message.media_s)))
        case Waiting():
            waiting = pb.Waiting(position=message.position, estimate_s=message.estimate_s)
            return pb.RecordEnrollmentResponse(waiting=waiting)
        case Finished():
            return pb.RecordEnrollmentResponse(finished=pb.Finished())
        case _:
            raise TypeError(f"{type(message).__name__} ends a conversation and is not sent")


def _prompt_to(message: PromptMessage) -> pb.Prompt:
    return pb.Prompt(
        prompt_id=message.prompt_id,
        kind=KIND.to_wire(message.kind),
        text=message.text,
        direction=DIRECTION.to_wire(message.direction) if message.direction else None,
        window=duration_of(message.window_s),
        language=message.language if message.kind is PromptKind.SAY else "",
    )


def _seconds_from(duration: Duration, field: str) -> float:
    seconds = duration.seconds + duration.nanos / 1e9
    if not 0 <= seconds <= LONGEST_MEDIA_S or duration.nanos < 0:
        raise FieldMalformedError(field, "send a media time from 0 to 24 hours")
    return seconds


def duration_of(seconds: float) -> Duration:
    """A duration, to the microsecond."""
    duration = Duration()
    duration.FromMicroseconds(round(seconds * 1e6))
    return duration
