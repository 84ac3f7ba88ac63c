"""Banned words in a text. See `restrictions`: the work is the same whatever was banned, and by how many people."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Places, in_blank_setting, key_of, keys_of
from consent.reading.spoken import SpokenText, codes_at, numbers_of
from consent.restrictions import KEY_LETTERS, MOST_BANNED_WORDS, NO_KEY, PART_END, SEPARATOR, SoughtWords
from consent.sounds import LONGEST_RUN, is_cluster, is_near, line_of

MOST_HEARD = 12_288
"""Words and rows of words of one text that are compared by sound; a text with more different ones counts as a match.

Pages of prose of 32 KiB have 9,000 to 12,000; the longest text can be made of 25,000.
"""
MOST_WORDS_HEARD = MOST_HEARD // LONGEST_RUN
"""Different words of one text that are compared by sound. Each begins a row of two and a row of three as well, so that
a text with more of them has more than `MOST_HEARD`. Pages of prose of 32 KiB have up to 3,000.
"""
COMPARED_A_PERSON, RUNS_A_COMPARISON, MOST_COMPARED = 2, 3, 1024
"""How many words that sound alike are compared by spelling: 2 a person, and one more for each 3 runs of the text,
up to 1,024.

Behind that a word counts as heard: a text made of a thousand spellings of one sound would keep other checks waiting.
"""

_COMPARED_FOR_NOTHING = (set[str](), "violance", "violence")
_FOUND_FOR_NOTHING = ("", 0, 1)
_Flags: TypeAlias = npt.NDArray[np.bool_]
_BEGINNING = itemgetter(slice(KEY_LETTERS))


@dataclass(frozen=True, slots=True)
class _Runs:
    """Words alone and in a row, and words spelled out letter by letter; each different one once.

    letters: the words of a text without blanks. starts, ends: of each run in ASCII, in letters. codes: their sounds.
    others: keys of runs that hold other letters, but none with clusters, which are found in the line.
    """

    letters: str
    starts: Places
    ends: Places
    codes: Sequence[str]
    others: AbstractSet[int]

    def __len__(self) -> int:
        return len(self.starts) + len(self.others)


@dataclass(frozen=True, slots=True)
class HeardText:
    """A text prepared for comparison with many people's banned words.

    line: its words, set apart by line ends. runs: None if they are too many to compare. words, beginnings: all that a
    word's key may be, if it is no sound. is_cut: not all of the text could be read.
    """

    line: str
    runs: _Runs | None
    words: AbstractSet[str]
    beginnings: AbstractSet[str]
    is_cut: bool


def hear(text: SpokenText) -> HeardText:
    """Prepares a text once, for all people it may concern."""
    line = "".join(map(line_of, text.readings))
    if len(text.by_word) > MOST_WORDS_HEARD:
        return HeardText(line, None, text.words, frozenset(), text.is_cut)
    row, ends, letters = line.split("\n"), _ends_in(line), line.replace("\n", "")
    words = [*text.by_word, *_other_words(row, ends, letters, text.by_word)]
    starts, ends, are_ascii, are_short = _different_runs(row, ends, letters, words, len(text.by_word))
    if len(starts) > MOST_HEARD:
        return HeardText(line, None, text.words, frozenset(), text.is_cut)
    short = starts[are_short]
    beginnings = set(map(_BEGINNING, words))
    beginnings.update(_pieces(letters, short, np.minimum(ends[are_short], short + KEY_LETTERS)))
    others = frozenset() if letters.isascii() else keys_of(letters, starts[~are_ascii], ends[~are_ascii])
    starts, ends, alone = starts[are_ascii], ends[are_ascii], len(text.by_word)
    codes = [*text.by_word.values(), *codes_at(numbers_of(letters + " "), starts[alone:], ends[alone:])]
    runs = _Runs(letters, starts, ends, codes, others)
    return HeardText(line, runs, text.words, beginnings, text.is_cut)


def _pieces(letters: str, starts: Places, ends: Places) -> Iterator[str]:
    return map(letters.__getitem__, map(slice, starts.tolist(), ends.tolist()))


def _ends_in(line: str) -> Places:
    """Where each word of a line ends, if its line ends are not counted."""
    codes = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = np.append(np.flatnonzero(codes == ord("\n")), len(line))
    return places - np.arange(len(places))


def _other_words(row: Sequence[str], ends: Places, letters: str, by_word: Mapping[str, str]) -> AbstractSet[str]:
    """The different words of a text that are not ASCII, without the clusters. Arguments as of `_different_runs`."""
    if letters.isascii():
        return frozenset()
    starts = np.concatenate(([0], ends[:-1]))
    return set(compress(row, in_blank_setting(letters, starts))).difference(by_word, ("",))


def _different_runs(
    row: Sequence[str], ends: Places, letters: str, words: Sequence[str], ascii_words: int
) -> tuple[Places, Places, _Flags, _Flags]:
    """Where each different word, two and three words in a row, and letters in a row start and end in the letters of a
    text; whether they are all in ASCII; and whether their first word is shorter than a key.

    row: words; empty ones stand where a row ends, and clusters end one, too. ends: where they end in letters, which
    are all words without blanks. words: the different ones, those in ASCII first, which are as many as ascii_words.
    """
    starts = np.concatenate(([0], ends[:-1]))
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


def unpacked(text: str) -> SoughtWords:
    """The reverse of `restrictions.packed`."""
    _, keys, words = text.split(PART_END)
    return SoughtWords(keys, words)


def heard_words(people: Sequence[SoughtWords], heard: HeardText) -> list[frozenset[str]]:
    """Of each person the words that the text holds, or that sound like a run of words in it, as they are spelled."""
    found: list[set[str]] = [set() for _ in people]
    left = COMPARED_A_PERSON * len(people) + min(len(heard.runs or ()) // RUNS_A_COMPARISON, MOST_COMPARED)
    compared: list[tuple[set[str], str, str]] = []
    for of_person, alike in zip(found, _alike(people, heard, left), strict=True):
        for word, runs in alike:
            if len(runs) > left:
                of_person.add(word)
            taken = runs[:left]
            left -= len(taken)
            compared += [(of_person, word, run) for run in taken]
    if people and not compared:
        people[0].packed_words.split(SEPARATOR)
    for of_person, word, run in chain(compared, repeat(_COMPARED_FOR_NOTHING, left)):
        if is_near(word, run):
            of_person.add(word)
    if heard.is_cut or heard.runs is None:
        for of_person, person in zip(found, people, strict=True):
            of_person.update(_unread(person, heard))
    return list(map(frozenset, found))


def _alike(people: Sequence[SoughtWords], heard: HeardText, most: int) -> list[list[tuple[str, Sequence[str]]]]:
    """The words of each person that the text may hold, each with the runs it is to be compared with.

    The keys of all people are looked up in one row: each has as many places. most: runs that are compared.
    """
    alike: list[list[tuple[str, Sequence[str]]]] = [[] for _ in people]
    words: dict[int, list[str]] = {}
    keys = SEPARATOR.join([person.packed_keys for person in people]).split(SEPARATOR)
    wanted = set(keys)
    by_sound, written = _by_sound(heard.runs, wanted, most), _Written(heard.runs)
    held = (wanted & heard.words) | (wanted & heard.beginnings) | by_sound.keys()
    for place in compress(range(len(keys)), map(held.__contains__, keys)):
        person, slot = divmod(place, MOST_BANNED_WORDS)
        if person not in words:
            words[person] = people[person].packed_words.split(SEPARATOR)
        word = words[person][slot]
        runs = by_sound.get(keys[place])
        alike[person].append(
            (word, ((word,) if _is_there(word, heard.line, written) else ()) if runs is None else runs)
        )
    return alike


def _by_sound(runs: _Runs | None, wanted: AbstractSet[str], most: int) -> Mapping[str, Sequence[str]]:
    """The runs that have one of these sounds, by sound; as many steps for fewer of them than are compared."""
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    if runs is not None:
        found = list(compress(range(len(runs.codes)), map(wanted.__contains__, runs.codes)))
        starts, ends = runs.starts[found].tolist(), runs.ends[found].tolist()
        places = zip([runs.codes[place] for place in found], starts, ends, strict=True)
        for code, start, end in chain(places, repeat(_FOUND_FOR_NOTHING, most - len(found))):
            by_sound[code].append(runs.letters[start:end])
        by_sound.pop("", None)
    return by_sound


class _Written:
    """The runs of a text as written. Keys of those in ASCII are made when one is asked for: few words have no sound."""

    def __init__(self, runs: _Runs | None) -> None:
        self._runs = runs
        self._ascii: AbstractSet[int] | None = None

    def hold(self, word: str) -> bool:
        """Whether a word without a sound is one of them."""
        runs = self._runs
        if runs is None or word not in runs.letters:
            return False
        if not word.isascii():
            return key_of(word) in runs.others
        if self._ascii is None:
            self._ascii = keys_of(runs.letters, runs.starts, runs.ends)
        return key_of(word) in self._ascii


def _is_there(word: str, line: str, written: _Written) -> bool:
    """Whether a word without a sound stands in a line of words, or is a run of them."""
    return (word[0] == "\n" and word in line) or written.hold(word.replace("\n", ""))


def _unread(person: SoughtWords, heard: HeardText) -> set[str]:
    """The person's words that count as heard, because the text could not be read, or not be compared by sound.

    Words that begin with a cluster are found as they stand, in any text that could be read.
    """
    words = zip(person.keys, person.packed_words.split(SEPARATOR), strict=True)
    return {word for key, word in words if key[0] != NO_KEY and (heard.is_cut or not is_cluster(key))}
