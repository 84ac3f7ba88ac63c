"""The codes of many words at once are those that jellyfish makes one by one, by which banned words are stored."""

from itertools import accumulate, product
from string import ascii_lowercase

import jellyfish
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consent.reading.letters import codes_of as code_points_of
from consent.reading.letters import key_of
from consent.reading.metaphone import code_keys_at, codes_at, numbers_of

LETTERS = ascii_lowercase + "2"
TELLING = "aeghiknopstwxyc"
"""Letters that others change, or that change others."""


def codes_of(words: list[str]) -> list[str]:
    ends = list(accumulate(map(len, words)))
    starts = [0, *ends][: len(words)]
    row = numbers_of(code_points_of("".join(words)))
    return codes_at(row, np.array(starts, dtype=np.intp), np.array(ends, dtype=np.intp))


def test_every_word_of_up_to_three_letters_has_the_code_of_the_library() -> None:
    words = ["".join(letters) for length in (1, 2, 3) for letters in product(LETTERS, repeat=length)]
    assert codes_of(words) == list(map(jellyfish.metaphone, words))


def test_words_of_letters_that_change_each_other_have_the_code_of_the_library() -> None:
    drawn = np.random.default_rng(1).choice(list(TELLING + LETTERS), size=(50_000, 9))
    words = list(map("".join, drawn.tolist()))
    assert codes_of(words) == list(map(jellyfish.metaphone, words))


@given(st.lists(st.text("abcdghikmnoptwxy29", min_size=1, max_size=8), max_size=6))
def test_pieces_of_a_text_have_the_codes_of_words(words: list[str]) -> None:
    assert codes_of(words) == list(map(jellyfish.metaphone, words))


@given(
    st.text("abcdghikmnoptwxy29", min_size=1, max_size=20) | st.text("ghdywhaekx", min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)), min_size=1, max_size=8),
)
def test_pieces_that_overlap_have_the_keys_of_their_codes(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = [text[first : first + size] for first, size in spans if first < len(text)]
    starts = np.array([first for first, _ in spans if first < len(text)], dtype=np.intp)
    ends = starts + np.array(list(map(len, pieces)), dtype=np.intp)
    keys = code_keys_at(numbers_of(code_points_of(text)), starts, ends)
    assert keys.tolist() == [key_of(jellyfish.metaphone(piece)) for piece in pieces]
