"""A long text as one row of letters: its words are places in it, and numbers (ADR 0062).

Of a short text each word is a text by itself, which costs less up to some hundred words.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Codes, Flags, Places, cut_at, keys_of, pieces, text_of
from consent.reading.ways import read_long

MOST_WORDS = 12_288
"""Words of a text, in all its readings. 32 KiB of prose have 4,000 to 6,500, of Chinese at most 10,923 clusters."""
_LAST_ASCII, _END = 0x7F, ord("\n")
Numbers: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordRow:
    """The words of all readings of a long text, one behind the other.

    codes, letters: of all words, without what stands between. plain_before: letters of ASCII before each place. starts,
    ends: of each word. are_clusters: whether it is one of a script without blanks. numbers: equal for equal words, from
    0 on. firsts: for each number, a place of that word. first_reading: how many words the first reading has. pairs:
    where each two different words in a row start, within a reading; pair_keys: see `_in_a_row`.
    """

    codes: Codes
    letters: str
    plain_before: Places
    starts: Places
    ends: Places
    are_clusters: Flags
    numbers: Places
    firsts: Places
    first_reading: int
    pairs: Places
    pair_keys: Numbers

    def line(self) -> str:
        """The words, set apart by line ends, so that words in a row are found as they stand."""
        letters, between = pieces(self.codes, self.starts, self.ends, _END)
        ends = [0] if self.first_reading == len(self.starts) else [0, between[self.first_reading - 1] + 1]
        return text_of(np.insert(letters, ends, _END))

    def readings(self) -> list[tuple[str, ...]]:
        """The words of each reading, each as a text."""
        letters, _ = pieces(self.codes, self.starts, self.ends, _END)
        words = text_of(letters).split("\n")[:-1]
        return [tuple(words[: self.first_reading]), tuple(words[self.first_reading :])]

    def are_plain(self, starts: Places, ends: Places) -> Flags:
        """Whether these pieces are in ASCII."""
        found: Flags = np.equal(self.plain_before[ends] - self.plain_before[starts], ends - starts)
        return found

    def plain_words(self) -> Places:
        """A place of each different word in ASCII, in the order of their numbers."""
        return self.firsts[self.are_plain(self.starts[self.firsts], self.ends[self.firsts])]

    def threes(self) -> Places:
        """Where each three different words in a row start, within a reading."""
        return _in_a_row(self.numbers, len(self.firsts), self.first_reading, more=2)[0]


def word_row(text: str) -> WordRow | None:
    """None for a text of more letters or words than are compared, or made so that its words cannot be told apart."""
    ways = read_long(text)
    if ways is None:
        return None
    cuts = [cut_at(way) for way in ways]
    if sum(len(starts) for _, starts, _ in cuts) > MOST_WORDS:
        return None
    codes = np.concatenate([letters for letters, _, _ in cuts])
    starts = np.concatenate([cuts[0][1], *[starts + len(cuts[0][0]) for _, starts, _ in cuts[1:]]])
    ends = np.append(starts[1:], len(codes))[: len(starts)]
    numbered = _numbered(codes, starts, ends)
    if numbered is None:
        return None
    numbers, firsts = numbered
    pairs, pair_keys = _in_a_row(numbers, len(firsts), len(cuts[0][1]), more=1)
    return WordRow(
        codes=codes,
        letters=text_of(codes),
        plain_before=np.concatenate(([0], np.cumsum(codes <= _LAST_ASCII))),
        starts=starts,
        ends=ends,
        are_clusters=np.concatenate([clusters for _, _, clusters in cuts]),
        numbers=numbers,
        firsts=firsts,
        first_reading=len(cuts[0][1]),
        pairs=pairs,
        pair_keys=pair_keys,
    )


def _numbered(codes: Codes, starts: Places, ends: Places) -> tuple[Places, Places] | None:
    """For each word its number, and for each number a place. None if different words have one key, by which they are
    told apart: no text has such words by chance.
    """
    keys = keys_of(codes, starts, ends)
    firsts, order, is_new = different(keys)
    numbers = np.empty(len(keys), dtype=np.intp)
    numbers[order] = np.cumsum(is_new) - 1
    same = firsts[numbers]
    lengths = ends - starts
    shifted = np.arange(len(codes)) + np.repeat(starts[same] - starts, lengths)
    is_told_apart = (lengths[same] == lengths).all() and (codes.take(shifted, mode="clip") == codes).all()
    return (numbers, firsts) if is_told_apart else None


def different(values: npt.NDArray[np.generic]) -> tuple[Places, Places, Flags]:
    """The first place of each different value, in the order of values; the places in that order; which are first."""
    order = np.argsort(values)
    in_order = values[order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = in_order[1:] != in_order[:-1]
    firsts = np.minimum.reduceat(order, np.flatnonzero(is_new)) if len(order) else order
    return firsts, order, is_new


def _in_a_row(numbers: Places, different_words: int, first_reading: int, more: int) -> tuple[Places, Numbers]:
    """Where each different row of a word and so many more starts, within a reading; and for each place a number, equal
    for equal rows, -1 where a reading ends before.
    """
    keys: Numbers = numbers.astype(np.int64)
    for step in range(1, more + 1):
        keys = keys[:-1] * different_words + numbers[step:]
    keys[max(first_reading - more, 0) : first_reading] = -1
    firsts, _, _ = different(keys)
    return firsts[keys[firsts] >= 0], keys


def are_among(values: npt.NDArray[np.generic], in_order: npt.NDArray[np.generic]) -> Flags:
    """Which of these values are among others, which are in order."""
    if not len(in_order):
        return np.zeros(len(values), dtype=bool)
    found: Flags = np.equal(in_order.take(np.searchsorted(in_order, values), mode="clip"), values)
    return found
