"""Restrictions: what a person does not want to be shown doing or saying. `decide` judges by them.

Banned words are looked for in a text with the same work whatever was banned, and by how many people: each person's
words are one list of fixed length, and so many comparisons are made as the text has room for, with words of no meaning
where there are too few. A requester who measures how long an answer takes learns nothing about words.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, compress, repeat

import jellyfish

from consent.content_classes import CHOOSABLE, ContentClass
from consent.names import SpokenText
from consent.sounds import LONGEST_RUN, is_cluster, is_near, line_of, runs_of, sound_of, words_of

MOST_BANNED_WORDS = 100
"""Of one person."""
MOST_HEARD = 14_336
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

FOLDING = f"1/{unicodedata.unidata_version}/{version('regex')}/{version('jellyfish')}"
"""What spells and sounds words: these may read a word differently in another version."""

_SEPARATOR, _END = "\x1f", "\x1e"
_READY = FOLDING + _END
_KEY_LETTERS = 3
_SOUNDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0")
_NO_KEY = "-"
_PLACES = range(MOST_BANNED_WORDS)
_NO_KEYS = tuple(f"{_NO_KEY}{place:06}" for place in _PLACES)
"""Keys that no text has, as long as others."""
_COMPARED_FOR_NOTHING = (set[str](), "violance", "violence")


@dataclass(frozen=True, slots=True)
class SoughtWords:
    """One person's banned words, ready to be looked for; always `MOST_BANNED_WORDS` of them, most of which are none.

    packed_keys: what a text must hold to hold the word. packed_words: as they are spelled, read only where a key is
    held; words that are found as they stand in a line of words begin and end with a line end.
    """

    packed_keys: str
    packed_words: str

    @property
    def keys(self) -> list[str]:
        """One for each place."""
        return self.packed_keys.split(_SEPARATOR)


def sought(banned: Iterable[str]) -> SoughtWords:
    """Makes banned words ready. A word without letters or digits is in no text."""
    found = [(_key(words), _spelled(words)) for word in sorted(banned) if (words := words_of(word))]
    padded = [*found, *zip(_NO_KEYS, _NO_KEYS, strict=True)][:MOST_BANNED_WORDS]
    keys, words = zip(*padded, strict=True)
    return SoughtWords(_SEPARATOR.join(keys), _SEPARATOR.join(words))


def packed(ready: SoughtWords) -> str:
    """One text, for a store, which says what folded the words."""
    return _END.join((FOLDING, ready.packed_keys, ready.packed_words))


def unpacked(text: str) -> SoughtWords:
    """The reverse of packed."""
    _, keys, words = text.split(_END)
    return SoughtWords(keys, words)


def is_ready(text: str) -> bool:
    """Whether a packed text holds words as they are folded here."""
    return text.startswith(_READY)


NONE_SOUGHT = packed(sought(()))
"""Of a person who banned no word, as long as others."""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """A person's own restrictions; by default every class that can be denied is denied.

    banned_words: words or short phrases, matched by sound. preferences: how the person likes to be shown; wishes: what
    the person does not want, in free text. No rule reads the last two: they go to the generator with a permission, so
    only the person changes them.
    """

    denied_classes: frozenset[ContentClass] = CHOOSABLE
    banned_words: frozenset[str] = frozenset()
    preferences: str = ""
    wishes: str = ""


UNTOUCHED = Restrictions()
"""The restrictions of a person who set none."""


def restrictions_narrow(current: Restrictions, wanted: Restrictions) -> bool:
    """Whether anything more is denied, or words for the generator are withdrawn.

    New wishes count, and preferences that change: no rule can tell what they take away.
    """
    return not (
        wanted.denied_classes <= current.denied_classes
        and wanted.banned_words <= current.banned_words
        and wanted.wishes in {current.wishes, ""}
        and current.preferences in {wanted.preferences, ""}
    )


def restrictions_widen(current: Restrictions, wanted: Restrictions) -> bool:
    """Whether anything less is denied, or the generator reads other words. No rule can tell what words allow."""
    return not (
        current.denied_classes <= wanted.denied_classes
        and current.banned_words <= wanted.banned_words
        and (current.preferences, current.wishes) == (wanted.preferences, wanted.wishes)
    )


def _is_in_line(words: tuple[str, ...]) -> bool:
    """Whether words are found as they stand: long phrases, and words of scripts without blanks."""
    return len(words) > LONGEST_RUN or any(map(is_cluster, words))


def _key(words: tuple[str, ...]) -> str:
    if any(map(is_cluster, words)):
        return words[0]
    word = "".join(words)
    return (not _is_in_line(words) and sound_of(word)) or word[:_KEY_LETTERS]


def _spelled(words: tuple[str, ...]) -> str:
    return line_of(words) if _is_in_line(words) else "".join(words)


@dataclass(frozen=True, slots=True)
class HeardText:
    """A text prepared for comparison with many people's banned words.

    line: its words, set apart by line ends. runs: words alone and in a row. by_sound: those in ASCII, by their sound;
    None if they are too many to compare. keys: all that a word's key may be. is_cut: not all of the text could be read.
    """

    line: str
    runs: AbstractSet[str]
    by_sound: dict[str, list[str]] | None
    keys: AbstractSet[str]
    is_cut: bool


def hear(text: SpokenText) -> HeardText:
    """Prepares a text once, for all people it may concern."""
    line = "".join(map(line_of, text.readings))
    if len(text.by_word) > MOST_WORDS_HEARD:
        return HeardText(line, frozenset(), None, _keys_of_other_scripts(text), text.is_cut)
    runs = runs_of(text.readings)
    by_sound = _by_sound(runs, text.by_word)
    keys = _keys_of_other_scripts(text)
    keys.update(by_sound or (), [run[:_KEY_LETTERS] for run in runs])
    return HeardText(line, runs, by_sound, keys, text.is_cut)


def _keys_of_other_scripts(text: SpokenText) -> set[str]:
    return set().union(*[words for words in text.readings if not "".join(words).isascii()])


def _by_sound(runs: AbstractSet[str], by_word: Mapping[str, str]) -> dict[str, list[str]] | None:
    heard = list(filter(str.isascii, runs))
    if len(heard) > MOST_HEARD:
        return None
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    together = [run for run in heard if run not in by_word]
    for run, sound in chain(by_word.items(), zip(together, map(jellyfish.metaphone, together), strict=True)):
        by_sound[sound].append(run)
    by_sound.pop("", None)
    return by_sound


def heard_words(people: Sequence[SoughtWords], heard: HeardText) -> list[frozenset[str]]:
    """Of each person the words that the text holds, or that sound like a run of words in it, as they are spelled."""
    found: list[set[str]] = [set() for _ in people]
    left = COMPARED_A_PERSON * len(people) + min(len(heard.runs) // RUNS_A_COMPARISON, MOST_COMPARED)
    compared: list[tuple[set[str], str, str]] = []
    for of_person, alike in zip(found, _alike(people, heard), strict=True):
        for word, runs in alike:
            if len(runs) > left:
                of_person.add(word)
            taken = runs[:left]
            left -= len(taken)
            compared += [(of_person, word, run) for run in taken]
    if people and not compared:
        people[0].packed_words.split(_SEPARATOR)
    for of_person, word, run in chain(compared, repeat(_COMPARED_FOR_NOTHING, left)):
        if is_near(word, run):
            of_person.add(word)
    if heard.is_cut or heard.by_sound is None:
        for of_person, person in zip(found, people, strict=True):
            of_person.update(_unread(person, heard))
    return list(map(frozenset, found))


def _alike(people: Sequence[SoughtWords], heard: HeardText) -> list[list[tuple[str, Sequence[str]]]]:
    """The words of each person that the text may hold, each with the runs it is to be compared with.

    The keys of all people are looked up in one row: each has as many places.
    """
    alike: list[list[tuple[str, Sequence[str]]]] = [[] for _ in people]
    words: dict[int, list[str]] = {}
    keys = _SEPARATOR.join([person.packed_keys for person in people]).split(_SEPARATOR)
    for place in compress(range(len(keys)), map(heard.keys.__contains__, keys)):
        person, slot = divmod(place, MOST_BANNED_WORDS)
        if person not in words:
            words[person] = people[person].packed_words.split(_SEPARATOR)
        word = words[person][slot]
        alike[person].append((word, _runs_like(keys[place], word, heard)))
    return alike


def _runs_like(key: str, word: str, heard: HeardText) -> Sequence[str]:
    if key[0] in _SOUNDS:
        return (heard.by_sound or {}).get(key, ())
    is_there = word in heard.line or word.replace("\n", "") in heard.runs if word[0] == "\n" else word in heard.runs
    return (word,) if is_there else ()


def _unread(person: SoughtWords, heard: HeardText) -> set[str]:
    """The person's words that count as heard, because the text could not be read, or not be compared by sound.

    Words that begin with a cluster are found as they stand, in any text that could be read.
    """
    words = zip(person.keys, person.packed_words.split(_SEPARATOR), strict=True)
    return {word for key, word in words if key[0] != _NO_KEY and (heard.is_cut or not is_cluster(key))}
