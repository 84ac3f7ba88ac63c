"""Drives one live conversation from a stream: decodes what arrives, asks on time, and keeps the bytes.

Decides nothing: `liveness.live.conversation` says what is sent and when an attempt is over.
"""

from collections.abc import Iterator

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.clock import Clock
from cameo_service.rpc.enrollment_conversion import event_from
from cameo_service.rpc.inbox import Arrival, Inbox
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from cameo_service.usecases.ports.analyst import Follower
from liveness.challenge.prompts import Challenge
from liveness.errors import SessionExpiredError, StreamTooLargeError
from liveness.live.conversation import Conversation
from liveness.live.messages import (
    Abandoned,
    AbandonReason,
    Broken,
    ChunkReceived,
    Complete,
    Ended,
    Event,
    Message,
    Opened,
    Tick,
)

TAIL_S = 5.0
"""How long after the last prompt a client may take to close its container and say End."""
_ABANDONED = {
    AbandonReason.STREAM_BROKEN: "The stream ended before everything was asked: send End only after Finished.",
    AbandonReason.ENDED_EARLY: "End came before everything was asked: send it after Finished.",
    AbandonReason.NO_MEDIA: "No picture or sound came while the prompts ran: stream the recording while it is made.",
}


class LiveRecording:
    """One live attempt.

    Args:
        conversation: a fresh one.
        follower: a fresh one; the caller closes it.
        inbox: the client's messages after Open.
        clock: the one that stamped them.
        total_bytes: the largest recording taken.
        session_ends_s: monotonic seconds at which the session is over, and this attempt with it.

    Attributes:
        data: every byte received, the container as the client sent it.
        complete: what was asked and when; None until the conversation is complete.
    """

    def __init__(
        self,
        conversation: Conversation,
        follower: Follower,
        inbox: Inbox,
        clock: Clock,
        total_bytes: int,
        session_ends_s: float,
    ) -> None:
        self._conversation, self._follower, self._inbox, self._clock = conversation, follower, inbox, clock
        self._total_bytes, self._session_ends_s = total_bytes, session_ends_s
        self._now_s = clock.monotonic_s()
        self._has_ended = False
        self._luma_count = 0
        self.data = bytearray()
        self.complete: Complete | None = None

    @property
    def challenge(self) -> Challenge:
        """What was asked. Only once the conversation is complete."""
        if self.complete is None:
            raise AttemptAbandonedError(_ABANDONED[AbandonReason.ENDED_EARLY])
        return self.complete.challenge

    def messages(self, opened: Opened) -> Iterator[Message]:
        """What to send while the recording runs; ends when everything was asked and the client said End.

        Raises:
            ProtocolError, RecordingError: the stream broke a rule or cannot be decoded.
            AttemptAbandonedError: it ended early, or tore.
            SessionExpiredError: the session ended first.
        """
        yield from self._on(opened, self._clock.monotonic_s())
        while self.complete is None:
            due_s = self._conversation.next_deadline()
            until_s = self._session_ends_s if due_s is None else min(due_s, self._session_ends_s)
            arrival = self._inbox.next(until_s)
            at_s = self._clock.monotonic_s() if arrival is None else arrival.at_s
            if at_s >= self._session_ends_s:
                raise SessionExpiredError
            yield from self._on(Tick() if arrival is None else self._event(arrival), at_s)

    def take_tail(self) -> None:
        """Takes what the client still sends to close its container, until End or TAIL_S later.

        Whatever came later is left: a client that never pauses gains no time by it.
        """
        until_s = self._clock.monotonic_s() + TAIL_S
        while not self._has_ended and (arrival := self._inbox.next(until_s)) is not None:
            if arrival.at_s > until_s or arrival.message is None or arrival.message.WhichOneof("event") == "end":
                return
            if arrival.message.WhichOneof("event") == "chunk":
                self._keep(arrival.message.chunk.data)

    def _on(self, event: Event, at_s: float) -> Iterator[Message]:
        self._now_s = max(self._now_s, at_s)
        for message in self._conversation.on(event, self._now_s):
            if isinstance(message, Complete):
                self.complete = message
            elif isinstance(message, Abandoned):
                raise AttemptAbandonedError(_ABANDONED[message.reason])
            else:
                yield message

    def _event(self, arrival: Arrival) -> Event:
        if arrival.message is None:
            return Broken()
        if arrival.message.WhichOneof("event") == "end":
            self._has_ended = True
            return Ended()
        if arrival.message.WhichOneof("event") == "chunk":
            return self._chunk(arrival.message.chunk)
        return event_from(arrival.message)

    def _chunk(self, chunk: pb.Chunk) -> ChunkReceived:
        self._keep(chunk.data)
        progress = self._follower.feed(chunk.data)
        new_lumas = progress.lumas[self._luma_count :]
        self._luma_count = len(progress.lumas)
        luma = new_lumas[-1].luma if new_lumas else None
        delivered = Opened(progress.container, progress.codec) if progress.codec else None
        return ChunkReceived(chunk.seq, len(chunk.data), progress.media_s or None, luma, delivered)

    def _keep(self, data: bytes) -> None:
        if len(self.data) + len(data) > self._total_bytes:
            raise StreamTooLargeError(self._total_bytes)
        self.data += data
