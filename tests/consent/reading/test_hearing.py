"""A text of few words is heard run by run, a longer one in rows of letters: both find the same, with the same steps."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consent.reading import hearing
from consent.reading.hearing import FewRuns, HeardText, hear, heard_words
from consent.reading.letters import key_of
from consent.reading.rows import ManyRuns
from consent.reading.spoken import FEW_WORDS, spoken
from consent.restrictions import sought

WORDS = st.text("abcehkpty29 \u0436\u5200\u0e22\u0e32\xad", min_size=1, max_size=7)
PHRASES = ("a b c d e", "kripto cry pto", "\u5200\u304c abc", "2 6 26", "bad\u200bcrypto", "\u0436 abc \u0436abc")


def heard_both_ways(text: str) -> tuple[HeardText, HeardText]:
    """As a short text is heard, and as a long one is."""
    prepared = spoken(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hearing, "FEW_WORDS", 0)
        in_rows = hear(prepared)
    return hear(prepared), in_rows


@given(st.lists(WORDS, max_size=8), st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=3))
@example(list(PHRASES), [["crypto"], ["abcde", "26"], ["\u5200", "\u0436abc"]])
def test_the_same_words_are_heard_both_ways(text: Sequence[str], banned: Sequence[Sequence[str]]) -> None:
    few, many = heard_both_ways(" ".join(text))
    people = [sought(words) for words in banned]
    assert heard_words(people, few) == heard_words(people, many)


@given(st.lists(WORDS, max_size=4))
@example(list(PHRASES))
def test_the_same_runs_are_compared_both_ways(text: Sequence[str]) -> None:
    few, many = (heard.runs for heard in heard_both_ways(" ".join(text)))
    assert isinstance(few, FewRuns)
    assert isinstance(many, ManyRuns)
    assert len(few) == len(many)
    assert set(map(key_of, few.written)) == {*many.in_ascii(), *many.others}
    by_sound = many.of_sounds(set(many.codes), most=len(many.codes))
    assert {sound: sorted(runs) for sound, runs in few.by_sound.items()} == {
        sound: sorted(runs) for sound, runs in by_sound.items()
    }


def test_a_text_is_heard_in_rows_once_it_has_more_words() -> None:
    words = [f"w{number}" for number in range(FEW_WORDS)]
    assert isinstance(hear(spoken(" ".join(words[:-2]))).runs, FewRuns)
    assert isinstance(hear(spoken(" ".join(words))).runs, ManyRuns)
