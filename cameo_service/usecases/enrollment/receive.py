"""Takes one recording from a client, live or as a finished file: what arrives is counted, kept and held to its limits.

Knows no transport: an `Inbox` hands over messages with the time they arrived at, and replies are yielded. Decides
nothing about a live recording: `liveness.live.conversation` says what is asked and when an attempt is over.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.capture_tokens import Capture
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError, UploadTooSlowError
from cameo_service.usecases.ports.outside import Ahead, Follower, Spool
from consent.identity import EnrollmentId
from liveness.challenge.prompts import Challenge
from liveness.errors import ChunkEmptyError, ChunkOutOfOrderError, OpenedTwiceError, SessionExpiredError
from liveness.limits.recordings import CHUNK_BYTES, RecordingLimits
from liveness.live.conversation import FIRST_PICTURE_S, Conversation
from liveness.live.intake import Intake
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
    PromptShown,
    Ready,
    Tick,
)
from liveness.observations import Delivery

TAIL_S = 5.0
"""How long after the last prompt a client may take to close its container and say End."""
LEAST_BYTES_PER_S = 8 * 1024
"""What an upload must bring: 64 kbit/s. UPLOAD_S asks a larger recording for more."""
PAUSE_S = 30.0
"""An upload may fall so far behind LEAST_BYTES_PER_S, and so a telephone may lose its network for so long."""
UPLOAD_S = 300.0
"""An upload may take so long in all: the largest recording, 100 MiB, at 3 Mbit/s."""
_ABANDONED = {
    AbandonReason.STREAM_BROKEN: "The stream ended before everything was asked: send End only after Finished.",
    AbandonReason.ENDED_EARLY: "End came before everything was asked: send it after Finished.",
    AbandonReason.NO_MEDIA: f"No picture came within {FIRST_PICTURE_S:g} s: open the camera before the stream.",
}


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """The first message. mode: live, with what follows; or a finished file, with what was asked in it.

    announced: what a file is said to be; None: its bytes show it. photo: JPEG of the person that the recording must
    show; None: no photo. capture: shown in place of an assertion; None: an assertion was.
    """

    session_id: EnrollmentId
    mode: Opened | Challenge
    photo: bytes | None = field(default=None, repr=False)
    announced: Opened | None = None
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of the container. seq: 0, 1, 2 and so on."""

    seq: int
    data: bytes = field(repr=False)


FromClient: TypeAlias = OpenRecording | Chunk | PromptShown | Ended


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message and the monotonic second it arrived at. message None: no more messages come."""

    message: FromClient | None
    at_s: float


class Inbox(Protocol):
    """What one client sends, in order. An honest client says End first: a stream that ends without it tore."""

    def next(self, until_s: float | None) -> Arrival | None:
        """The next arrival, or None when `until_s` (monotonic) came first; None waits without end."""


class Stream(Inbox, Protocol):
    """An inbox whose reader can be told from another thread that the stream is over."""

    @property
    def is_left(self) -> bool:
        """Whether the client is gone for certain, known without reading what it has sent."""

    def stop(self) -> None:
        """Ends the stream here: behind what has arrived comes an arrival without a message."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything was asked: the client may close its container and say End."""


ToClient: TypeAlias = Message | Finished


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was asked in one whole recording. delivery: how a live recording came in; None for a file."""

    challenge: Challenge
    delivery: Delivery | None = None
    streamed_in_real_time: bool = False


Receiving: TypeAlias = Generator[ToClient, None, Recorded]


class Arriving:
    """What a client sends in one attempt, until the session ends.

    Args:
        inbox: the client's messages after the first.
        clock: the one that stamped them.
        limits: of one recording.
        session_ends_s: monotonic seconds at which the session is over, and this attempt with it.
        spool: takes every byte that is kept, the container as the client sent it; the caller closes it.
    """

    def __init__(
        self, inbox: Inbox, clock: Clock, limits: RecordingLimits, session_ends_s: float, spool: Spool
    ) -> None:
        self.clock, self.limits = clock, limits
        self._inbox, self._session_ends_s, self._spool = inbox, session_ends_s, spool

    def next(self, until_s: float | None) -> Arrival | None:
        """The next arrival, or None when `until_s` came first; None waits until the session ends.

        Raises:
            SessionExpiredError: the session ended first.
        """
        ends_s = self._session_ends_s
        arrival = self._inbox.next(ends_s if until_s is None else min(until_s, ends_s))
        at_s = self.clock.monotonic_s() if arrival is None else arrival.at_s
        if at_s >= ends_s:
            raise SessionExpiredError
        return arrival

    def keep(self, data: bytes) -> None:
        """Adds bytes to the recording.

        Raises:
            TooLarge: more than the largest recording.
            AnalysisInterruptedError: as `Spool.write`.
        """
        self.limits.require_bytes(self._spool.size + len(data))
        self._spool.write(data)


def receive_upload(arriving: Arriving, asked: Challenge) -> Receiving:
    """Takes a finished file up to End. Nothing is revealed, so it never is worth more than UPLOADED.

    Raises:
        ProtocolError: chunks out of order, empty or too large, or a second Open.
        TooLarge: too many bytes.
        AttemptAbandonedError: the stream tore, or ended without End.
        UploadTooSlowError: it came slower than LEAST_BYTES_PER_S, or took longer than UPLOAD_S.
        SessionExpiredError: the session ended first.
    """
    yield Ready(CHUNK_BYTES, arriving.limits.bytes)
    began_s = arriving.clock.monotonic_s()
    intake, pace = Intake(began_s), _Pace(began_s)
    while (arrival := arriving.next(pace.over_s)) and arrival.at_s < pace.over_s:
        match arrival.message:
            case Ended():
                return Recorded(asked)
            case Chunk(seq, data):
                if not data:
                    raise ChunkEmptyError
                arriving.keep(data)
                intake.take(ChunkReceived(seq, len(data)), arrival.at_s)
                pace.note(len(data), arrival.at_s)
            case OpenRecording():
                raise OpenedTwiceError
            case None:
                raise AttemptAbandonedError("The upload ended before its End message: send the whole file, then End.")
    raise UploadTooSlowError


class _Pace:
    """How long an upload may go on: every byte gives it time, and no more than PAUSE_S in store.

    Attributes:
        over_s: monotonic seconds at which the upload is too slow, unless more bytes come before.
    """

    def __init__(self, began_s: float) -> None:
        self._ends_s = began_s + UPLOAD_S
        self.over_s = began_s + PAUSE_S

    def note(self, size: int, at_s: float) -> None:
        """So many bytes came."""
        self.over_s = min(self.over_s + size / LEAST_BYTES_PER_S, at_s + PAUSE_S, self._ends_s)


class LiveRecording:
    """One live recording.

    Args:
        conversation: a fresh one.
        follower: a fresh one; the caller closes it.
        arriving: what the client sends.
        ahead: measures it meanwhile.
    """

    def __init__(self, conversation: Conversation, follower: Follower, arriving: Arriving, ahead: Ahead) -> None:
        self._conversation, self._follower, self._arriving, self._ahead = conversation, follower, arriving, ahead
        self._now_s = arriving.clock.monotonic_s()
        self._complete: Complete | None = None
        self._has_ended = False
        self._next_seq = 0
        self._luma_count = 0

    def receive(self, announced: Opened) -> Receiving:
        """Asks every prompt while the recording arrives, says Finished, and takes the end of the container.

        Raises:
            ProtocolError, RecordingError: the stream broke a rule or cannot be decoded.
            AttemptAbandonedError: it ended early, or tore.
            SessionExpiredError: the session ended first.
        """
        yield from self._on(announced, self._arriving.clock.monotonic_s())
        while self._complete is None:
            arrival = self._arriving.next(self._conversation.next_deadline())
            at_s = self._arriving.clock.monotonic_s() if arrival is None else arrival.at_s
            yield from self._on(Tick() if arrival is None else self._event(arrival), at_s)
        yield Finished()
        self._take_tail()
        complete = self._complete
        return Recorded(complete.challenge, complete.delivery, complete.in_real_time)

    def _take_tail(self) -> None:
        """Keeps what the client still sends to close its container, until End or TAIL_S later.

        What arrives later is left: a client that never pauses gains no time by it.
        """
        until_s = self._arriving.clock.monotonic_s() + TAIL_S
        while not self._has_ended and (arrival := self._arriving.next(until_s)) is not None:
            if arrival.at_s > until_s or arrival.message is None or isinstance(arrival.message, Ended):
                return
            if isinstance(arrival.message, OpenRecording):
                raise OpenedTwiceError
            if isinstance(arrival.message, Chunk):
                self._keep(arrival.message)

    def _keep(self, chunk: Chunk) -> None:
        if chunk.seq != self._next_seq:
            raise ChunkOutOfOrderError(self._next_seq)
        self._next_seq += 1
        self._arriving.keep(chunk.data)
        self._ahead.grown(self._conversation.asked)

    def _on(self, event: Event, at_s: float) -> Generator[Message, None, None]:
        self._now_s = max(self._now_s, at_s)
        for message in self._conversation.on(event, self._now_s, self._arriving.clock.monotonic_s()):
            if isinstance(message, Complete):
                self._complete = message
            elif isinstance(message, Abandoned):
                raise AttemptAbandonedError(_ABANDONED[message.reason])
            else:
                yield message

    def _event(self, arrival: Arrival) -> Event:
        match arrival.message:
            case None:
                return Broken()
            case Chunk():
                return self._chunk(arrival.message)
            case OpenRecording():
                raise OpenedTwiceError
            case Ended():
                self._has_ended = True
        return arrival.message

    def _chunk(self, chunk: Chunk) -> ChunkReceived:
        self._keep(chunk)
        progress = self._follower.feed(chunk.data)
        new_lumas = progress.lumas[self._luma_count :]
        self._luma_count = len(progress.lumas)
        luma = new_lumas[-1].luma if new_lumas else None
        delivered = Opened(progress.container, progress.codec) if progress.codec else None
        return ChunkReceived(chunk.seq, len(chunk.data), progress.media_s or None, luma, delivered)
