"""The words of a long text that is not ASCII, by one table of all code points: as `consent.sounds` finds them with
regular expressions, in a fifth of the time (ADR 0062). A test holds both equal.
"""

from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from consent.sounds import IGNORABLE, Kind, tables

Places: TypeAlias = npt.NDArray[np.intp]

_CODES, _CODE_POINTS, _NOTHING = "utf-32-le", 0x110000, 0x110000
_BLANK, _END = ord(" "), ord("\n")
_MODULUS, _BASE = 2**64, 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, _MODULUS)


def without_hidden(text: str) -> list[str]:
    """A text without ignorable characters; once more with a blank for those in a word, which may stand between words.

    In scripts without blanks each cluster is a word by itself, so there they hide nothing.
    """
    hidden, kinds = _hidden(), _kinds()
    codes = _codes_of(text)
    seen = np.flatnonzero(~hidden.take(codes))
    if len(seen) == len(codes):
        return [text]
    kept = codes[seen]
    in_words = np.isin(kinds.take(kept), (Kind.LETTER, Kind.PART))
    is_between = in_words[:-1] & in_words[1:] & (np.diff(seen) > 1)
    if not is_between.any():
        return [_text_of(kept)]
    return [_text_of(kept), _text_of(np.insert(kept, np.flatnonzero(is_between) + 1, _BLANK))]


def read(folded: str) -> str:
    """A text in lower case: look-alikes and letters with strokes read as plain ones, accents as nothing."""
    table, several = _reading()
    codes = table.take(_codes_of(folded))
    plain = _text_of(codes[codes != _NOTHING])
    for letter, letters in several.items():
        plain = plain.replace(letter, letters)
    return plain


def cut(plain: str) -> list[str]:
    """The words of scripts that set blanks, and the clusters of all others, in a text that was read.

    Marks belong to the last character before them that is none: all marks to a cluster; to a word only those that may
    stand in it, up to the first that may not.
    """
    codes = _codes_of(plain)
    kinds = _kinds().take(codes)
    places = np.arange(len(codes))
    heads = np.maximum.accumulate(np.where((kinds == Kind.PART) | (kinds == Kind.MARK), 0, places))
    head_kinds = kinds[heads]
    breaks = np.maximum.accumulate(np.where(kinds == Kind.MARK, places, -1))
    in_word = (head_kinds == Kind.LETTER) & (breaks < heads)
    begins = kinds == Kind.CLUSTER
    begins[0] |= kinds[0] == Kind.LETTER
    begins[1:] |= (kinds[1:] == Kind.LETTER) & ~in_word[:-1]
    spread = np.full((len(codes), 2), _NOTHING, dtype=np.uint32)
    spread[begins, 0] = _END
    kept = in_word | (head_kinds == Kind.CLUSTER)
    spread[kept, 1] = codes[kept]
    return _text_of(spread[spread != _NOTHING]).split("\n")[1:]


def in_blank_setting(text: str, places: Places) -> list[bool]:
    """Whether words that begin at these places of a text are of scripts that set blanks: all but the clusters. The
    last place may be the end.
    """
    are_spaced: list[bool] = (_kinds().take(_codes_of(text + "\n")[places]) != Kind.CLUSTER).tolist()
    return are_spaced


def keys_of(text: str, starts: Places, ends: Places) -> set[int]:
    """A number for each of these pieces of a text, the same for the same letters: `key_of` without making the pieces.

    A polynomial of the code points modulo 2^64, from sums of the text up to each place (R. Karp, M. Rabin, 1987). Two
    pieces may share one: the letters of a piece are looked for as well.
    """
    codes = _codes_of(text).astype(np.uint64)
    powers = np.cumprod(np.full(len(codes), _BASE, dtype=np.uint64))
    inverse = np.cumprod(np.full(len(codes), _INVERSE, dtype=np.uint64))
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(codes * powers)))
    return set(((sums[ends] - sums[starts]) * inverse[starts]).tolist())


def key_of(word: str) -> int:
    """The number of a piece, as `keys_of` has it. The power of its first letter is 0."""
    return sum(ord(letter) * pow(_BASE, place, _MODULUS) for place, letter in enumerate(word)) % _MODULUS


def _codes_of(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode(_CODES, "surrogatepass"), dtype=np.uint32)


def _text_of(codes: npt.NDArray[np.uint32]) -> str:
    return codes.tobytes().decode(_CODES, "surrogatepass")


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """The kind of each code point. Of a character of two kinds, the later in `tables().kinds` holds."""
    table = np.full(_CODE_POINTS, Kind.NONE, dtype=np.uint8)
    for kind, runs in tables().kinds.items():
        for first, last in runs:
            table[first : last + 1] = kind
    return table


@cache
def _hidden() -> npt.NDArray[np.bool_]:
    """Which code points are ignorable; none lies between the planes of Chinese characters and the last but two."""
    table = np.zeros(_CODE_POINTS, dtype=bool)
    alphabet = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE1000))))
    for run in IGNORABLE.findall(alphabet):
        table[list(map(ord, run))] = True
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
