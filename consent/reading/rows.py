"""The runs of words of a long text, as places in one row of letters; they become texts only where they are compared.

Of a short text each run is a text by itself (`hearing`), which costs less up to some hundred words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Places, in_blank_setting, keys_of
from consent.reading.spoken import codes_at, numbers_of
from consent.restrictions import KEY_LETTERS
from consent.sounds import LONGEST_RUN

MOST_HEARD = 12_288
"""Words and rows of words of one text that are compared by sound; a text with more different ones counts as a match.

Pages of prose of 32 KiB have 9,000 to 12,000; the longest text can be made of 25,000.
"""
BEGINNING = itemgetter(slice(KEY_LETTERS))
"""The letters of a run that the key of a word without a sound is compared with."""

_FOUND_FOR_NOTHING = ("", 0, 1)
_Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ManyRuns:
    """Words alone and in a row, and words spelled out letter by letter; each different one once.

    letters: the words of a text without blanks. starts, ends: of each run in ASCII, in letters. codes: their sounds.
    others: keys of runs that hold other letters, but none with clusters, which are found in the line.
    beginnings: the first letters of each run.
    """

    letters: str
    starts: Places
    ends: Places
    codes: Sequence[str]
    others: AbstractSet[int]
    beginnings: AbstractSet[str]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts) + len(self.others)

    def of_sounds(self, wanted: AbstractSet[str], most: int) -> Mapping[str, Sequence[str]]:
        """The runs that have one of these sounds, by sound; as many steps for fewer of them than are compared.

        most: how many are compared.
        """
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        found = list(compress(range(len(self.codes)), map(wanted.__contains__, self.codes)))
        starts, ends = self.starts[found].tolist(), self.ends[found].tolist()
        places = zip([self.codes[place] for place in found], starts, ends, strict=True)
        for code, start, end in chain(places, repeat(_FOUND_FOR_NOTHING, most - len(found))):
            by_sound[code].append(self.letters[start:end])
        by_sound.pop("", None)
        return by_sound

    def in_ascii(self) -> AbstractSet[int]:
        """Keys of those in ASCII: few words have no sound, so that they are seldom asked for."""
        return keys_of(self.letters, self.starts, self.ends)


def many_runs(line: str, by_word: Mapping[str, str]) -> ManyRuns | None:
    """The runs of the words of a line; None if they are more than are compared. by_word: sounds of those in ASCII."""
    row, letters = line.split("\n"), line.replace("\n", "")
    starts, ends = _places_in(line)
    words = [*by_word, *_other_words(row, starts, letters, by_word)]
    starts, ends, are_ascii, are_short = _different_runs(row, starts, ends, letters, words, len(by_word))
    if len(starts) > MOST_HEARD:
        return None
    short = starts[are_short]
    beginnings = set(map(BEGINNING, words))
    beginnings.update(_pieces(letters, short, np.minimum(ends[are_short], short + KEY_LETTERS)))
    others = frozenset() if letters.isascii() else keys_of(letters, starts[~are_ascii], ends[~are_ascii])
    starts, ends, alone = starts[are_ascii], ends[are_ascii], len(by_word)
    codes = [*by_word.values(), *codes_at(numbers_of(letters + " "), starts[alone:], ends[alone:])]
    return ManyRuns(letters, starts, ends, codes, others, beginnings)


def _pieces(letters: str, starts: Places, ends: Places) -> Iterator[str]:
    return map(letters.__getitem__, map(slice, starts.tolist(), ends.tolist()))


def _places_in(line: str) -> tuple[Places, Places]:
    """Where each word of a line starts and ends, if its line ends are not counted."""
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = np.append(np.flatnonzero(codes == ord("\n")), len(line))
    ends = places - np.arange(len(places))
    return np.concatenate(([0], ends[:-1])), ends


def _other_words(row: Sequence[str], starts: Places, letters: str, by_word: Mapping[str, str]) -> AbstractSet[str]:
    """The different words of a text that are not ASCII, without the clusters. Arguments as of `_different_runs`."""
    if letters.isascii():
        return frozenset()
    return set(compress(row, in_blank_setting(letters, starts))).difference(by_word, ("",))


def _different_runs(
    row: Sequence[str], starts: Places, ends: Places, letters: str, words: Sequence[str], ascii_words: int
) -> tuple[Places, Places, _Flags, _Flags]:
    """Where each different word, two and three words in a row, and letters in a row start and end in the letters of a
    text; whether they are all in ASCII; and whether their first word is shorter than a key.

    row: words; empty ones stand where a row ends, and clusters end one, too. starts, ends: where they do in letters,
    which are all words without blanks. words: the different ones, those in ASCII first, which are as many as
    ascii_words.
    """
    numbered = {word: number for number, word in enumerate(words, 1)}
    ids = np.fromiter(map(numbered.get, row, repeat(0)), dtype=np.intp, count=len(row))
    key, is_whole, is_ascii = np.zeros_like(ids), np.ones(len(ids), dtype=bool), np.ones(len(ids), dtype=bool)
    found: list[tuple[Places, Places, _Flags, _Flags]] = []
    are_short = ends - starts < KEY_LETTERS
    for more in range(LONGEST_RUN):
        last = ids[more:]
        key = key[: len(last)] * (len(numbered) + 1) + last
        is_whole = is_whole[: len(last)] & (last > 0)
        is_ascii = is_ascii[: len(last)] & (last <= ascii_words)
        first = np.flatnonzero(is_whole)[_first_of_each(key[is_whole])]
        found.append((starts[first], ends[first + more], is_ascii[first], are_short[first]))
    for first, last in _spelled_out(starts, ends, ids > 0):
        pairs = zip(first.tolist(), last.tolist(), strict=True)
        are_plain = np.array([letters[start:end].isascii() for start, end in pairs], dtype=bool)
        found.append((first, last, are_plain, np.zeros(len(first), dtype=bool)))
    all_starts, all_ends, all_ascii, all_short = zip(*found, strict=True)
    return np.concatenate(all_starts), np.concatenate(all_ends), np.concatenate(all_ascii), np.concatenate(all_short)


def _first_of_each(values: Places) -> Places:
    """The place of one of each different value."""
    order = np.argsort(values)
    is_new = np.ones(len(values), dtype=bool)
    is_new[1:] = np.diff(values[order]) != 0
    return order[is_new]


def _spelled_out(starts: Places, ends: Places, are_words: _Flags) -> list[tuple[Places, Places]]:
    """Letters in a row, more than a run has words. The first or last may be a word of its own, as in `a w-o-r-d`."""
    alone = np.concatenate(([False], are_words & (ends - starts == 1), [False]))
    begins, stops = np.flatnonzero(alone[1:] & ~alone[:-1]), np.flatnonzero(alone[:-1] & ~alone[1:])
    long = stops - begins > LONGEST_RUN
    first, last = starts[begins[long]], ends[stops[long] - 1]
    return [(first, last), (first + 1, last), (first, last - 1)]
