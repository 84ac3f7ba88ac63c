"""Banned words in a text. See `restrictions`: the work is the same whatever was banned, and by how many people.

A text of few words is sounded run by run, and a longer one in rows of letters (`rows`, ADR 0062): the same runs.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, compress, repeat

import numpy as np
import numpy.typing as npt

from consent.reading.letters import codes_of, keys_of, packed
from consent.reading.rows import MOST_HEARD, ManyRuns, many_runs
from consent.reading.spoken import FewWords, SpokenText
from consent.reading.word_row import are_among
from consent.restrictions import KEY_LETTERS, MOST_BANNED_WORDS, NO_KEY, PART_END, SEPARATOR, SoughtWords
from consent.sounds import LONGEST_RUN, is_cluster, is_near, line_of, sound_of, tables

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
_FIRST_PLACE = [0]
_LENGTHS = range(1, LONGEST_RUN + 1)
_NOTHING_BEGUN = np.empty(0, dtype=np.int64)
_LETTERS_IN_A_ROW = re.compile(rf"(?<![^\n])[^\n](?:\n[^\n]){{{LONGEST_RUN},}}(?![^\n])")
"""Letters that are words by themselves, more of them than a run has words."""


@dataclass(frozen=True, slots=True)
class FewRuns:
    """Words alone and in a row, and words spelled out letter by letter; each different one once, none with clusters.

    number: how many. by_sound: those in ASCII by their sound, where they have one. written: all of them as they are
    written. keys: all that the key of a word may be that the text holds.
    """

    number: int
    by_sound: Mapping[str, Sequence[str]]
    written: AbstractSet[str]
    keys: AbstractSet[str]

    def __len__(self) -> int:
        """How many there are."""
        return self.number


@dataclass(frozen=True, slots=True)
class HeardText:
    """A text prepared for comparison with many people's banned words.

    line: its words, set apart by line ends. runs: None if they are too many to compare. begun: of a long text how runs
    and clusters begin, as `packed` has it, in order. is_cut: not all of the text could be read.
    """

    line: str
    runs: FewRuns | ManyRuns | None
    begun: npt.NDArray[np.int64]
    is_cut: bool


def hear(text: SpokenText) -> HeardText:
    """Prepares a text once, for all people it may concern."""
    if isinstance(text, FewWords):
        line = "".join(map(line_of, text.readings))
        return HeardText(line, _few_runs(line, text), _NOTHING_BEGUN, text.is_cut)
    row = text.row
    runs = many_runs(row, text.codes) if len(text.codes) <= MOST_WORDS_HEARD else None
    clusters = row.firsts[row.are_clusters[row.firsts]]
    begun = packed(row.codes, row.starts[clusters], row.ends[clusters])
    begun = np.sort(np.concatenate((begun, runs.begun)) if runs else begun)
    return HeardText(row.line(), runs, begun, text.is_cut)


def _few_runs(line: str, text: FewWords) -> FewRuns:
    """line: its words; a row of them ends where two line ends meet, and at a cluster."""
    in_a_row = dict[tuple[str, ...], None]()
    rows = line if line.isascii() else tables().cluster_rows.sub("", line)
    for part in rows.split("\n\n"):
        row = part.strip("\n").split("\n")
        for length in _LENGTHS:
            in_a_row.update(dict.fromkeys(zip(*[row[more:] for more in range(length)], strict=False)))
    in_a_row.pop(("",), None)
    runs = list(map("".join, in_a_row))
    for found in _LETTERS_IN_A_ROW.findall(rows):
        letters = found.replace("\n", "")
        runs += (letters, letters[1:], letters[:-1])  # the first or last may be a word of its own: `a w-o-r-d`
    written, in_ascii = set(runs), list(filter(str.isascii, runs))
    by_sound: dict[str, list[str]] = {}
    for run in in_ascii:
        by_sound.setdefault(sound_of(run), []).append(run)
    by_sound.pop("", None)
    beginnings = {run[:KEY_LETTERS] for run in written}
    number = len(in_ascii) + len(written.difference(in_ascii))
    return FewRuns(number, by_sound, written, text.words | beginnings | by_sound.keys())


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
    row = SEPARATOR.join([person.packed_keys for person in people])
    keys = row.split(SEPARATOR)
    by_sound, held = _held(row, keys, heard, most)
    # Where the text holds no key, one place is looked at all the same: it has no run, unless it was held.
    places = held or _FIRST_PLACE[: len(people)]
    found: list[tuple[int, str]] = []
    for place in places:
        person, slot = divmod(place, MOST_BANNED_WORDS)
        if person not in words:
            words[person] = people[person].packed_words.split(SEPARATOR)
        found.append((person, words[person][slot]))
    silent = [word for place, (_, word) in zip(places, found, strict=True) if keys[place] not in by_sound]
    there = _there(silent, heard)
    for place, (person, word) in zip(places, found, strict=True):
        runs = by_sound.get(keys[place])
        alike[person].append((word, ((word,) if word in there else ()) if runs is None else runs))
    return alike


def _held(
    row: str, keys: Sequence[str], heard: HeardText, most: int
) -> tuple[Mapping[str, Sequence[str]], Sequence[int]]:
    """The runs of the text that have one of these sounds, by sound; and the places of all keys that it may hold.

    row: the keys in one row.
    """
    if isinstance(heard.runs, FewRuns):
        return heard.runs.by_sound, list(compress(range(len(keys)), map(heard.runs.keys.__contains__, keys)))
    codes = codes_of(row)
    between = np.flatnonzero(codes == ord(SEPARATOR))
    starts, ends = np.append(0, between + 1), np.append(between, len(codes))
    by_sound = heard.runs.of_sounds(keys, keys_of(codes, starts, ends), most) if heard.runs else {}
    begun = are_among(packed(codes, starts, ends), heard.begun)
    begun |= np.fromiter(map(by_sound.__contains__, keys), dtype=bool, count=len(keys))
    return by_sound, np.flatnonzero(begun).tolist()


def _there(words: Sequence[str], heard: HeardText) -> AbstractSet[str]:
    """Which words without a sound stand in the line of words, or are a run of them."""
    runs, spelled = heard.runs, [word.replace("\n", "") for word in words]
    if isinstance(runs, FewRuns):
        written = list(map(runs.written.__contains__, spelled))
    else:
        written = runs.written(spelled) if runs else [False] * len(spelled)
    found = zip(words, written, strict=True)
    return {word for word, is_run in found if is_run or (word[0] == "\n" and word in heard.line)}


def _unread(person: SoughtWords, heard: HeardText) -> set[str]:
    """The person's words that count as heard, because the text could not be read, or not be compared by sound.

    Words that begin with a cluster are found as they stand, in any text that could be read.
    """
    words = zip(person.keys, person.packed_words.split(SEPARATOR), strict=True)
    return {word for key, word in words if key[0] != NO_KEY and (heard.is_cut or not is_cluster(key))}
