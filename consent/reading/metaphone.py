"""Sounds of many words at once: Metaphone codes, equal to those that `jellyfish.metaphone` makes one by one.

Metaphone (L. Philips, 1990) says what is heard of a letter by the one before it and the two behind it. Here that is
said once, in two tables of three letters in a row; then all words are one row of letters that is looked up in them
(ADR 0062). A test compares both for every word of up to three letters.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product
from string import ascii_lowercase, digits
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Codes, Keys, Places, key_of, keys_of, pieces, powers_to
from consent.reading.letters import codes_of as code_points_of

Row: TypeAlias = npt.NDArray[np.uint8]

_END, _DIGIT, _KS = "\n", "2", "#"
"""What stands between words; of digits nothing is heard; of one x two are, for which one sign stands."""
_SYMBOLS = _END + ascii_lowercase + _DIGIT
_SIZE = len(_SYMBOLS)
_NUMBERS = bytes(_SIZE - 1 if chr(code) in digits else max(_SYMBOLS.find(chr(code)), 0) for code in range(256))
_ANY, _VOWELS, _SOFT = _SYMBOLS, "aeiou", "iey"
_NO_VOWELS = "".join(symbol for symbol in _SYMBOLS if symbol not in _VOWELS)
_HEARD = {
    "b": ((_ANY, _ANY, "B"),),
    "c": (("h", _ANY, "X"), ("i", "a", "X"), (_SOFT, _ANY, "S"), (_ANY, _ANY, "K")),
    "d": (("g", _SOFT, "J"), (_ANY, _ANY, "T")),
    "g": ((_SOFT, _ANY, "J"), ("h", _NO_VOWELS, ""), ("n", _END, ""), (_ANY, _ANY, "K")),
    "p": (("h", _ANY, "F"), (_ANY, _ANY, "P")),
    "q": ((_ANY, _ANY, "K"),),
    "s": (("h", _ANY, "X"), ("i", "ao", "X"), (_ANY, _ANY, "S")),
    "t": (("i", "ao", "X"), ("h", _ANY, "0"), ("c", "h", ""), (_ANY, _ANY, "T")),
    "v": ((_ANY, _ANY, "F"),),
    "w": ((_VOWELS, _ANY, "W"),),
    "x": ((_ANY, _ANY, _KS),),
    "y": ((_VOWELS, _ANY, "Y"),),
    "z": ((_ANY, _ANY, "S"),),
    **{letter: ((_ANY, _ANY, letter.upper()),) for letter in "fhjklmnr"},
}
"""What is heard of a letter, by the next one and the one behind that; the first line that fits."""
_SILENT = {
    "b": (("m", _END),),
    "g": (("d", _SOFT),),
    "h": (("cpst", _ANY), (_VOWELS + "g", _NO_VOWELS)),
    "k": (("c", _ANY),),
    "n": (("g", _END),),
    "y": (("c", _ANY),),
}
"""Letters that are silent, or were heard as one with the letter before, by the one before and the one behind."""
_A, _D, _E, _G, _H, _I, _K, _N, _O, _P, _W, _X, _Y = map(_SYMBOLS.index, "adeghiknopwxy")

_CAPITALS = np.frombuffer(f"\0{ascii_lowercase.upper()}\0".encode(), dtype=np.uint8)
_IS_VOWEL = np.array([symbol in _VOWELS for symbol in _SYMBOLS])
_END_ROW = np.zeros(1, dtype=np.uint8)
_OWN = 4
"""Letters at an end of a piece that say what is heard of two of them there."""
_SIZES = np.array([0 if code == 0 else 1 + (code == ord(_KS)) for code in range(128)], dtype=np.intp)
_VALUES = np.array([key_of("KS" if code == ord(_KS) else chr(code)) for code in range(128)], dtype=np.uint64)
"""Of what is heard of a letter: how long it is in a code, and its key."""


def numbers_of(codes: Codes) -> Row:
    """Each character of a text as a number, for `codes_at`: 0 for all but a-z and 0-9."""
    return np.frombuffer(_NUMBERS, dtype=np.uint8).take(np.minimum(codes, len(_NUMBERS) - 1))


def codes_at(row: Row, starts: Places, ends: Places) -> list[str]:
    """The Metaphone code of each of these pieces of a text, in their order.

    row: what `numbers_of` makes of it. starts, ends: of the pieces; each has nothing but letters and digits.
    """
    found, _ = pieces(row, starts, ends, end=0)
    return _codes(_framed(found)[:-1])


def code_keys_at(row: Row, starts: Places, ends: Places) -> Keys:
    """As `codes_at`, of each code what `key_of` makes of it: for pieces that overlap, for which this takes few steps.

    What is heard inside a piece is heard there in the text; what is heard of its first and last two letters is the same
    for all pieces that begin or end there.
    """
    are_long = ends - starts >= _OWN
    keys = np.zeros(len(starts), dtype=np.uint64)
    keys[~are_long] = code_keys(codes_at(row, starts[~are_long], ends[~are_long]))
    first, last = starts[are_long], ends[are_long]
    inside = _heard_inside(_framed(row))[1:-3]
    powers, inverse = powers_to(2 * len(row) + 2)
    sizes = np.append(0, np.cumsum(_SIZES.take(inside)))
    sums = np.zeros(len(row) + 1, dtype=np.uint64)
    np.cumsum(_VALUES.take(inside) * powers.take(sizes[:-1]), out=sums[1:])
    begun, begun_sizes = _heard_first(row, first, powers)
    ended, _ = _heard_last(row, last, powers)
    start, stop = first + 2, last - 2
    middle = (sums[stop] - sums[start]) * inverse[sizes[start]]
    keys[are_long] = begun[first] + powers[begun_sizes[first]] * (
        middle + powers[sizes[stop] - sizes[start]] * ended[last]
    )
    return keys


def code_keys(codes: Sequence[str]) -> Keys:
    """What `key_of` makes of each code."""
    ends = np.cumsum(np.fromiter(map(len, codes), dtype=np.intp, count=len(codes)))
    return keys_of(code_points_of("".join(codes)), np.append(0, ends)[:-1], ends)


def _heard_first(row: Row, starts: Places, powers: Keys) -> tuple[Keys, Places]:
    """For each place where a piece begins, the key and the length of what is heard of its first two letters."""
    at = _different(starts, len(row))
    windows = np.zeros((len(at), 1 + _OWN), dtype=np.uint8)
    windows[:, 1:] = row[at[:, None] + np.arange(_OWN)]
    return _spread(windows, 1, at, len(row), powers)


def _heard_last(row: Row, ends: Places, powers: Keys) -> tuple[Keys, Places]:
    """For each place where a piece ends, the key and the length of what is heard of its last two letters."""
    at = _different(ends, len(row))
    windows = np.zeros((len(at), _OWN + 2), dtype=np.uint8)
    windows[:, :_OWN] = row[at[:, None] + np.arange(-_OWN, 0)]
    return _spread(windows, _OWN - 2, at, len(row), powers)


def _different(places: Places, size: int) -> Places:
    are_there = np.zeros(size + 1, dtype=bool)
    are_there[places] = True
    return np.flatnonzero(are_there)


def _spread(windows: Row, column: int, at: Places, size: int, powers: Keys) -> tuple[Keys, Places]:
    """What is heard in this column of windows of letters and in the next, put where each window is from."""
    heard = _heard(_framed(windows.ravel()))[1:-3].reshape(windows.shape)
    one, other = heard[:, column], heard[:, column + 1]
    keys, sizes = np.zeros(size + 1, dtype=np.uint64), np.zeros(size + 1, dtype=np.intp)
    one_sizes = _SIZES.take(one)
    keys[at] = _VALUES.take(one) + _VALUES.take(other) * powers.take(one_sizes)
    sizes[at] = one_sizes + _SIZES.take(other)
    return keys, sizes


def _framed(row: Row) -> Row:
    """As `_heard` takes it."""
    return np.concatenate((_END_ROW, row, _END_ROW, _END_ROW, _END_ROW))


def _codes(row: Row) -> list[str]:
    """row: as of `_heard`, with an end behind each word."""
    heard = _heard(row)
    heard[row == 0] = ord(_END)
    return heard[1:-2].tobytes().translate(None, b"\0").replace(_KS.encode(), b"KS").decode().split(_END)[:-1]


def _heard(row: Row) -> Row:
    """What is heard of each letter, 0 where nothing is. row: numbers of symbols, an end first and three last."""
    heard = _heard_inside(row)
    _begin(row, heard)
    return heard


def _heard_inside(row: Row) -> Row:
    """As `_heard`, but as if no word began."""
    heard, sounds = _tables()
    size = np.uint16(_SIZE)
    threes = (row[:-2] * size + row[1:-1]) * size + row[2:]
    result = np.zeros_like(row)
    result[:-2] = heard.take(threes)
    result[1:-1] *= sounds.take(threes)
    softened = np.flatnonzero((row[2:] == _Y) & (row[1:-1] == _G) & (row[:-2] == _D))
    result[softened + 2] = 0
    return result


def _begin(row: Row, heard: Row) -> None:
    """What is heard otherwise where a word begins: vowels, x, wh, and n, r and e behind a letter that is dropped."""
    at = np.flatnonzero(row[:-3] == 0) + 1
    first, second, third = row[at], row[at + 1], row[at + 2]
    single = first != second
    vowel = at[single & _IS_VOWEL[first]]
    heard[vowel] = _CAPITALS[row[vowel]]
    dropped = at[(second == _N) & ((first == _K) | (first == _G) | (first == _P))]
    heard[dropped] = 0
    kept = dropped[row[dropped + 2] != _N]
    heard[kept + 1] = ord("N")
    hidden = at[(first == _A) & (second == _E)]
    heard[hidden] = 0
    kept = hidden[row[hidden + 2] != _E]
    heard[kept + 1] = ord("E")
    breathed = at[(first == _W) & (second == _H)]
    heard[breathed], heard[breathed + 1] = ord("W"), 0
    hissed = (second == _H) | ((second == _I) & ((third == _O) | (third == _A)))
    heard[at[single & (first == _X)]] = ord("S")
    heard[at[(first == _X) & hissed]] = ord("X")


@cache
def _tables() -> tuple[Row, Row]:
    """For three symbols in a row: what is heard of the first; 1 if the second is not silent for the others."""
    threes = list(product(_SYMBOLS, repeat=3))
    heard = np.array([ord(_heard_of(*three) or "\0") for three in threes], dtype=np.uint8)
    return heard, np.array([not _is_silent(*three) for three in threes], dtype=np.uint8)


def _heard_of(letter: str, behind: str, third: str) -> str:
    """What is heard of a letter that no word begins with; of two that are the same, the second alone, but for c."""
    if letter == behind != "c":
        return ""
    rules = _HEARD.get(letter, ())
    return next((heard for next_ones, thirds, heard in rules if behind in next_ones and third in thirds), "")


def _is_silent(before: str, letter: str, behind: str) -> bool:
    return any(before in befores and behind in next_ones for befores, next_ones in _SILENT.get(letter, ()))
