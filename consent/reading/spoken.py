"""A text as names and banned words are compared with it: its words and their sounds, made once for both; and the names
in it.

A short text is lists of words, a longer one a row of letters (`word_row`). Both hold the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, compress, pairwise
from typing import Generic, TypeAlias, TypeVar

import numpy as np

from consent.names import PersonName, Run
from consent.reading.letters import Places, cut, pieces, read, text_of
from consent.reading.letters import codes_of as code_points_of
from consent.reading.metaphone import codes_at, numbers_of
from consent.reading.ways import MAY_DIFFER, ways_of
from consent.reading.word_row import MOST_WORDS, WordRow, are_among, word_row
from consent.sounds import is_alike, sound_of, words_in

FEW_LETTERS = 1200
"""A text of no more is read word by word: rows of letters cost as much for one word as for a hundred (ADR 0070)."""

_BLANK, _END = ord(" "), ord("\n")
_Bearer = TypeVar("_Bearer")
MOST_COMPARED = 4096
"""Places of one text that are compared with names. A text with more of them names too many to tell who is meant."""


@dataclass(frozen=True, slots=True)
class FewWords:
    """A short text, read and sounded once for names and words; or one that could not be read.

    words: the different ones of all readings. heard: for each reading, the sound of each two words in a row. by_word:
    the Metaphone code of each word that may have one. is_cut: not all of it could be read.
    """

    readings: tuple[tuple[str, ...], ...]
    words: AbstractSet[str]
    heard: tuple[list[str], ...]
    by_word: Mapping[str, str]
    is_cut: bool

    @property
    def sounds(self) -> Collection[str]:
        """Every `PersonName.sound` that the text may hold."""
        return frozenset().union(*self.heard)

    def places(self, wanted: AbstractSet[str]) -> Mapping[str, Sequence[tuple[Run, int]]]:
        """Where words of these sounds start, by sound: the words of a reading, and a place among them."""
        places: defaultdict[str, list[tuple[Run, int]]] = defaultdict(list)
        for words, heard in zip(self.readings, self.heard, strict=True):
            for start in compress(range(len(heard)), map(wanted.__contains__, heard)):
                places[heard[start]].append((words, start))
        return places


@dataclass(frozen=True, slots=True)
class ManyWords:
    """A long text. row: its words. codes: the Metaphone code of each of `row.plain_words()`. sounds: of `row.pairs`."""

    row: WordRow
    codes: Sequence[str]
    sounds: Sequence[str]

    is_cut = False

    def places(self, wanted: AbstractSet[str]) -> Mapping[str, Sequence[tuple[Run, int]]]:
        """As `FewWords.places`."""
        places: defaultdict[str, list[tuple[Run, int]]] = defaultdict(list)
        found = list(compress(range(len(self.sounds)), map(wanted.__contains__, self.sounds)))
        if found:
            first, *others = self.row.readings()
            keys = self.row.pair_keys[self.row.pairs[found]]
            starts = np.flatnonzero(are_among(self.row.pair_keys, keys))
            which = np.searchsorted(keys, self.row.pair_keys[starts])
            for start, place in zip(starts.tolist(), which.tolist(), strict=True):
                is_first = start < len(first)
                reading = (first, start) if is_first else (others[0], start - len(first))
                places[self.sounds[found[place]]].append(reading)
        return places


SpokenText: TypeAlias = FewWords | ManyWords
"""A text prepared for comparison with names and words."""
_UNREAD = FewWords((), frozenset(), (), {}, is_cut=True)


def spoken(text: str) -> SpokenText:
    """Prepares a text: a name in it starts with two words in a row, so the work is one step a word."""
    return _few_words(text) if len(text) <= FEW_LETTERS else _many_words(text)


def _few_words(text: str) -> FewWords:
    readings = readings_of(text)
    if readings is None:
        return _UNREAD
    words = set(chain.from_iterable(readings))
    by_word = {word: sound_of(word) for word in words if word.isascii()}
    compared = {word: sound or word for word, sound in by_word.items()}
    heard = tuple([list(map(" ".join, pairwise(map(compared.get, row, row)))) for row in readings])
    return FewWords(readings, words, heard, by_word, is_cut=False)


def _many_words(text: str) -> SpokenText:
    row = word_row(text)
    if row is None:
        return _UNREAD
    plain = row.plain_words()
    codes = codes_at(numbers_of(row.codes), row.starts[plain], row.ends[plain])
    return ManyWords(row, codes, _sounds_of_pairs(row, plain, codes))


def _sounds_of_pairs(row: WordRow, plain: Places, codes: Sequence[str]) -> list[str]:
    """The sound of each of `row.pairs`; a word without one is compared by its spelling. codes: of the plain words."""
    heard = code_points_of("".join(codes))
    sizes = np.fromiter(map(len, codes), dtype=np.intp, count=len(codes))
    behind = len(row.codes) + np.cumsum(sizes)
    starts, ends = row.starts[row.firsts], row.ends[row.firsts]
    sounded = row.numbers[plain[sizes > 0]]
    starts[sounded], ends[sounded] = (behind - sizes)[sizes > 0], behind[sizes > 0]
    both = np.stack((row.numbers[row.pairs], row.numbers[row.pairs + 1]), axis=1).ravel()
    found, between = pieces(np.concatenate((row.codes, heard)), starts[both], ends[both], _BLANK)
    found[between[1::2]] = _END
    return text_of(found).split("\n")[:-1]


def readings_of(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The words of a text in each way in which it is read (`ways`).

    None for a text of more letters or words than are compared: anything may stand in it.
    """
    ways = ways_of(text) if not text.isascii() or MAY_DIFFER.search(text) else [text]
    if ways is None:
        return None
    readings = [tuple(words_in(letters, read, cut)) for letters in ways]
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
    places = text.places({sound for sound, _ in alike})
    found: defaultdict[Run, set[tuple[_Bearer, PersonName]]] = defaultdict(set)
    left = MOST_COMPARED
    for (sound, length), bearers in alike.items():
        left -= len(places.get(sound, ())) * len(bearers)
        if left < 0:
            break
        for run in {words[start : start + length] for words, start in places.get(sound, ())}:
            found[run].update(bearer for bearer in bearers if _is_named(bearer[1].words, run))
    held = {run: frozenset(bearers) for run, bearers in found.items() if bearers}
    return Named(held, is_overfull=text.is_cut or left < 0)


def _is_named(words: Run, run: Run) -> bool:
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))
