"""The codes of many words at once are those that jellyfish makes one by one, by which banned words are stored."""

from itertools import accumulate, product
from string import ascii_lowercase

import jellyfish
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consent.reading.spoken import codes_at, codes_of, numbers_of

LETTERS = ascii_lowercase + "2"
TELLING = "aeghiknopstwxyc"
"""Letters that others change, or that change others."""


def test_every_word_of_up_to_three_letters_has_the_code_of_the_library() -> None:
    words = ["".join(letters) for length in (1, 2, 3) for letters in product(LETTERS, repeat=length)]
    assert codes_of(words) == list(map(jellyfish.metaphone, words))


def test_words_of_letters_that_change_each_other_have_the_code_of_the_library() -> None:
    drawn = np.random.default_rng(1).choice(list(TELLING + LETTERS), size=(50_000, 9))
    words = list(map("".join, drawn.tolist()))
    assert codes_of(words) == list(map(jellyfish.metaphone, words))


@given(st.lists(st.text("abcdghikmnoptwxy29", min_size=1, max_size=8), max_size=6))
def test_pieces_of_a_text_have_the_codes_of_words(words: list[str]) -> None:
    ends = list(accumulate(map(len, words)))
    starts = [0, *ends][: len(words)]
    row = numbers_of("".join(words) + " ")
    assert codes_at(row, np.array(starts, dtype=np.intp), np.array(ends, dtype=np.intp)) == codes_of(words)
