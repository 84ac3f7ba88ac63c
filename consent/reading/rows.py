"""The runs of words of a long text, as places in its row of letters; they become texts only where they are compared.

Of a short text each run is a text by itself (`hearing`), which costs less up to some hundred words.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat

import numpy as np
import numpy.typing as npt

from consent.reading.letters import Flags, Keys, Places, codes_of, keys_of, packed
from consent.reading.metaphone import code_keys, code_keys_at, numbers_of
from consent.reading.word_row import WordRow, are_among, different
from consent.sounds import LONGEST_RUN

MOST_HEARD = 12_288
"""Words and rows of words of one text that are compared by sound; a text with more different ones counts as a match.

Pages of prose of 32 KiB have 9,000 to 12,000; the longest text can be made of 25,000.
"""
_AT_ONCE = 64
"""Words whose keys are made together: of 64 characters each, which may stand for 18 letters."""
_FOUND_FOR_NOTHING = ("", 0, 1)


@dataclass(frozen=True, slots=True)
class ManyRuns:
    """Words alone and in a row, and words spelled out letter by letter; each different one once.

    number: how many. letters: the words of a text without blanks. sounds: keys of those of the runs in ASCII, in order.
    starts, ends: of these runs, in letters. keys: of all runs, in order, but of none with clusters, which are found in
    the line. begun: how all of them begin, as `packed` has it.
    """

    number: int
    letters: str
    sounds: Keys
    starts: Places
    ends: Places
    keys: Keys
    begun: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """How many there are."""
        return self.number

    def of_sounds(self, wanted: Sequence[str], keys: Keys, most: int) -> Mapping[str, Sequence[str]]:
        """The runs that have one of these sounds, by sound; as many steps for fewer of them than are compared.

        Runs of another sound that has the same key, of which no text has one by chance, are compared as well.

        wanted, keys: the sounds, and what `keys_of` makes of them. most: how many are compared.
        """
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        first, end = np.searchsorted(self.sounds, keys), np.searchsorted(self.sounds, keys, side="right")
        found = {wanted[place]: range(first[place], end[place]) for place in np.flatnonzero(first < end).tolist()}
        at = list(chain.from_iterable(found.values()))
        codes = chain.from_iterable([repeat(code, len(places)) for code, places in found.items()])
        places = zip(codes, self.starts[at].tolist(), self.ends[at].tolist(), strict=True)
        for code, start, stop in chain(places, repeat(_FOUND_FOR_NOTHING, most - len(at))):
            by_sound[code].append(self.letters[start:stop])
        by_sound.pop("", None)
        return by_sound

    def written(self, words: Sequence[str]) -> list[bool]:
        """Which of these words are spelled as one of the runs."""
        found: list[bool] = []
        for first in range(0, len(words), _AT_ONCE):
            some = words[first : first + _AT_ONCE]
            ends = np.array(list(accumulate(map(len, some))), dtype=np.intp)
            keys = keys_of(codes_of("".join(some)), np.append(0, ends[:-1]), ends)
            are_held = are_among(keys, self.keys).tolist()
            found += [is_held and word in self.letters for word, is_held in zip(some, are_held, strict=True)]
        return found


def many_runs(row: WordRow, codes: Sequence[str]) -> ManyRuns | None:
    """The runs of the words of a text; None if they are more than are compared. codes: of `row.plain_words()`."""
    starts, ends = _different_runs(row)
    if len(starts) > MOST_HEARD:
        return None
    are_plain = row.are_plain(starts, ends)
    keys, begun = keys_of(row.codes, starts, ends), packed(row.codes, starts, ends)
    number = int(are_plain.sum()) + len(different(keys[~are_plain])[0])
    keys.sort()
    starts, ends = starts[are_plain], ends[are_plain]
    more = code_keys_at(numbers_of(row.codes), starts[len(codes) :], ends[len(codes) :])
    sounds = np.concatenate((code_keys(codes), more))
    order = np.argsort(sounds)
    return ManyRuns(number, row.letters, sounds[order], starts[order], ends[order], keys, begun)


def _different_runs(row: WordRow) -> tuple[Places, Places]:
    """Where each different word, two and three words in a row, and letters in a row start and end; those in ASCII alone
    come first, and none has clusters.
    """
    is_word, alone = ~row.are_clusters, row.firsts
    are_plain = row.are_plain(row.starts[alone], row.ends[alone])
    alone = np.concatenate((alone[are_plain], alone[~are_plain & is_word[alone]]))
    pairs, threes = row.pairs, row.threes()
    pairs = pairs[is_word[pairs] & is_word[pairs + 1]]
    threes = threes[is_word[threes] & is_word[threes + 1] & is_word[threes + 2]]
    firsts, lasts = np.concatenate((alone, pairs, threes)), np.concatenate((alone, pairs + 1, threes + 2))
    spelled = [
        *_spelled_out(row, is_word, 0, row.first_reading),
        *_spelled_out(row, is_word, row.first_reading, len(row.starts)),
    ]
    starts = np.concatenate((row.starts[firsts], *(starts for starts, _ in spelled)))
    return starts, np.concatenate((row.ends[lasts], *(ends for _, ends in spelled)))


def _spelled_out(row: WordRow, are_words: Flags, first: int, end: int) -> list[tuple[Places, Places]]:
    """Letters in a row in one reading, more than a run has words. The first or last may be a word of its own, as in
    `a w-o-r-d`. first, end: of the words of the reading.
    """
    starts, ends = row.starts[first:end], row.ends[first:end]
    alone = np.concatenate(([False], are_words[first:end] & (ends - starts == 1), [False]))
    begins, stops = np.flatnonzero(alone[1:] & ~alone[:-1]), np.flatnonzero(alone[:-1] & ~alone[1:])
    long = stops - begins > LONGEST_RUN
    begin, stop = starts[begins[long]], ends[stops[long] - 1]
    return [(begin, stop), (begin + 1, stop), (begin, stop - 1)]
