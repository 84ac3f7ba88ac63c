"""A live recording is driven on time, whatever the client does."""

import pytest

from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from cameo_service.usecases.enrollment.receive import TAIL_S, Arrival, Chunk, Finished, OpenRecording
from liveness.challenge.plan import Step, consent_sentence, window_s
from liveness.challenge.prompts import Prompt, PromptKind
from liveness.checks.result import Reason
from liveness.errors import ChunkOutOfOrderError, OpenedTwiceError, SessionExpiredError
from liveness.live.conversation import FIRST_PAUSE_S, FIRST_PICTURE_S, PAUSE_S
from liveness.live.messages import Hint, PromptMessage, Ready, Received
from liveness.media.recording_errors import CorruptRecording, TooLarge
from tests.cameo_service.usecases.enrollment.live_client import (
    BRIGHT,
    DARK,
    OPENED,
    START_S,
    TOTAL_BYTES,
    LiveClient,
    NeverPausing,
    SlowFollower,
    chunk,
    chunks,
    end,
    torn,
)
from tests.contracts.store_rows import session

ONE = (Step.CONSENT,)
ONE_WINDOW_S = window_s(Prompt("p1", PromptKind.SAY, consent_sentence("us", "clips")))
ONE_ENDS_S = FIRST_PAUSE_S + ONE_WINDOW_S
ONE_CHUNKS = len(chunks(ONE_ENDS_S))


def test_a_client_that_falls_silent_gets_every_prompt_on_time() -> None:
    client = LiveClient(chunk(0, 0, f"0.1 {BRIGHT}"))
    asked = client.run().challenge.prompts
    starts = [FIRST_PAUSE_S]
    for prompt in asked[:-1]:
        starts.append(starts[-1] + window_s(prompt) + PAUSE_S)
    assert client.told(PromptMessage) == pytest.approx(starts)
    assert client.told(Ready) == [0]


@pytest.mark.parametrize("script", [[], [chunk(FIRST_PICTURE_S, 0, f"0.5 {BRIGHT}")]])
def test_a_client_whose_camera_does_not_start_in_time_is_asked_nothing_and_told_so(script: list[Arrival]) -> None:
    client = LiveClient(*script)
    with pytest.raises(AttemptAbandonedError, match="No picture came within 20 s"):
        client.run()
    assert client.told(PromptMessage) == []
    assert client.clock.now_s == START_S + FIRST_PICTURE_S


@pytest.mark.parametrize("start_s", [3, 15])
def test_a_camera_that_starts_late_is_asked_as_late(start_s: int) -> None:
    script = [chunk(start_s + arrival.at_s - START_S, number, f"{number / 2} {BRIGHT}")
              for number, arrival in enumerate(chunks(ONE_ENDS_S + 1))]  # fmt: skip
    client = LiveClient(*script, steps=ONE)
    assert client.run().streamed_in_real_time
    assert client.told(PromptMessage) == [start_s + FIRST_PAUSE_S]


def test_dark_first_seconds_are_told_while_the_stream_is_open() -> None:
    client = LiveClient(*chunks(ONE_ENDS_S, DARK), steps=ONE)
    client.run()
    hints = [(at_s, message.code) for at_s, message in client.sent if isinstance(message, Hint)]
    assert hints == [(2.0, Reason.TOO_DARK)]
    assert client.told(PromptMessage)[0] >= 2.0


def test_good_light_is_not_remarked_on() -> None:
    client = LiveClient(*chunks(ONE_ENDS_S), steps=ONE)
    client.run()
    assert not client.told(Hint)


def test_a_picture_counts_once_however_many_chunks_follow_it() -> None:
    dark_at_first = [chunk(0, 0, f"0.2 {DARK}"), *(chunk(0.3, seq, "0.3") for seq in range(1, 9))]
    bright = [chunk(1 + n / 4, 9 + n, f"{1 + n / 4} {BRIGHT}") for n in range(5)]
    client = LiveClient(*dark_at_first, *bright, steps=ONE)
    client.run()
    assert not client.told(Hint)


def test_what_arrived_is_told_and_kept_byte_for_byte() -> None:
    script = chunks(ONE_ENDS_S)
    client = LiveClient(*script, steps=ONE)
    client.run()
    assert client.spool.data == b"".join(
        arrival.message.data for arrival in script if isinstance(arrival.message, Chunk)
    )
    assert len(client.told(Received)) == len(script) - 1


def test_what_arrived_is_measured_at_once_with_what_was_asked_by_then() -> None:
    client = LiveClient(*chunks(20), steps=ONE)
    recorded = client.run()
    sizes, asked = zip(*client.ahead.grew, strict=True)
    assert list(sizes) == sorted(set(sizes))
    assert sizes[-1] == client.spool.size
    assert not asked[0].prompts.prompts
    assert asked[-1].is_last
    assert [prompt.reveal_s for prompt in asked[-1].prompts.prompts] == [
        prompt.reveal_s for prompt in recorded.challenge.prompts
    ]


def test_the_challenge_holds_the_media_time_at_reveal_and_when_the_window_closed() -> None:
    recorded = LiveClient(*chunks(20), steps=ONE).run()
    (prompt,) = recorded.challenge.prompts
    assert (prompt.reveal_s, prompt.deadline_s) == pytest.approx((FIRST_PAUSE_S, ONE_ENDS_S), abs=0.5)
    assert recorded.streamed_in_real_time
    assert recorded.delivery is not None


def test_a_service_that_falls_behind_takes_no_time_from_the_person() -> None:
    client = LiveClient(*chunks(30), steps=ONE)
    client.follower = SlowFollower(client.clock)
    (prompt,) = client.run().challenge.prompts
    (shown_s,) = client.told(PromptMessage)
    assert prompt.deadline_s is not None
    assert shown_s > FIRST_PAUSE_S + 0.5
    assert prompt.deadline_s - shown_s >= ONE_WINDOW_S - 0.5


def test_media_that_runs_ahead_of_the_clock_was_not_recorded_now() -> None:
    assert not LiveClient(*chunks(20, ahead_s=3), steps=ONE).run().streamed_in_real_time


def test_an_end_during_the_last_answer_completes_it() -> None:
    client = LiveClient(*chunks(5), end(6), torn(6), steps=ONE)
    client.run()
    assert client.clock.now_s == START_S + 6
    assert client.told(Finished) == [6]


@pytest.mark.parametrize("late_s", [0.0, 3.0])
def test_an_end_behind_many_queued_messages_is_heard_before_the_stream_is_over(late_s: float) -> None:
    queued = [chunk(ONE_ENDS_S + late_s, ONE_CHUNKS + number, f"{11 + number / 10}") for number in range(200)]
    last = [end(ONE_ENDS_S + late_s), torn(ONE_ENDS_S + late_s)]
    client = LiveClient(*chunks(ONE_ENDS_S), *queued, *last, steps=ONE)
    client.run()
    assert client.spool.data.endswith(b"30.9")
    assert len(client.told(Finished)) == 1


def test_an_end_before_everything_was_asked_abandons() -> None:
    with pytest.raises(AttemptAbandonedError, match="End came"):
        LiveClient(*chunks(5), end(6)).run()


def test_a_torn_stream_abandons() -> None:
    with pytest.raises(AttemptAbandonedError, match="stream ended"):
        LiveClient(*chunks(5), torn(6)).run()


def test_the_container_may_be_closed_after_the_last_prompt() -> None:
    last = chunk(ONE_ENDS_S + 1, ONE_CHUNKS, "12")
    client = LiveClient(*chunks(ONE_ENDS_S), last, end(ONE_ENDS_S + 2), chunk(99, 23, "99"), steps=ONE)
    client.run()
    assert client.spool.data.endswith(b"12")
    assert client.clock.now_s == START_S + ONE_ENDS_S + 2


@pytest.mark.parametrize("ending", [(), (torn(ONE_ENDS_S + 1),)])
def test_a_client_that_never_ends_is_waited_for_a_little(ending: tuple[Arrival, ...]) -> None:
    client = LiveClient(*chunks(ONE_ENDS_S), *ending, steps=ONE)
    assert client.run()
    assert client.clock.now_s <= START_S + ONE_ENDS_S + TAIL_S


def test_a_tail_without_end_is_too_large_at_last() -> None:
    endless = [chunk(ONE_ENDS_S + 1, ONE_CHUNKS + seq, "1" * 50_000) for seq in range(3)]
    client = LiveClient(*chunks(ONE_ENDS_S), *endless, steps=ONE)
    with pytest.raises(TooLarge):
        client.run()
    assert client.spool.size <= TOTAL_BYTES


def test_a_client_that_never_pauses_gets_no_longer_tail() -> None:
    client = LiveClient(*chunks(ONE_ENDS_S), steps=ONE)
    client.then(NeverPausing(client.clock))
    assert client.run()
    assert client.clock.now_s <= START_S + ONE_ENDS_S + TAIL_S + 1


@pytest.mark.parametrize("script", [[], chunks(60)])
def test_a_live_recording_ends_with_its_session(script: list[Arrival]) -> None:
    client = LiveClient(*script, session_s=7)
    with pytest.raises(SessionExpiredError):
        client.run()
    assert client.clock.now_s == START_S + 7


def test_a_gap_in_the_chunks_ends_the_attempt() -> None:
    with pytest.raises(ChunkOutOfOrderError):
        LiveClient(chunk(0, 0, "0"), chunk(1, 2, "1")).run()


def test_a_damaged_stream_ends_the_attempt_with_its_reason() -> None:
    with pytest.raises(CorruptRecording):
        LiveClient(chunk(0, 0, "0"), chunk(1, 1, "damaged")).run()


def test_a_second_open_ends_the_attempt() -> None:
    again = OpenRecording(session().session_id, OPENED)
    with pytest.raises(OpenedTwiceError):
        LiveClient(Arrival(again, START_S + 1)).run()


def test_a_second_open_behind_the_last_prompt_ends_the_attempt() -> None:
    again = Arrival(OpenRecording(session().session_id, OPENED), START_S + ONE_ENDS_S + 1)
    with pytest.raises(OpenedTwiceError):
        LiveClient(*chunks(ONE_ENDS_S), again, steps=ONE).run()


def test_a_gap_behind_the_last_prompt_ends_the_attempt() -> None:
    with pytest.raises(ChunkOutOfOrderError):
        LiveClient(*chunks(ONE_ENDS_S), chunk(ONE_ENDS_S + 1, 40, "12"), end(ONE_ENDS_S + 2), steps=ONE).run()
