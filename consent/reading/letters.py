"""The letters of a text that is not short, or not ASCII, by one table of all code points: as `consent.sounds` finds
them with regular expressions, in a fifth of the time (ADR 0062). A test holds both equal.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import regex

from consent.restrictions import KEY_LETTERS
from consent.sounds import IGNORABLE, MARKS, MOST_MARKS, SIGNS_IN_A_WORD, Kind, tables

Codes: TypeAlias = npt.NDArray[np.uint32]
Flags: TypeAlias = npt.NDArray[np.bool_]
Keys: TypeAlias = npt.NDArray[np.uint64]
Places: TypeAlias = npt.NDArray[np.intp]
_Element = TypeVar("_Element", np.uint8, np.uint32)

_CODES, _CODE_POINTS, _NOTHING = "utf-32-le", 0x110000, 0x110000
_LAST_ASCII = 0x7F
_MODULUS, _BASE = 2**64, 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, _MODULUS)
_PACKED, _LETTER_BITS = range(KEY_LETTERS), 21


def read(folded: str) -> str:
    """A text in lower case: look-alikes and letters with strokes read as plain ones, accents as nothing."""
    table, several = _reading()
    codes = table.take(codes_of(folded))
    plain = text_of(codes[codes != _NOTHING])
    for letter, letters in several.items():
        plain = plain.replace(letter, letters)
    return plain


def without_marks_too_many(codes: Codes) -> Codes:
    """A text whose letters bear no more marks than are read, as `consent.sounds` has it."""
    is_mark = mark_table().take(codes)
    if not is_mark.any():
        return codes
    places = np.arange(len(codes))
    return codes[places - np.maximum.accumulate(np.where(is_mark, -1, places)) <= MOST_MARKS]


def signs_read(codes: Codes) -> Codes:
    """Signs used as letters, read as those: as `SIGNS_IN_A_WORD` has them."""
    letters = _signs().take(np.minimum(codes, _LAST_ASCII))
    at = np.flatnonzero(letters[1:-1]) + 1
    if len(at):
        in_words = _word_characters()
        at = at[in_words.take(codes[at - 1]) & in_words.take(codes[at + 1])]
        codes = codes.copy()
        codes[at] = letters[at]
    return codes


def composed(codes: Codes) -> Codes:
    """A text whose letters are one with the marks that they have a form with."""
    if not len(codes) or codes.max() <= _LAST_ASCII:
        return codes
    text = text_of(codes)
    return codes_of(unicodedata.normalize("NFC", text))


def cut(plain: str) -> list[str]:
    """The words of scripts that set blanks, and the clusters of all others, in a text that was read."""
    kept, starts, _ = cut_at(codes_of(plain))
    letters = text_of(kept)
    return [letters[start:end] for start, end in pairwise((*starts.tolist(), len(letters)))]


def cut_at(codes: Codes) -> tuple[Codes, Places, Flags]:
    """The words of a text that was read, without what stands between them; where each starts; which are clusters.

    Marks belong to the last character before them that is none: all marks to a cluster; to a word only those that may
    stand in it, up to the first that may not.
    """
    kinds = kind_table().take(codes)
    begins = kinds == Kind.CLUSTER
    in_word = kinds == Kind.LETTER
    kept = in_word | begins
    is_mark = (kinds == Kind.PART) | (kinds == Kind.MARK)
    if is_mark.any():
        places = np.arange(len(codes))
        heads = np.maximum.accumulate(np.where(is_mark, 0, places))
        head_kinds = kinds[heads]
        breaks = np.maximum.accumulate(np.where(kinds == Kind.MARK, places, -1))
        in_word = (head_kinds == Kind.LETTER) & (breaks < heads)
        kept = in_word | (head_kinds == Kind.CLUSTER)
    begins[:1] |= kinds[:1] == Kind.LETTER
    begins[1:] |= (kinds[1:] == Kind.LETTER) & ~in_word[:-1]
    starts = np.flatnonzero(begins[kept])
    return codes[kept], starts, kinds[begins] == Kind.CLUSTER


def pieces(row: npt.NDArray[_Element], starts: Places, ends: Places, end: int) -> tuple[npt.NDArray[_Element], Places]:
    """Pieces of a row, one behind the other, each with one more element behind it; and the places of these.

    end: what these hold.
    """
    steps = ends - starts + 1
    behind = np.cumsum(steps)
    places = np.arange(behind[-1] if len(behind) else 0) + np.repeat(starts - behind + steps, steps)
    found = row.take(places, mode="clip") if len(row) else np.zeros(len(places), dtype=row.dtype)
    found[behind - 1] = end
    return found, behind - 1


def packed(codes: Codes, starts: Places, ends: Places) -> npt.NDArray[np.int64]:
    """A number for the first three letters of each of these pieces; of a shorter one for all of them."""
    number = np.zeros(len(starts), dtype=np.int64)
    for place in _PACKED:
        letters = codes.take(starts + place, mode="clip") if len(codes) else np.zeros(len(starts), dtype=np.uint32)
        number = (number << _LETTER_BITS) | np.where(starts + place < ends, letters, 0).astype(np.int64)
    return number


def keys_of(codes: npt.NDArray[np.unsignedinteger], starts: Places, ends: Places) -> Keys:
    """A number for each of these pieces of a text, the same for the same letters.

    A polynomial of the code points modulo 2^64, from sums of the text up to each place (R. Karp, M. Rabin, 1987). Two
    pieces may share one: the letters of a piece are looked for as well.
    """
    powers, inverse = powers_to(len(codes))
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverse[starts]


def key_of(word: str) -> int:
    """The number of a piece, as `keys_of` has it. The power of its first letter is 0."""
    return sum(ord(letter) * pow(_BASE, place, _MODULUS) for place, letter in enumerate(word)) % _MODULUS


def codes_of(text: str) -> Codes:
    """The code points of a text."""
    return np.frombuffer(text.encode(_CODES, "surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """The reverse of `codes_of`."""
    return codes.tobytes().decode(_CODES, "surrogatepass")


def powers_to(most: int) -> tuple[Keys, Keys]:
    """The powers of the base of keys, and those of its inverse, from 0 to at least this one."""
    return _powers(1 << most.bit_length())


@cache
def _powers(size: int) -> tuple[Keys, Keys]:
    powers, inverse = np.full((2, size), [[_BASE], [_INVERSE]], dtype=np.uint64)
    powers[0] = inverse[0] = 1
    return np.cumprod(powers), np.cumprod(inverse)


@cache
def _signs() -> Codes:
    """The letter for each sign of ASCII that is used as one; 0 for all else."""
    table = np.zeros(_LAST_ASCII + 1, dtype=np.uint32)
    for sign, letter in SIGNS_IN_A_WORD.items():
        table[ord(sign)] = ord(letter)
    return table


@cache
def _word_characters() -> Flags:
    """Which code points `re` takes for those of a word."""
    return _members(re.compile(r"\w+"))


@cache
def kind_table() -> npt.NDArray[np.uint8]:
    """The kind of each code point. Of a character of two kinds, the later in `tables().kinds` holds."""
    table = np.full(_CODE_POINTS, Kind.NONE, dtype=np.uint8)
    for kind, runs in tables().kinds.items():
        for first, last in runs:
            table[first : last + 1] = kind
    return table


@cache
def mark_table() -> Flags:
    """Which code points are marks."""
    return _members(MARKS)


@cache
def ignorable_table() -> Flags:
    """Which code points are ignorable."""
    return _members(IGNORABLE)


def _members(run: "re.Pattern[str] | regex.Pattern[str]") -> Flags:
    """Which code points an expression finds; none lies between the Chinese planes and the last but two."""
    table = np.zeros(_CODE_POINTS, dtype=bool)
    alphabet = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x40000), *range(0xE0000, 0xE1000))))
    for found in run.finditer(alphabet):
        table[ord(found[0][0]) : ord(found[0][-1]) + 1] = True
    return table


@cache
def _reading() -> tuple[npt.NDArray[np.uint32], dict[str, str]]:
    """What each code point is read as; and letters that are read as two."""
    table = np.arange(_CODE_POINTS, dtype=np.uint32)
    several: dict[str, str] = {}
    for code, plain in tables().read_as.items():
        if isinstance(plain, str) and len(plain) > 1:
            several[chr(code)] = plain
        else:
            table[code] = _NOTHING if plain is None else ord(plain) if isinstance(plain, str) else plain
    return table, several
