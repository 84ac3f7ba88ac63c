"""Restrictions: what a person does not want to be shown doing or saying. `decide` judges by them.

Banned words are looked for in a text with the same work whatever was banned, and by how many people: each person's
words are one list of fixed length, and so many comparisons are made as the text has room for, with words of no meaning
where there are too few. A requester who measures how long an answer takes learns nothing about words.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from consent.content_classes import CHOOSABLE, ContentClass
from consent.sounds import LONGEST_RUN, is_cluster, line_of, sound_of, words_of

MOST_BANNED_WORDS = 100
"""Of one person."""
FOLDING = f"3/{unicodedata.unidata_version}/{version('regex')}/{version('jellyfish')}"
"""What spells and sounds words: these may read a word differently in another version."""

SEPARATOR, PART_END = "\x1f", "\x1e"
READY = FOLDING + PART_END
"""What a packed text begins with, if its words are folded as they are here."""
KEY_LETTERS = 3
NO_KEY = "-"
_PLACES = range(MOST_BANNED_WORDS)
_NO_KEYS = tuple(f"{NO_KEY}{place:06}" for place in _PLACES)
"""Keys that no text has, as long as others."""


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
        return self.packed_keys.split(SEPARATOR)


def sought(banned: Iterable[str]) -> SoughtWords:
    """Makes banned words ready. A word without letters or digits is in no text."""
    found = [(_key(words), _spelled(words)) for word in sorted(banned) if (words := words_of(word))]
    padded = [*found, *zip(_NO_KEYS, _NO_KEYS, strict=True)][:MOST_BANNED_WORDS]
    keys, words = zip(*padded, strict=True)
    return SoughtWords(SEPARATOR.join(keys), SEPARATOR.join(words))


def packed(ready: SoughtWords) -> str:
    """One text, for a store, which says what folded the words."""
    return PART_END.join((FOLDING, ready.packed_keys, ready.packed_words))


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
    return (not _is_in_line(words) and sound_of(word)) or word[:KEY_LETTERS]


def _spelled(words: tuple[str, ...]) -> str:
    return line_of(words) if _is_in_line(words) else "".join(words)
