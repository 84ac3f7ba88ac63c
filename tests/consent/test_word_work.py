"""What a text can cost is bounded by its length: counted in steps, since times differ by machine."""

from itertools import product

import pytest

from consent import restrictions
from consent.names import MOST_NAME_WORDS, spoken_names
from consent.restrictions import MOST_SPELLINGS, hear, matched_words
from consent.sounds import LONGEST_RUN, words_of

LONGEST_TEXT = 32_768
"""Bytes of UTF-8."""
MENTIONS = " ".join(f"@person{number}" for number in range(16))
UNITS = [
    *("a ", "ab ", "@", "`", "[(", "\u0301", "\xad", "a\xad", "\u200b", "\u093f", "\u5200", "\u5200a", "\uac00 "),
    *("\u0e22\u0e32", "\u1100\u1161", "\ufdfa", "\U0001f52a"),
]


def filled(unit: str) -> str:
    """As many of a unit as fit into the longest text beside 16 mentions."""
    return unit * ((LONGEST_TEXT - len(MENTIONS) - 1) // len(unit.encode())) + " " + MENTIONS


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_has_at_most_so_many_names_and_runs_for_each_word(unit: str) -> None:
    words = len(words_of(filled(unit))) + len(words_of(filled(unit.replace("\xad", " ").replace("\u200b", " "))))
    names = sum(map(len, spoken_names(filled(unit)).values()))
    assert names <= MOST_NAME_WORDS * words
    assert len(hear(filled(unit)).runs) <= (LONGEST_RUN + 3) * words


def test_a_text_of_a_thousand_spellings_is_a_match_and_not_compared_with_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    monkeypatch.setattr(restrictions, "is_alike", lambda *pair: compared.append(pair))
    spellings = " ".join(f"k{a}{b}r{c}p{d}t" for a, b, c, d in product("aeiou", repeat=4))
    assert matched_words(frozenset({"coropoto"}), hear(spellings)) == {"coropoto"}
    assert len(compared) <= MOST_SPELLINGS
