"""Stretches of speech that lips are scored on, and answers made of recorded words."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.manifest_data import Entry
from evaluation.speech_comparisons import JOINED, SPEECH_S, STRINGS, answers, cut, other_words
from liveness.measure.net_speech import WINDOW_S
from liveness.observations import Observations, SoundObservation
from tests.liveness.handmade import frames, observations


def spoken(share: float, seconds: float) -> Observations:
    """A person who speaks this share of the time, in turns of a second."""
    windows = round(seconds / WINDOW_S)
    probability = np.array([float((at * WINDOW_S) % 1 < share) for at in range(windows)], np.float32)
    sound = SoundObservation(seconds, probability, probability, share * seconds, 30.0, 0.0)
    return replace(observations(), frames=frames(seconds), sound=sound)


def test_a_stretch_holds_as_much_speech_as_is_asked() -> None:
    for stretch in cut("ann", spoken(0.5, 40.0)):
        assert stretch.sound.net_speech_s == pytest.approx(SPEECH_S, abs=2 * WINDOW_S)


def test_stretches_follow_each_other_and_the_rest_is_dropped() -> None:
    assert len(list(cut("ann", spoken(1.0, 20.0)))) == 2
    assert list(cut("ann", spoken(1.0, 5.0))) == []


def test_times_count_from_the_stretch_itself() -> None:
    _, second = cut("ann", spoken(1.0, 20.0))

    assert second.frames[0].media_s == pytest.approx(0.0, abs=0.1)
    assert second.frames[-1].media_s < SPEECH_S + 0.1


def test_silence_and_no_sound_give_no_stretch() -> None:
    assert list(cut("ann", spoken(0.0, 20.0))) == []
    assert list(cut("ann", replace(spoken(1.0, 20.0), sound=None))) == []


RNG = np.random.default_rng(2)


def said(file: str, transcript: str) -> Entry:
    return Entry(file, "ann", "audio", "", is_genuine=True, species="", transcript=transcript, has_speech=True)


def test_a_sentence_stays_as_it_is() -> None:
    entry = said("a.wav", "blue moon rises")

    assert list(answers([entry], RNG)) == [("blue moon rises", (entry,))]


def test_single_words_are_joined_in_the_order_they_are_asked() -> None:
    words = [said(f"{word}.wav", word) for word in ("one", "two", "three", "four", "five", "six")]
    strings = list(answers(words, RNG))

    assert len(strings) == STRINGS
    for text, files in strings:
        assert text.split() == [entry.transcript for entry in files]
        assert len(files) == JOINED


def test_too_few_words_make_no_answer() -> None:
    assert list(answers([said("one.wav", "one")], RNG)) == []


def test_wrong_words_are_all_others_of_the_same_kind() -> None:
    for _ in range(20):
        other = other_words("seven forty", RNG).split()
        assert len(other) == 2
        assert other[0] != "seven"
        assert other[1] != "forty"
        assert other[1].endswith("ty")
