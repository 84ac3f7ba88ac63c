"""A text as names and banned words are compared with it: its words and their sounds, made once for both; and the names
in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from consent.names import PersonName, Run
from consent.reading.codes import codes_of
from consent.sounds import compared_by, decomposed, is_alike, tables, words_in

_CODES, _CODE_POINTS, _NOTHING = "utf-32-le", 0x110000, 0x110000

MOST_LETTERS = 49_152
"""Code points of a text after decomposition. 32 KiB of UTF-8 stay below it in every script; one ligature of Arabic
stands for 18, and a text made of them would keep other checks waiting."""
MOST_WORDS = 12_288
"""Words of a text, in all its readings. 32 KiB of prose have 4,000 to 6,500, of Chinese at most 10,923 clusters."""

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
    heard = tuple([list(map(" ".join, pairwise(compared_by(row, by_word)))) for row in readings])
    return SpokenText(readings, words, heard, by_word, is_cut=read is None)


def readings_of(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The words of a text; once more with blanks for ignorable characters in a word, which may stand between words.

    None for a text of more letters or words than are compared: anything may stand in it.
    """
    ways = [text] if text.isascii() or (apart := tables().hidden_blank.sub(" ", text)) == text else [text, apart]
    readings: list[tuple[str, ...]] = []
    for letters in map(decomposed, ways):
        if len(letters) > MOST_LETTERS:
            return None
        readings.append(tuple(words_in(letters, _read)))
    return None if sum(map(len, readings)) > MOST_WORDS else tuple(readings)


def _read(folded: str) -> str:
    """As `sounds.read`; a long text takes a fifth of the time."""
    table, several = _reading()
    codes = table.take(np.frombuffer(folded.encode(_CODES, "surrogatepass"), dtype=np.uint32))
    plain: str = codes[codes != _NOTHING].tobytes().decode(_CODES, "surrogatepass")
    for letter, letters in several.items():
        plain = plain.replace(letter, letters)
    return plain


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
        for start in (start for start, sound in enumerate(heard) if sound in wanted):
            places[heard[start]].append((words, start))
    return places


def _is_named(words: Run, run: Run) -> bool:
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))
