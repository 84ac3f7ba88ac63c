"""What one table of code points says of a text is what the regular expressions of `consent.sounds` say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.reading import letters
from consent.reading.spoken import readings_of
from consent.sounds import tables, words_of

SPANS = (0, 0xD800), (0xE000, 0x20400), (0x3FF00, 0x40100), (0xE0000, 0xE1000)
"""Every character but most of the Chinese planes, and of the planes in which none is."""
TELLING = (
    "ab1 \n.\u4e2d\u0e01\u0e34\u0301\u3099\u0915\u094d\uac00\u00ad\u200b\u034f\U00010400\U00016fe4\U000e0020\U000e0100"
)
TEXTS = st.text(TELLING, max_size=12) | st.text(max_size=12)


@pytest.mark.parametrize("around", ["{} ", "a{} ", "\u4e2d{} ", "{}a ", "a\u0e34{} "])
def test_every_character_belongs_to_the_words_that_the_regular_expression_finds(around: str) -> None:
    text = "".join(around.format(chr(code)) for span in SPANS for code in range(*span))
    assert letters.cut(text) == tables().words_anywhere.findall(text)


@given(TEXTS.filter(bool))
def test_a_text_is_cut_where_the_regular_expression_cuts_it(text: str) -> None:
    assert letters.cut(text) == tables().words_anywhere.findall(text)


@given(TEXTS)
def test_the_words_of_a_text_are_those_of_a_name_that_is_written_so(text: str) -> None:
    assert (readings_of(text) or ())[0] == words_of(text)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_pieces_of_a_text_have_the_keys_of_words(pieces: list[str]) -> None:
    ends = np.cumsum(list(map(len, pieces)))
    starts = np.append(0, ends[:-1])
    filled = ends > starts
    text = "".join(pieces) + "."
    keys = letters.keys_of(letters.codes_of(text), starts[filled], ends[filled])
    assert keys.tolist() == list(map(letters.key_of, filter(None, pieces)))


def test_other_letters_have_another_key() -> None:
    words = ["".join(three) for three in product("abc\u4e2d\u0915", repeat=3)]
    assert len(set(map(letters.key_of, words))) == len(words)
