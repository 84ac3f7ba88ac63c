"""Words that typography writes as one, set apart: `AdaLovelace`, `OBrien`, `HTTPServer`, `Lovelace2024`.

A hump is where a new word may begin: a capital behind a small letter or a digit, a capital behind a capital where a
small letter follows, and two or more digits that end a word. Case is that of Unicode, in every script that has it.
"""

from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Codes, Flags, Places, mark_table, pieces

BREAK = 0x3FFFD
"""Stands between rows of words that are not in a row: read as a letter of Chinese, which no character is yet."""
MOST_HUMPS = 8
"""Of one word that is also read with fewer of them: longer ones are mostly codes and keys. A name has up to four words,
of which each may have humps inside (`LeonardoDiCaprio`)."""
LONG_RUN = 3
"""Capitals in a row that may be a word, with the next one behind them: `ADAlovelace`."""

_NO_CASE, _SMALL, _CAPITAL, _DIGIT = range(4)
_BLANK, _AT, _LAST_ASCII = ord(" "), ord("@"), 0x7F
_CODE_POINTS, _LAST_WITH_CASE = 0x110000, 0x1FFFF


def set_apart(letters: Codes, apart: int, more: int) -> Codes:
    """A decomposed text with a sign before each hump; behind it, words of several humps as two words at some of them.

    Handles behind an @ have none: they are mentioned as they stand.

    Args:
        letters: its code points, in the case in which it was written.
        apart: what stands before a hump.
        more: what stands before and between the rows behind the text.
    """
    at, base = None, letters
    if len(letters) and letters.max() > _LAST_ASCII:
        at = np.flatnonzero(~mark_table().take(letters))
        base = letters[at]
    case = _cases().take(base)
    humps = _outside_handles(_humps(case), base)
    if not len(humps):
        return letters
    before = humps if at is None else at[humps]
    return np.concatenate((np.insert(letters, before, apart), _with_fewer_humps(base, case, humps, more)))


def _humps(case: npt.NDArray[np.uint8]) -> Places:
    is_small, is_capital, is_digit = case == _SMALL, case == _CAPITAL, case == _DIGIT
    begins = np.zeros(len(case) + 1, dtype=bool)
    begins[1:-1] = (is_small | is_digit)[:-1] & is_capital[1:]
    begins[1:-2] |= is_capital[:-2] & is_capital[1:-1] & is_small[2:]
    if is_digit.any():
        begins[:-1] |= _last_digits(is_small | is_capital, is_digit)
    return np.flatnonzero(begins)


def _last_digits(is_letter: Flags, is_digit: Flags) -> Flags:
    """Where two or more digits begin, behind a letter, that end a word."""
    edges = np.flatnonzero(np.diff(is_digit, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    is_behind = np.append(is_letter, False)
    found = np.zeros(len(is_digit), dtype=bool)
    found[starts[(ends - starts > 1) & is_behind[starts - 1] & ~is_behind[ends]]] = True
    return found


def _outside_handles(humps: Places, base: Codes) -> Places:
    """Those that stand in no row of characters of handles behind an @."""
    if not len(humps) or not (base == _AT).any():
        return humps
    others = np.flatnonzero(~_of_handles().take(base))
    before = np.append(others, -1)[np.searchsorted(others, humps) - 1]
    found: Places = humps[(before < 0) | (base[before] != _AT)]
    return found


def _with_fewer_humps(base: Codes, case: npt.NDArray[np.uint8], humps: Places, more: int) -> Codes:
    """For each two humps in a row of a word: what lies around them as two words, at the second and at the first."""
    cuts = np.sort(np.append(humps, _behind_capitals(case, humps)))
    between_words = np.flatnonzero(case == _NO_CASE)
    bounds = np.concatenate(([-1], between_words, [len(base)]))
    word = np.searchsorted(between_words, cuts)
    of_word = np.searchsorted(word, word, side="right") - np.searchsorted(word, word)
    at = np.flatnonzero((word[:-1] == word[1:]) & (of_word[:-1] <= MOST_HUMPS))
    if not len(at):
        return base[:0]
    starts = np.maximum(bounds[word] + 1, np.append(0, cuts[:-1]))[at]
    ends = np.minimum(bounds[word + 1], np.append(cuts[1:], len(base)))[at + 1]
    first, second = cuts[at], cuts[at + 1]
    firsts = np.stack((starts, second, starts, first), axis=1).ravel()
    lasts = np.stack((second, ends, first, ends), axis=1).ravel()
    rows, behind = pieces(base, firsts, lasts, _BLANK)
    rows[behind[1::2]] = more
    return np.append(np.uint32(more), rows)


def _behind_capitals(case: npt.NDArray[np.uint8], humps: Places) -> Places:
    """Where a small letter stands behind so many capitals that they may be a word by themselves."""
    is_capital = case == _CAPITAL
    found = is_capital[humps]
    for step in range(1, LONG_RUN):
        found &= (humps >= step) & is_capital[humps - step]
    behind: Places = humps[found] + 1
    return behind


@cache
def _cases() -> npt.NDArray[np.uint8]:
    """Whether each code point is a small letter, a capital, or a digit of ASCII."""
    table = np.full(_CODE_POINTS, _NO_CASE, dtype=np.uint8)
    for code in chain(range(0xD800), range(0xE000, _LAST_WITH_CASE + 1)):
        letter = chr(code)
        if letter.islower():
            table[code] = _SMALL
        elif letter.isupper():
            table[code] = _CAPITAL
    table[ord("0") : ord("9") + 1] = _DIGIT
    return table


@cache
def _of_handles() -> Flags:
    """Which characters handles are made of, in lower case or not."""
    table = np.zeros(_CODE_POINTS, dtype=bool)
    table[[code for code in range(_LAST_ASCII + 1) if chr(code).isalnum() or chr(code) in "_."]] = True
    return table
