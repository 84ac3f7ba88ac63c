"""A live client without a network: a script of arrivals, and a follower whose media is plain text."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from cameo_service.usecases.enrollment.receive import (
    Arrival,
    Arriving,
    Chunk,
    LiveRecording,
    Recorded,
    ToClient,
)
from liveness.challenge.plan import ENROLLMENT, ChallengePlan, Step, consent_sentence
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.live.decoder import Luma, Progress
from liveness.live.messages import Ended, Opened, PromptShown
from liveness.media.recording_errors import CorruptRecording
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAhead

START_S = 100.0
TOTAL_BYTES = 100_000
LIMITS = RecordingLimits(bytes=TOTAL_BYTES)
OPENED = Opened("webm", "vp8")
BRIGHT, DARK = 120.0, 5.0


class HandClock:
    """Stands still until a test waits."""

    now_s = START_S

    def monotonic_s(self) -> float:
        return self.now_s

    def utc_us(self) -> int:
        return round(self.now_s * 1e6)


class NeverPausing:
    """A client that says something every half second, so that there always is a message to read."""

    def __init__(self, clock: HandClock) -> None:
        self._hand = clock
        self._left = 5000

    def next(self, until_s: float | None) -> Arrival | None:
        self._left -= 1
        assert self._left, "it went on for ever"
        self._hand.now_s += 0.5
        return Arrival(PromptShown("", 0.0), self._hand.now_s)


class ScriptedInbox:
    """What the client sends and when; waiting for it moves the clock."""

    def __init__(self, script: Iterable[Arrival], clock: HandClock) -> None:
        self._script, self._hand = list(script), clock
        self.rest: NeverPausing | None = None

    def next(self, until_s: float | None) -> Arrival | None:
        if self._script and (until_s is None or self._script[0].at_s <= until_s):
            arrival = self._script.pop(0)
            self._hand.now_s = max(self._hand.now_s, arrival.at_s)
            return arrival
        if self.rest is not None and not self._script:
            return self.rest.next(until_s)
        assert until_s is not None, "no message would ever come"
        self._hand.now_s = max(self._hand.now_s, until_s)
        return None


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


class SlowFollower(TextFollower):
    """Takes longer for a chunk than the client for the next one."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self._hand = clock

    def feed(self, chunk: bytes) -> Progress:
        self._hand.now_s += 0.75
        return super().feed(chunk)


class LiveClient:
    """Runs one live recording over a script and keeps each message with the time it was sent at."""

    def __init__(self, *script: Arrival, steps: tuple[Step, ...] = ENROLLMENT, session_s: float = 600.0) -> None:
        self.clock = HandClock()
        plan = ChallengePlan(consent_sentence("us", "clips"), steps)
        self.conversation = Conversation(plan, lambda _: 0, TOTAL_BYTES)
        self._inbox = ScriptedInbox(script, self.clock)
        self.spool = HeldSpool()
        self.arriving = Arriving(self._inbox, self.clock, LIMITS, START_S + session_s, self.spool)
        self.follower = TextFollower()
        self.ahead = ToldAhead(self.spool)
        self.sent: list[tuple[float, ToClient]] = []

    def then(self, inbox: NeverPausing) -> None:
        """What comes after the script."""
        self._inbox.rest = inbox

    def run(self) -> Recorded:
        """The whole recording, its tail with it."""
        receiving = LiveRecording(self.conversation, self.follower, self.arriving, self.ahead).receive(OPENED)
        while True:
            try:
                message = next(receiving)
            except StopIteration as stopped:
                recorded: Recorded = stopped.value
                return recorded
            self.sent.append((self.clock.now_s - START_S, message))

    def told(self, kind: type[ToClient]) -> list[float]:
        return [at_s for at_s, message in self.sent if isinstance(message, kind)]


def chunk(at_s: float, seq: int, media: str) -> Arrival:
    return Arrival(Chunk(seq, media.encode()), START_S + at_s)


def chunks(seconds: float, luma: float = BRIGHT, *, ahead_s: float = 0.0) -> list[Arrival]:
    """One chunk with one picture every half second."""
    return [
        chunk(number / 2, number, f"{number / 2 + ahead_s if number else 0.0} {luma}")
        for number in range(round(seconds * 2))
    ]


def end(at_s: float) -> Arrival:
    return Arrival(Ended(), START_S + at_s)


def torn(at_s: float) -> Arrival:
    return Arrival(None, START_S + at_s)
