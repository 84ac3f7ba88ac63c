import numpy as np
import pytest
from numpy.typing import NDArray

from liveness.challenge.prompts import Prompt, PromptKind
from liveness.measure.spoken_answers import (
    MARGIN_S,
    AnswerWindow,
    all_speech,
    speech_stretches,
    timed_windows,
    windows_in_order,
)
from liveness.observations import WordTime

STEP = 0.032


def speech(*stretches: tuple[float, float], seconds: float = 12.0) -> NDArray[np.float32]:
    starts = np.arange(round(seconds / STEP)) * STEP
    return np.asarray(sum((starts >= start) & (starts < end) for start, end in stretches), np.float32)


def say(text: str = "forty two", reveal_s: float | None = None, deadline_s: float | None = None) -> Prompt:
    return Prompt(text, PromptKind.SAY, text, reveal_s=reveal_s, deadline_s=deadline_s)


def around(window: AnswerWindow, start_s: float, end_s: float) -> bool:
    return abs(window.start_s - (start_s - MARGIN_S)) < 2 * STEP and abs(window.end_s - (end_s + MARGIN_S)) < 2 * STEP


def test_a_short_pause_lies_inside_a_stretch_and_a_long_one_between_two() -> None:
    stretches = speech_stretches(speech((1.0, 2.0), (2.2, 3.0), (4.0, 5.0)))

    assert [(round(start), round(end)) for start, end in stretches] == [(1, 3), (4, 5)]


def test_silence_has_no_stretches() -> None:
    assert speech_stretches(speech(seconds=3.0) * 0) == []


def test_an_answer_is_all_speech_between_reveal_and_deadline() -> None:
    (window,) = timed_windows([say(reveal_s=2, deadline_s=8)], speech((0.0, 1.0), (3.0, 4.0), (5.0, 6.0), (9.0, 10.0)))

    assert around(window, 3.0, 6.0)


def test_speech_that_began_before_the_reveal_is_heard_from_its_beginning() -> None:
    (window,) = timed_windows([say(reveal_s=2, deadline_s=8)], speech((1.0, 3.0)))

    assert around(window, 1.0, 3.0)


def test_without_an_answer_in_time_the_speech_before_is_heard() -> None:
    (window,) = timed_windows([say(reveal_s=4, deadline_s=8)], speech((1.0, 3.0)))

    assert around(window, 1.0, 3.0)


def test_an_answer_never_reaches_into_the_window_of_another_prompt() -> None:
    prompts = [say(reveal_s=0, deadline_s=3), say(reveal_s=3, deadline_s=6), say(reveal_s=7, deadline_s=9)]

    _, second, third = timed_windows(prompts, speech((0.0, 10.0)))

    assert (second.start_s, second.end_s) == (3.0, 7.0)
    assert third.start_s == 6.0


def test_nobody_speaking_leaves_an_empty_window() -> None:
    (window,) = timed_windows([say(reveal_s=2, deadline_s=8)], speech((0, 1)) * 0)

    assert window.start_s == window.end_s


def test_a_prompt_without_deadline_may_be_answered_until_the_end() -> None:
    (window,) = timed_windows([say(reveal_s=2)], speech((10.0, 11.0)))

    assert around(window, 10.0, 11.0)


def test_prompts_without_times_are_cut_between_their_words() -> None:
    prompts = [say("forty two"), say("zebra")]
    words = [WordTime("forty", 1.0, 1.4, -3), WordTime("two", 1.4, 1.8, -3), WordTime("zebra", 2.8, 3.2, -3)]

    first, second = windows_in_order(prompts, words, all_speech(prompts[0], speech((1.0, 3.2))))

    assert first.end_s == second.start_s == pytest.approx(2.3)
    assert (first.prompt, second.prompt) == (prompts[0], prompts[1])


def test_prompts_without_times_that_could_not_be_aligned_get_all_speech() -> None:
    prompts = [say("forty two"), say("zebra")]

    windows = windows_in_order(prompts, [], all_speech(prompts[0], speech((1.0, 3.0))))

    assert all(around(window, 1.0, 3.0) for window in windows)
