"""The enrollment protocol, driven without I/O and with a clock in the test's hand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liveness.challenge.plan import ChallengePlan, consent_sentence
from liveness.challenge.prompts import PromptKind
from liveness.checks.result import Reason
from liveness.errors import (
    ChunkOutOfOrderError,
    ChunkTooLargeError,
    ConversationOverError,
    NotAsAnnouncedError,
    NotOpenedError,
    OpenedTwiceError,
    ProtocolError,
    UnsupportedStreamError,
)
from liveness.limits.recordings import CHUNK_BYTES
from liveness.live.conversation import FIRST_PAUSE_S, FIRST_PICTURE_S, PAUSE_S, SPREAD_S, Conversation
from liveness.live.messages import (
    Abandoned,
    AbandonReason,
    Broken,
    ChunkReceived,
    Complete,
    Ended,
    Event,
    Hint,
    Message,
    Opened,
    PromptMessage,
    PromptShown,
    Ready,
    Received,
    Tick,
)

CONSENT = consent_sentence("Example Films", "short clips")
OPENED = Opened("webm", "vp9")
TOTAL_BYTES = 10_000_000


def conversation(number: int = 0) -> Conversation:
    return Conversation(ChallengePlan(CONSENT), lambda n: number % n, TOTAL_BYTES)


class Client:
    """Opens at 100 s and sends a chunk every half second; media runs with the clock, `lag_s` behind it."""

    def __init__(self, lag_s: float = 0.0, luma: float = 120.0, number: int = 0) -> None:
        self.conversation = conversation(number)
        self.lag_s, self.luma = lag_s, luma
        self.seq = 0
        self.messages: list[tuple[float, Message]] = []
        self.tell(OPENED, 100.0)

    def tell(self, event: Event, now_s: float) -> list[Message]:
        answer = self.conversation.on(event, now_s)
        self.messages += [(now_s, message) for message in answer]
        return answer

    def send(self, now_s: float, media_s: float | None = None) -> list[Message]:
        at_s = max(now_s - 100.0 - self.lag_s, 0.0) if media_s is None else media_s
        chunk = ChunkReceived(self.seq, 1000, at_s, self.luma)
        self.seq += 1
        return self.tell(chunk, now_s)

    def record_until(self, end_s: float) -> None:
        half_seconds = 201
        while half_seconds / 2 <= end_s and not self.conversation.is_over:
            self.send(half_seconds / 2)
            half_seconds += 1

    def said(self, kind: type[Message]) -> list[Message]:
        return [message for _, message in self.messages if isinstance(message, kind)]


def test_a_client_that_records_in_real_time_is_asked_everything_and_completes() -> None:
    client = Client()
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert complete.in_real_time
    kinds = [prompt.kind for prompt in complete.challenge.prompts]
    assert kinds.count(PromptKind.SAY) == 3
    assert kinds.count(PromptKind.TURN) == 2
    assert [asked.prompt_id for asked in complete.asked] == ["p1", "p2", "p3", "p4", "p5"]


def test_it_is_told_when_the_media_came() -> None:
    client = Client(lag_s=0.2)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    arrivals = complete.delivery.arrivals
    assert len(arrivals) > 40
    assert all(server_s - media_s == pytest.approx(0.2) for server_s, media_s in arrivals[1:])


def test_however_small_the_chunks_are_few_arrivals_are_kept() -> None:
    client = Client()
    for number in range(2000):
        client.send(100.5 + number / 1000)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert len(complete.delivery.arrivals) < 150


def test_prompts_come_one_at_a_time_and_windows_never_overlap() -> None:
    client = Client()
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    for before, after in zip(complete.asked, complete.asked[1:], strict=False):
        assert after.revealed_s >= before.closed_s + PAUSE_S
    for first, then in zip(complete.challenge.prompts, complete.challenge.prompts[1:], strict=False):
        assert first.deadline_s is not None
        assert then.reveal_s is not None
        assert first.deadline_s <= then.reveal_s


FIRST_PICTURE = ChunkReceived(0, 1000, 0.1, 120.0)


def test_nothing_is_asked_before_the_first_picture() -> None:
    talk = conversation()
    talk.on(OPENED, 100.0)
    assert talk.on(Tick(), 100.0 + FIRST_PAUSE_S + SPREAD_S) == []
    assert talk.on(ChunkReceived(0, 1000, 0.5), 105.0) == [Received(0.5)]
    assert talk.on(Tick(), 109.0) == []
    talk.on(ChunkReceived(1, 1000, 1.0, 120.0), 110.0)
    due_s = talk.next_deadline()
    assert due_s is not None
    assert 110.0 + FIRST_PAUSE_S <= due_s <= 110.0 + FIRST_PAUSE_S + SPREAD_S


def test_a_client_that_falls_silent_after_its_first_picture_gets_its_prompt_on_time() -> None:
    talk = conversation()
    talk.on(OPENED, 100.0)
    talk.on(FIRST_PICTURE, 100.0)
    due_s = talk.next_deadline()
    assert due_s is not None
    assert talk.on(Tick(), due_s - 0.01) == []
    (prompt,) = talk.on(Tick(), due_s)
    assert isinstance(prompt, PromptMessage)
    assert prompt.text == CONSENT


@pytest.mark.parametrize("event", [Tick(), FIRST_PICTURE])
def test_a_client_whose_first_picture_does_not_come_in_time_is_abandoned(event: Event) -> None:
    talk = conversation()
    talk.on(OPENED, 100.0)
    assert talk.next_deadline() == 100.0 + FIRST_PICTURE_S
    assert talk.on(Tick(), 100.0 + FIRST_PICTURE_S - 0.01) == []
    assert talk.on(event, 100.0 + FIRST_PICTURE_S) == [Abandoned(AbandonReason.NO_MEDIA)]
    assert talk.is_over


def test_the_moment_of_a_prompt_is_drawn() -> None:
    early, late = conversation(0), conversation(999)
    for talk in (early, late):
        talk.on(OPENED, 0.0)
        talk.on(FIRST_PICTURE, 0.0)
    assert early.next_deadline() != late.next_deadline()


def test_the_mark_of_a_prompt_is_the_largest_media_time_received() -> None:
    client = Client()
    client.send(100.0, media_s=0.1)
    client.send(101.0, media_s=1.75)
    client.send(101.5, media_s=0.5)
    client.tell(Tick(), 102.0)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert complete.challenge.prompts[0].reveal_s == pytest.approx(1.75)


def test_a_chunk_that_brings_the_reveal_about_lies_before_the_mark() -> None:
    client = Client()
    client.send(101.0, media_s=0.9)
    client.send(103.0, media_s=2.9)
    client.tell(Tick(), 103.0)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert complete.challenge.prompts[0].reveal_s == pytest.approx(2.9)


def test_what_arrives_after_the_window_does_not_count_whatever_its_media_time() -> None:
    client = Client(lag_s=3.0)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    first, asked = complete.challenge.prompts[0], complete.asked[0]
    assert first.deadline_s is not None
    assert first.deadline_s <= asked.closed_s - 100.0 - 3.0


def test_a_dark_start_is_told_while_the_stream_is_open() -> None:
    client = Client(luma=5.0)
    client.record_until(101.5)
    assert client.said(Hint) == []
    client.send(102.0)
    client.send(102.5)
    assert client.said(Hint) == [Hint(Reason.TOO_DARK)]
    assert not client.conversation.is_over


def test_a_bright_start_brings_no_hint() -> None:
    client = Client()
    client.record_until(110.0)
    assert client.said(Hint) == []


def test_a_chunk_without_decoded_media_is_counted_and_not_acknowledged() -> None:
    talk = conversation()
    assert talk.on(OPENED, 0.0) == [Ready(CHUNK_BYTES, TOTAL_BYTES)]
    assert talk.on(ChunkReceived(0, 10), 0.1) == []
    assert talk.on(ChunkReceived(1, 10, 0.2), 0.2) == [Received(0.2)]


def test_media_that_runs_ahead_of_the_clock_is_no_live_recording() -> None:
    client = Client()
    client.send(100.5, media_s=30.0)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert not complete.in_real_time


def test_when_a_prompt_was_shown_is_noted() -> None:
    client = Client()
    client.record_until(102.5)
    client.tell(PromptShown("p1", 2.6), 102.6)
    client.tell(PromptShown("p9", 7.0), 102.7)
    client.record_until(160.0)
    (complete,) = client.said(Complete)
    assert isinstance(complete, Complete)
    assert [asked.shown_media_s for asked in complete.asked] == [2.6, None, None, None, None]


def test_ending_within_the_last_prompt_completes_at_once() -> None:
    client = Client()
    while len(client.said(PromptMessage)) < 5:
        client.send(100.5 + client.seq / 2)
    (complete,) = client.tell(Ended(), 100.5 + client.seq / 2)
    assert isinstance(complete, Complete)
    assert len(complete.challenge.prompts) == 5


def test_ending_before_the_last_prompt_abandons_the_attempt() -> None:
    client = Client()
    client.record_until(104.0)
    assert client.tell(Ended(), 104.0) == [Abandoned(AbandonReason.ENDED_EARLY)]


def test_a_broken_stream_abandons_the_attempt_at_any_time() -> None:
    assert conversation().on(Broken(), 0.0) == [Abandoned(AbandonReason.STREAM_BROKEN)]
    client = Client()
    assert client.tell(Broken(), 101.0) == [Abandoned(AbandonReason.STREAM_BROKEN)]
    assert client.conversation.next_deadline() is None


def test_time_may_pass_before_the_stream_is_opened() -> None:
    assert conversation().on(Tick(), 0.0) == []
    assert conversation().next_deadline() is None


@pytest.mark.parametrize(
    ("events", "error"),
    [
        ([ChunkReceived(0, 10)], NotOpenedError),
        ([Opened("avi", "vp9")], UnsupportedStreamError),
        ([Opened("webm", "hevc")], UnsupportedStreamError),
        ([OPENED, OPENED], OpenedTwiceError),
        ([OPENED, ChunkReceived(1, 10)], ChunkOutOfOrderError),
        ([OPENED, ChunkReceived(0, 10, delivered=Opened("webm", "vp8"))], NotAsAnnouncedError),
        ([OPENED, ChunkReceived(0, 10, delivered=Opened("mp4", "h264"))], NotAsAnnouncedError),
        ([OPENED, ChunkReceived(0, 10), ChunkReceived(0, 10)], ChunkOutOfOrderError),
        ([OPENED, ChunkReceived(0, CHUNK_BYTES + 1)], ChunkTooLargeError),
        ([OPENED, Ended(), Tick()], ConversationOverError),
    ],
)
def test_each_broken_rule_has_its_own_error_and_ends_the_attempt(
    events: list[Event], error: type[ProtocolError]
) -> None:
    talk = conversation()
    for event in events[:-1]:
        talk.on(event, 0.0)
    with pytest.raises(error):
        talk.on(events[-1], 0.0)
    with pytest.raises(ConversationOverError):
        talk.on(Tick(), 0.0)


EVENTS = st.sampled_from(
    [Tick(), PromptShown("p1", 1.0), Ended(), Broken(), ChunkReceived(0, 100, 1.0, 90.0), ChunkReceived(1, 100, 2.0)]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(EVENTS, st.floats(0, 20)), max_size=40), number=st.integers(0, 999))
def test_whatever_comes_there_is_one_end_and_nothing_after_it(steps: list[tuple[Event, float]], number: int) -> None:
    talk = conversation(number)
    messages = talk.on(OPENED, 0.0)
    now_s = 0.0
    for event, passed_s in steps:
        now_s += passed_s
        try:
            messages += talk.on(event, now_s)
        except ProtocolError:
            assert talk.is_over
            break
    ends = [at for at, message in enumerate(messages) if isinstance(message, (Abandoned, Complete))]
    assert len(ends) <= 1
    assert not ends or ends == [len(messages) - 1]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    gaps=st.lists(st.floats(0.01, 3.0), min_size=1, max_size=200),
    lag_s=st.floats(0.0, 5.0),
    numbers=st.lists(st.integers(0, 10**6), min_size=60, max_size=60),
)
def test_windows_rise_and_every_mark_had_arrived_when_its_prompt_was_revealed(
    gaps: list[float], lag_s: float, numbers: list[int]
) -> None:
    drawn = iter(numbers)
    talk = Conversation(ChallengePlan(CONSENT), lambda n: next(drawn) % n, TOTAL_BYTES)
    talk.on(OPENED, 0.0)
    now_s, received_s, marks = 0.0, 0.0, []
    for seq, gap_s in enumerate(gaps):
        now_s += gap_s
        received_s = max(received_s, now_s - lag_s)
        for message in talk.on(ChunkReceived(seq, 10, received_s, 120.0), now_s):
            marks += [received_s] if isinstance(message, PromptMessage) else []
            if isinstance(message, Complete):
                prompts = message.challenge.prompts
                assert [prompt.reveal_s for prompt in prompts] == marks
                times_s = [at for prompt in prompts for at in (prompt.reveal_s, prompt.deadline_s)]
                assert times_s == sorted(times_s, key=lambda at: at or 0.0)
        if talk.is_over:
            break
