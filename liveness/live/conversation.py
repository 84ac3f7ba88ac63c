"""The enrollment protocol as one class without I/O: events and the time in, messages out.

Does not decode, judge, store or send. gRPC, WebSocket and tests drive the same class:

    messages = conversation.on(event, now_s)     # for every event, and Tick when next_deadline() has come

The clock of the prompts starts at the first picture. Each prompt is drawn when it is revealed, at a moment that cannot
be foreseen. At reveal the largest media time received so far is its mark: the answer must start after it. When its
window closes by the server's clock, the largest media time received by then is its deadline: later media does not
count, whatever its media time.
"""

from dataclasses import dataclass, replace

from liveness.challenge.plan import ChallengePlan
from liveness.challenge.prompts import Asked, Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import Choose
from liveness.errors import (
    ConversationOverError,
    NotOpenedError,
    OpenedTwiceError,
    PromptNotShownError,
    ProtocolError,
    UnsupportedStreamError,
)
from liveness.limits.recordings import CHUNK_BYTES
from liveness.live.intake import Intake
from liveness.live.messages import (
    Abandoned,
    AbandonReason,
    AskedPrompt,
    Broken,
    ChunkReceived,
    Complete,
    Ended,
    Event,
    Message,
    Opened,
    PromptMessage,
    PromptShown,
    Ready,
    Tick,
)

STREAMABLE = {"webm": ("vp8", "vp9", "av1", "h264"), "mp4": ("h264", "hevc", "vp9", "av1")}
"""Containers that decode while they arrive (MP4: fragmented), with the video codecs taken in each."""
FIRST_PICTURE_S = 20.0
"""From Ready to the first picture: the person allows the camera, and it starts. Browsers took up to 2.4 s to start."""
FIRST_PAUSE_S = 2.0
"""From the first picture to the first prompt, so that poor light is told before anything is asked."""
PAUSE_S = 0.3
"""Before every other prompt, to let the head come to rest."""
SPREAD_S = 0.7
"""At most this much is drawn on top of each pause, so that no prompt can be foreseen to the moment."""


@dataclass(slots=True)
class _Asking:
    prompt: Prompt
    revealed_s: float
    closes_s: float
    shown_media_s: float | None = None


class Conversation:
    """One attempt. Any `ProtocolError` it raises ends it.

    Args:
        plan: what to ask.
        choose: choose(n) answers an unpredictable integer in 0..n-1; `secrets.randbelow` in service.
        total_bytes: the largest recording taken, for Ready; the caller holds the recording to it.
    """

    def __init__(self, plan: ChallengePlan, choose: Choose, total_bytes: int) -> None:
        self._plan, self._choose, self._total_bytes = plan, choose, total_bytes
        self._intake: Intake | None = None
        self._asking: _Asking | None = None
        self._picture_by_s: float | None = None
        self._reveal_at_s: float | None = None
        self._prompts: list[Prompt] = []
        self._asked: list[AskedPrompt] = []
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more is taken."""
        return self._is_over

    @property
    def asked(self) -> Asked:
        """What was asked so far."""
        is_open = (self._asking.prompt,) if self._asking else ()
        return Asked(Challenge((*self._prompts, *is_open)), not self._plan.left)

    def next_deadline(self) -> float | None:
        """Monotonic seconds at which `on(Tick(), now_s)` is due; None while nothing is due by itself."""
        if self.is_over:
            return None
        if self._asking:
            return self._asking.closes_s
        return self._picture_by_s if self._reveal_at_s is None else self._reveal_at_s

    def on(self, event: Event, now_s: float, sent_s: float | None = None) -> list[Message]:
        """Takes one event.

        A window that is due closes first, so a late chunk answers nothing. A prompt that is due is revealed last, so
        its mark lies behind everything that has arrived; a late driver reveals late, and the window is as long as ever.

        Args:
            event: what happened.
            now_s: monotonic seconds at which the event came, never less than in an earlier call.
            sent_s: monotonic seconds at which the answer goes out, if the event had to wait; a prompt's window begins
                then, so that a busy service takes no time from the person.

        Raises:
            ProtocolError: the subclass says which rule was broken; the attempt is over.
        """
        if self.is_over:
            raise ConversationOverError
        try:
            if self._intake is None:
                return self._before_opening(event, now_s)
            messages = self._close_if_due(now_s) or self._give_up_if_due(now_s)
            if not self.is_over:
                messages += self._on_event(self._intake, event, now_s)
            return messages + self._reveal_if_due(now_s, now_s if sent_s is None else max(now_s, sent_s))
        except ProtocolError:
            self._is_over = True
            raise

    def _before_opening(self, event: Event, now_s: float) -> list[Message]:
        if isinstance(event, Tick):
            return []
        if isinstance(event, Broken):
            return self._abandon(AbandonReason.STREAM_BROKEN)
        if not isinstance(event, Opened):
            raise NotOpenedError
        if event.codec not in STREAMABLE.get(event.container, ()):
            raise UnsupportedStreamError(
                tuple(f"{name} ({' or '.join(codecs)})" for name, codecs in STREAMABLE.items())
            )
        if not event.shows_colours:
            self._plan = self._plan.without_colours()
        self._intake = Intake(now_s, event)
        self._picture_by_s = now_s + FIRST_PICTURE_S
        return [Ready(CHUNK_BYTES, self._total_bytes)]

    def _on_event(self, intake: Intake, event: Event, now_s: float) -> list[Message]:
        match event:
            case ChunkReceived():
                return self._take(intake, event, now_s)
            case PromptShown():
                return self._note_shown(event)
            case Ended():
                return self._end(now_s)
            case Broken():
                return self._abandon(AbandonReason.STREAM_BROKEN)
            case Tick():
                return []
        raise OpenedTwiceError

    def _take(self, intake: Intake, chunk: ChunkReceived, now_s: float) -> list[Message]:
        messages = intake.take(chunk, now_s)
        if self._reveal_at_s is None and chunk.luma is not None:
            self._reveal_at_s = now_s + FIRST_PAUSE_S + self._drawn_s()
        return messages

    def _note_shown(self, shown: PromptShown) -> list[Message]:
        if self._asking and self._asking.prompt.id == shown.prompt_id:
            self._asking.shown_media_s = shown.media_s
        return []

    def _reveal_if_due(self, now_s: float, sent_s: float) -> list[Message]:
        if self.is_over or self._asking or self._reveal_at_s is None or now_s < self._reveal_at_s:
            return []
        drawn, window_s, self._plan = self._plan.draw(self._choose)
        prompt = replace(drawn, reveal_s=self._received_s())
        self._asking = _Asking(prompt, sent_s, sent_s + window_s)
        return [PromptMessage(prompt.id, prompt.kind, prompt.text, prompt.direction, window_s, prompt.language)]

    def _close_if_due(self, now_s: float) -> list[Message]:
        asking = self._asking
        return self._close(asking, asking.closes_s) if asking and asking.closes_s <= now_s else []

    def _give_up_if_due(self, now_s: float) -> list[Message]:
        is_late = self._reveal_at_s is None and self._picture_by_s is not None and self._picture_by_s <= now_s
        return self._abandon(AbandonReason.NO_MEDIA) if is_late else []

    def _close(self, asking: _Asking, closed_s: float) -> list[Message]:
        if asking.prompt.kind is PromptKind.COLOURS and asking.shown_media_s is None:
            raise PromptNotShownError(asking.prompt.id)
        self._prompts.append(replace(asking.prompt, deadline_s=self._received_s()))
        self._asked.append(AskedPrompt(asking.prompt.id, asking.revealed_s, closed_s, asking.shown_media_s))
        self._asking = None
        self._reveal_at_s = closed_s + PAUSE_S + self._drawn_s()
        return [] if self._plan.left else self._complete()

    def _end(self, now_s: float) -> list[Message]:
        if self._asking and not self._plan.left:
            return self._close(self._asking, now_s)
        return self._abandon(AbandonReason.ENDED_EARLY)

    def _complete(self) -> list[Message]:
        if self._intake is None or self._intake.media_s is None:
            return self._abandon(AbandonReason.NO_MEDIA)
        self._is_over = True
        challenge, asked = Challenge(tuple(self._prompts)), tuple(self._asked)
        return [Complete(challenge, asked, self._intake.in_real_time, self._intake.delivery)]

    def _abandon(self, reason: AbandonReason) -> list[Message]:
        self._is_over = True
        return [Abandoned(reason)]

    def _received_s(self) -> float:
        return (self._intake.media_s if self._intake else None) or 0.0

    def _drawn_s(self) -> float:
        return SPREAD_S * self._choose(1000) / 1000
