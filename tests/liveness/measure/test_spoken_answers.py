"""From a challenge and sound to spoken answers, on real sentences and on sound put together from them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import spoken_challenge
from liveness.checks.result import CheckResult, Failed, Passed, Reason
from liveness.measure.spoken_answers import spoken_answers
from liveness.ports import Engines, Samples
from tests.liveness.handmade import observations

ELSEWHERE = "set green in k three please"


@pytest.fixture(scope="module")
def sentences(testdata: Path) -> list[tuple[str, Samples]]:
    """Every clip in which somebody says a known sentence to the camera: 3 s, the words from about 0.5 to 2.3 s."""
    with (testdata / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["kind"] == "video" and row["transcript"]]
    return [(row["transcript"], read_sound(testdata / row["file"])) for row in rows]


def say(number: int, text: str, reveal_s: float | None = None, deadline_s: float | None = None) -> Prompt:
    return Prompt(f"p{number}", PromptKind.SAY, text, reveal_s=reveal_s, deadline_s=deadline_s)


def result(engines: Engines, samples: Samples, *prompts: Prompt) -> CheckResult:
    challenge = Challenge(prompts)
    probability = engines.voice_activity.speech_probability(samples)
    answers = spoken_answers(challenge, samples, probability, engines.speech_scorer, engines.phone_timer)
    return spoken_challenge.judge(challenge, observations(answers=answers))


def test_every_speaker_passes_with_the_words_said(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    assert [result(engines, samples, say(0, text)) for text, samples in sentences] == [Passed()] * 6


def test_no_speaker_passes_with_other_words(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    results = [result(engines, samples, say(0, ELSEWHERE)) for _, samples in sentences]

    assert results == [Failed(Reason.WRONG_WORDS)] * 6


def test_no_speaker_passes_with_the_words_of_another(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    texts = [text for text, _ in sentences]
    shifted = zip(texts[2:] + texts[:2], [samples for _, samples in sentences], strict=True)

    assert not any(result(engines, samples, say(0, text)) for text, samples in shifted)


def test_words_said_before_their_prompt_are_too_early(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    text, samples = sentences[1]
    still = np.concatenate([samples, np.zeros(32_000, np.float32)])

    assert result(engines, still, say(0, text, 1.2, 4.5)) == Failed(Reason.ANSWER_TOO_EARLY)
    assert result(engines, still, say(0, text, 2.9, 4.5)) == Failed(Reason.ANSWER_TOO_EARLY)
    assert result(engines, still, say(0, text, 0.2, 4.5)) == Passed()


def test_words_said_after_their_deadline_are_too_late(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    text, samples = sentences[1]

    assert result(engines, samples, say(0, text, 0.0, 1.6)) == Failed(Reason.ANSWER_TOO_LATE)


def test_two_answers_in_their_windows_pass_and_swapped_are_wrong_order(
    sentences: list[tuple[str, Samples]], engines: Engines
) -> None:
    (one, first), (two, second) = sentences[1], sentences[3]
    both, swapped = np.concatenate([first, second]), np.concatenate([second, first])
    prompts = say(0, one, 0.1, 2.9), say(1, two, 3.0, 6.0)

    assert result(engines, both, *prompts) == Passed()
    assert not result(engines, swapped, *prompts)


def test_two_answers_without_times_must_come_in_order(sentences: list[tuple[str, Samples]], engines: Engines) -> None:
    (one, first), (two, second) = sentences[1], sentences[3]
    prompts = say(0, one), say(1, two)

    assert result(engines, np.concatenate([first, second]), *prompts) == Passed()
    assert not result(engines, np.concatenate([second, first]), *prompts)


def test_a_prompt_answered_with_silence_heard_no_speech(engines: Engines) -> None:
    silence = np.zeros(48_000, np.float32)

    assert result(engines, silence, say(0, "forty two", 0.5, 2.5)) == Failed(Reason.NO_SPEECH)
    assert result(engines, silence, say(0, "forty two"), say(1, "ninety one")) == Failed(Reason.NO_SPEECH)


def test_nothing_asked_gives_no_answers(engines: Engines) -> None:
    assert (
        spoken_answers(
            Challenge(), np.zeros(512, np.float32), np.zeros(1, np.float32), engines.speech_scorer, engines.phone_timer
        )
        == ()
    )
