"""A live client without a network: a script of arrivals, and a follower whose media is plain text."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.rpc.inbox import Arrival, Inbox
from cameo_service.rpc.live_recording import LiveRecording
from liveness.challenge.plan import ENROLLMENT, ChallengePlan, Step, consent_sentence
from liveness.live.conversation import Conversation
from liveness.live.decoder import Luma, Progress
from liveness.live.messages import Message, Opened
from liveness.media.recording_errors import CorruptRecording

START_S = 100.0
TOTAL_BYTES = 100_000
OPENED = Opened("webm", "vp8")
BRIGHT, DARK = 120.0, 5.0


class HandClock:
    """Stands still until somebody waits."""

    now_s = START_S

    def monotonic_s(self) -> float:
        return self.now_s

    def utc_us(self) -> int:
        return round(self.now_s * 1e6)


class ScriptedInbox(Inbox):
    """What the client sends and when; waiting for it moves the clock."""

    def __init__(self, script: Iterable[Arrival], clock: HandClock) -> None:
        self._script, self._hand = list(script), clock

    def next(self, until_s: float | None) -> Arrival | None:
        if self._script and (until_s is None or self._script[0].at_s <= until_s):
            arrival = self._script.pop(0)
            self._hand.now_s = max(self._hand.now_s, arrival.at_s)
            return arrival
        assert until_s is not None, "nobody would ever come"
        self._hand.now_s = max(self._hand.now_s, until_s)
        return None


class NeverPausing(Inbox):
    """A client that sends an empty message every half second, so that there always is one to read."""

    def __init__(self, clock: HandClock) -> None:
        self._hand = clock
        self._left = 5000

    def next(self, until_s: float | None) -> Arrival | None:
        self._left -= 1
        assert self._left, "it went on for ever"
        self._hand.now_s += 0.5
        return Arrival(pb.RecordEnrollmentRequest(), self._hand.now_s)


class TextFollower:
    """Reads chunks such as b"1.5 120": media seconds, and luma when a picture came."""

    def __init__(self) -> None:
        self._lumas: tuple[Luma, ...] = ()

    def feed(self, chunk: bytes) -> Progress:
        if chunk == b"damaged":
            raise CorruptRecording
        media_s, *luma = (float(part) for part in chunk.split())
        self._lumas += tuple(Luma(media_s, value) for value in luma)
        return Progress(media_s, self._lumas)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""


class LiveClient:
    """Runs one live recording over a script and keeps each message with the time it was sent at."""

    def __init__(self, *script: Arrival, steps: tuple[Step, ...] = ENROLLMENT, session_s: float = 600.0) -> None:
        self.clock = HandClock()
        plan = ChallengePlan(consent_sentence("us", "clips"), steps)
        self.conversation = Conversation(plan, lambda _: 0, TOTAL_BYTES)
        inbox, ends_s = ScriptedInbox(script, self.clock), START_S + session_s
        self.live = LiveRecording(self.conversation, TextFollower(), inbox, self.clock, TOTAL_BYTES, ends_s)
        self.sent: list[tuple[float, Message]] = []

    def run(self) -> Self:
        for message in self.live.messages(OPENED):
            self.sent.append((self.clock.now_s - START_S, message))
        return self

    def told(self, kind: type[Message]) -> list[float]:
        return [at_s for at_s, message in self.sent if isinstance(message, kind)]


def chunk(at_s: float, seq: int, media: str) -> Arrival:
    message = pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=seq, data=media.encode()))
    return Arrival(message, START_S + at_s)


def chunks(seconds: float, luma: float = BRIGHT, *, ahead_s: float = 0.0) -> list[Arrival]:
    """One chunk with one picture every half second."""
    return [
        chunk(number / 2, number, f"{number / 2 + ahead_s if number else 0.0} {luma}")
        for number in range(round(seconds * 2))
    ]


def end(at_s: float) -> Arrival:
    return Arrival(pb.RecordEnrollmentRequest(end=pb.End()), START_S + at_s)


def torn(at_s: float) -> Arrival:
    return Arrival(None, START_S + at_s)
