"""Words by their spelling and sound, so that `phuck` is read as it will be heard. Has no list of words.

A word is letters, digits and marks. In scripts that set no blanks between words, or tie particles to them, each cluster
of a letter and its marks (UAX #29) is a word by itself, so that a text is compared cluster by cluster.

English spelling only (Metaphone, L. Philips 1990, as implemented in jellyfish); words in other scripts match when they
are spelled alike. Measured on CMUdict words of 4 letters or more: 79 % of 4,000 pairs with the same pronunciation are
alike here, and 0.005 % of 300,000 random pairs. Without the bound on spelling it is 83 % and 0.014 %.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

import jellyfish
import regex

_Item = TypeVar("_Item")

LONGEST_RUN = 3
"""The most words that may be heard as one, as in `knee grow`."""

_BLANK_SETTING = (
    "Latin Common Inherited Cyrillic Greek Arabic Devanagari Hebrew Armenian Georgian Syriac Thaana Nko Tifinagh "
    "Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Ethiopic Mongolian Cherokee "
    "Canadian_Aboriginal"
)
"""Scripts that set blanks between words. Chinese, Japanese, Thai, Khmer and their like set none; Korean ties particles
to its words; of all others it is not known, so that they are compared by clusters too.
"""
_SPACED = "".join(rf"\p{{{script}}}" for script in _BLANK_SETTING.split())
_LETTER = r"[\p{L}\p{N}]"
_WORDS = regex.compile(
    # The most frequent kinds of the second line stand in the first: this halves the time.
    r"[a-z0-9]++(?![^\x00-\x7f])|[[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]&&\p{L}]\p{M}*|"
    rf"[{_LETTER}&&[{_SPACED}]][[\p{{L}}\p{{N}}\p{{M}}]&&[{_SPACED}]]*|[{_LETTER}--[{_SPACED}]]\p{{M}}*",
    regex.V1,
)
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
_SPACED_START = regex.compile(rf"[{_SPACED}]", regex.V1)
_NO_LETTER = regex.compile(r"[\p{So}\p{Co}\p{Cn}]", regex.V1)
_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}+")
_ACCENTS = regex.compile(
    r"[[\p{M}&&[\p{Inherited}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Syriac}]]--[\u3099\u309a]]|\p{Canonical_Combining_Class=Nukta}",
    regex.V1,
)
"""Marks that writers leave out. Vowel signs, viramas and tone marks of other scripts tell words apart and stay."""
_LOOK_ALIKE = str.maketrans(
    "0134578\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501\u03bf\u03b1\u03b5", "oieastbaeopcyxisdoae"
)
"""Digits used as letters, and the Cyrillic and Greek letters that pass for Latin ones (UTS #39)."""
_LATIN_BLOCKS = (0xC0, 0x2B0), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80), (0xA720, 0xA800)
_LATIN_NAME = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) (?:DOTLESS )?([A-Z]|AE|OE)(?: WITH .+)?")
_PLAIN_LATIN = {
    code: found[1].lower()
    for start, end in _LATIN_BLOCKS
    for code in range(start, end)
    if (found := _LATIN_NAME.fullmatch(unicodedata.name(chr(code), "")))
} | {0xF0: "d", 0xFE: "th", 0x14B: "ng", 0x138: "k"}
"""Latin letters that Unicode does not decompose, by the letter in their Unicode name: l with stroke is l; and the four
that are named otherwise: eth, thorn, eng and kra.
"""
_SIGNS = {"@": "a", "$": "s", "!": "i", "|": "i"}
_SIGN_IN_A_WORD = re.compile(r"(?<=\w)[@$!|](?=\w)")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in one spelling: lower case, no accents, look-alikes and letters with strokes read as plain.

    Default-ignorable characters, such as a soft hyphen, are not there.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKD", _IGNORABLE.sub("", text))
    read = _SIGN_IN_A_WORD.sub(lambda sign: _SIGNS[sign[0]], plain.casefold().translate(_LOOK_ALIKE))
    if not read.isascii():
        read = unicodedata.normalize("NFC", _ACCENTS.sub("", read.translate(_PLAIN_LATIN)))
    return tuple((_ASCII_WORDS if read.isascii() else _WORDS).findall(read))


@lru_cache(maxsize=32768)
def is_cluster(word: str) -> bool:
    """Whether a word from `words_of` is one cluster of a script without blanks."""
    return not word.isascii() and _SPACED_START.match(word) is None


def is_matchable(text: str) -> bool:
    """Whether a text has no emoji, symbol or unknown character, which no comparison of words can find."""
    return _NO_LETTER.search(unicodedata.normalize("NFKD", text)) is None


def readings_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text; once more with blanks for default-ignorable characters, which may stand between words."""
    words = words_of(text)
    if text.isascii() or (apart := _IGNORABLE.sub(" ", text)) == text:
        return (words,)
    return (words, words_of(apart))


def runs_of(words: tuple[str, ...]) -> frozenset[str]:
    """Every word, each two or three words in a row written as one, and words spelled out letter by letter."""
    together = {"".join(row) for length in range(1, LONGEST_RUN + 1) for row in rows_of(words, length)}
    return frozenset(together.union(_spelled_out(words)))


def rows_of(items: Sequence[_Item], length: int) -> Iterator[tuple[_Item, ...]]:
    """Each so many items in a row."""
    return zip(*(items[start:] for start in range(length)), strict=False)


def _spelled_out(words: tuple[str, ...]) -> Iterator[str]:
    """The first or the last letter may be a word of its own, as in `a w-o-r-d`."""
    for is_letter, letters in groupby(words, key=lambda word: len(word) == 1):
        if is_letter:
            spelled = "".join(letters)
            yield from (spelled, spelled[1:], spelled[:-1])


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """The Metaphone code of a word from `words_of`; "" if it has no sound in English."""
    return jellyfish.metaphone(word) if word.isascii() else ""


def is_alike(word: str, other: str) -> bool:
    """Whether two words from `words_of` are the same, or sound the same and share half of their letters."""
    if word == other:
        return True
    sound = sound_of(word)
    if not sound or sound != sound_of(other):
        return False
    return 2 * jellyfish.damerau_levenshtein_distance(word, other) <= max(len(word), len(other))
