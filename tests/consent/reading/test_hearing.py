"""A text of few words is heard run by run, a longer one in rows of letters: both find the same, with the same steps."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consent.names import PersonName
from consent.reading import spoken as reading
from consent.reading.hearing import FewRuns, HeardText, hear, heard_words
from consent.reading.letters import key_of
from consent.reading.rows import ManyRuns
from consent.reading.spoken import FEW_LETTERS, SpokenText, named_in, spoken
from consent.restrictions import sought

WORDS = st.text("abcehkpty29 \u0436\u5200\u0e22\u0e32\xad", min_size=1, max_size=7)
HUMPS = st.text("abAB12\u0436\u0416\u0301\xad @._*\u249c\u24b6\U0001f1e6", min_size=1, max_size=9)
PHRASES = ("a b c d e", "kripto cry pto", "\u5200\u304c abc", "2 6 26", "bad\u200bcrypto", "\u0436 abc \u0436abc")


def read_both_ways(text: str) -> tuple[SpokenText, SpokenText]:
    """As a short text is read, and as a long one is."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "FEW_LETTERS", -1)
        in_rows = spoken(text)
    return spoken(text), in_rows


def heard_both_ways(text: str) -> tuple[HeardText, HeardText]:
    few, many = read_both_ways(text)
    return hear(few), hear(many)


@given(st.lists(WORDS | HUMPS, max_size=8), st.sampled_from(["", " "]))
@example(list(PHRASES), "")
def test_the_same_names_are_found_both_ways(text: Sequence[str], between: str) -> None:
    few, many = read_both_ways(between.join(text))
    assert set(few.sounds) == set(many.sounds)
    assert few.is_cut == many.is_cut
    names = [(sound, PersonName(sound, tuple(sound.split(" ")))) for sound in sorted(few.sounds) if sound.strip()]
    assert named_in(few, names) == named_in(many, names)


@given(st.lists(WORDS | HUMPS, max_size=8), st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=3))
@example(list(PHRASES), [["crypto"], ["abcde", "26"], ["\u5200", "\u0436abc"]])
def test_the_same_words_are_heard_both_ways(text: Sequence[str], banned: Sequence[Sequence[str]]) -> None:
    few, many = heard_both_ways(" ".join(text))
    people = [sought(words) for words in banned]
    assert heard_words(people, few) == heard_words(people, many)


@given(st.lists(WORDS | HUMPS, max_size=4))
@example(list(PHRASES))
def test_the_same_runs_are_compared_both_ways(text: Sequence[str]) -> None:
    few, many = (heard.runs for heard in heard_both_ways(" ".join(text)))
    assert isinstance(few, FewRuns)
    assert isinstance(many, ManyRuns)
    assert len(few) == len(many)
    assert set(map(key_of, few.written)) == set(many.keys.tolist())
    sounds = sorted(few.by_sound)
    keys = np.array(list(map(key_of, sounds)), dtype=np.uint64)
    by_sound = many.of_sounds(sounds, keys, most=0)
    assert {sound: sorted(runs) for sound, runs in few.by_sound.items()} == {
        sound: sorted(runs) for sound, runs in by_sound.items()
    }


def test_a_text_is_heard_in_rows_once_it_has_more_letters() -> None:
    assert isinstance(hear(spoken("x" * FEW_LETTERS)).runs, FewRuns)
    assert isinstance(hear(spoken("x" * (FEW_LETTERS + 1))).runs, ManyRuns)
