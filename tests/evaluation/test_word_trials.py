import numpy as np

from evaluation.manifest_data import Entry
from evaluation.word_trials import JOINED, STRINGS, answers, other_words

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
