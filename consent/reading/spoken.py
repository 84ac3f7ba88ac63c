"""A text as names and banned words are compared with it: its words and their sounds, made once for both; and the names
in it.

Sounds are Metaphone codes of many words at once, equal to those that `jellyfish.metaphone` makes one by one. Metaphone
(L. Philips, 1990) says what is heard of a letter by the one before it and the two behind it. Here that is said once, in
two tables of three letters in a row; then all words are one row of letters that is looked up in them (ADR 0062). A test
compares both for every word of up to three letters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress, pairwise, product
from string import ascii_lowercase, digits
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from jellyfish import metaphone

from consent.names import PersonName, Run
from consent.reading.letters import Places, cut, read, without_hidden
from consent.sounds import decomposed, is_alike, words_in

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

MOST_LETTERS = 49_152
"""Code points of a text after decomposition. 32 KiB of UTF-8 stay below it in every script; one ligature of Arabic
stands for 18, and a text made of them would keep other checks waiting."""
MOST_WORDS = 12_288
"""Words of a text, in all its readings. 32 KiB of prose have 4,000 to 6,500, of Chinese at most 10,923 clusters."""

FEW_WORDS = 64
"""A text of no more is sounded word by word: rows of letters cost as much for one word as for a hundred (ADR 0070)."""

_Bearer = TypeVar("_Bearer")
MOST_COMPARED = 4096
"""Places of one text that are compared with names. A text with more of them names too many to tell who is meant."""


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A text prepared for comparison with names and words, which are read and sounded once for both.

    words: the different ones of all readings. heard: for each reading, the sound of each two words in a row. by_word:
    the Metaphone code of each word that may have one. is_cut: not all of it could be read.
    """

    readings: tuple[tuple[str, ...], ...]
    words: AbstractSet[str]
    heard: tuple[list[str], ...]
    by_word: Mapping[str, str]
    is_cut: bool

    @property
    def sounds(self) -> frozenset[str]:
        """Every `PersonName.sound` that the text may hold."""
        return frozenset().union(*self.heard)


def spoken(text: str) -> SpokenText:
    """Prepares a text: a name in it starts with two words in a row, so the work is one step a word."""
    read = readings_of(text)
    readings = read or ()
    words = set(chain.from_iterable(readings))
    sounded = list(filter(str.isascii, words))
    by_word = dict(zip(sounded, codes_of(sounded), strict=True))
    compared = {word: sound or word for word, sound in by_word.items()}
    heard = tuple([list(map(" ".join, pairwise(map(compared.get, row, row)))) for row in readings])
    return SpokenText(readings, words, heard, by_word, is_cut=read is None)


def readings_of(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The words of a text; once more with blanks for ignorable characters in a word, which may stand between words.

    None for a text of more letters or words than are compared: anything may stand in it.
    """
    readings: list[tuple[str, ...]] = []
    for way in (text,) if text.isascii() else without_hidden(text):
        letters = decomposed(way)
        if len(letters) > MOST_LETTERS:
            return None
        readings.append(tuple(words_in(letters, read, cut)))
    return None if sum(map(len, readings)) > MOST_WORDS else tuple(readings)


@dataclass(frozen=True, slots=True)
class Named(Generic[_Bearer]):
    """Names that a text holds, by the words that hold them. is_overfull: it may hold more than were looked for."""

    found: Mapping[Run, frozenset[tuple[_Bearer, PersonName]]]
    is_overfull: bool


def named_in(text: SpokenText, names: Iterable[tuple[_Bearer, PersonName]]) -> Named[_Bearer]:
    """Which of these names the text holds, spelled the same or alike in sound, word for word.

    Compares at most `MOST_COMPARED` places; behind that it is not known who is named.
    """
    alike: defaultdict[tuple[str, int], list[tuple[_Bearer, PersonName]]] = defaultdict(list)
    for bearer, name in names:
        alike[name.sound, len(name.words)].append((bearer, name))
    places = _places(text, {sound for sound, _ in alike})
    found: defaultdict[Run, set[tuple[_Bearer, PersonName]]] = defaultdict(set)
    left = MOST_COMPARED
    for (sound, length), bearers in alike.items():
        left -= len(places[sound]) * len(bearers)
        if left < 0:
            break
        for run in {words[start : start + length] for words, start in places[sound]}:
            found[run].update(bearer for bearer in bearers if _is_named(bearer[1].words, run))
    held = {run: frozenset(bearers) for run, bearers in found.items() if bearers}
    return Named(held, is_overfull=text.is_cut or left < 0)


def _places(text: SpokenText, wanted: AbstractSet[str]) -> defaultdict[str, list[tuple[Run, int]]]:
    """Where words of these sounds start, by sound."""
    places: defaultdict[str, list[tuple[Run, int]]] = defaultdict(list)
    for words, heard in zip(text.readings, text.heard, strict=True):
        for start in compress(range(len(heard)), map(wanted.__contains__, heard)):
            places[heard[start]].append((words, start))
    return places


def _is_named(words: Run, run: Run) -> bool:
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))


def codes_of(words: Sequence[str]) -> list[str]:
    """The Metaphone code of each word, of a-z and 0-9; "" where nothing is heard."""
    if len(words) <= FEW_WORDS:
        return list(map(metaphone, words))
    return _codes(numbers_of(_END.join(("", *words, "", "", ""))))


def numbers_of(text: str) -> Row:
    """Each character of a text as a number, for `codes_at`: 0 for all but a-z and 0-9."""
    return np.frombuffer(text.encode("ascii", "replace").translate(_NUMBERS), dtype=np.uint8)


def codes_at(row: Row, starts: Places, ends: Places) -> list[str]:
    """The Metaphone code of each of these pieces of a text.

    Args:
        row: what `numbers_of` makes of it; its last character is none of a-z and 0-9.
        starts: where the pieces begin; each has nothing but letters and digits.
        ends: where they end, in the same order.
    """
    steps = ends - starts + 1
    behind = np.cumsum(steps)
    places = np.arange(behind[-1] if len(behind) else 0) + np.repeat(starts - behind + steps, steps)
    places[behind - 1] = len(row) - 1
    return _codes(np.concatenate((_END_ROW, row[places], _END_ROW, _END_ROW))) if len(places) else []


def _codes(row: Row) -> list[str]:
    """row: as of `_heard`."""
    heard = _heard(row)
    heard[row == 0] = ord(_END)
    return heard.tobytes().translate(None, b"\0").replace(_KS.encode(), b"KS").decode().split(_END)[1:-3]


def _heard(row: Row) -> Row:
    """What is heard of each letter, 0 where nothing is. row: numbers of symbols, an end first and three last."""
    heard, sounds = _tables()
    size = np.uint16(_SIZE)
    threes = (row[:-2] * size + row[1:-1]) * size + row[2:]
    result = np.zeros_like(row)
    result[:-2] = heard.take(threes)
    result[1:-1] *= sounds.take(threes)
    softened = np.flatnonzero((row[2:] == _Y) & (row[1:-1] == _G) & (row[:-2] == _D))
    result[softened + 2] = 0
    _begin(row, result)
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
