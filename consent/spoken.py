"""A text as names and banned words are compared with it: its words and their sounds, made once for both."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from consent.codes import codes_of
from consent.sounds import compared_by, decomposed, tables, words_in

_CODES, _CODE_POINTS, _NOTHING = "utf-32-le", 0x110000, 0x110000

MOST_LETTERS = 49_152
"""Code points of a text after decomposition. 32 KiB of UTF-8 stay below it in every script; one ligature of Arabic
stands for 18, and a text made of them would keep other checks waiting."""
MOST_WORDS = 12_288
"""Words of a text, in all its readings. 32 KiB of prose have 4,000 to 6,500, of Chinese at most 10,923 clusters."""


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
