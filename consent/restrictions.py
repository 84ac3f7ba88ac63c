"""Restrictions: what a person does not want to be shown doing or saying. `decide` judges by them."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from consent.content_classes import CHOOSABLE, ContentClass
from consent.sounds import LONGEST_RUN, is_alike, is_cluster, line_of, readings_of, runs_of, sound_of, words_of

MOST_SPELLINGS = 256
"""Spellings of one sound in one text that are compared with a banned word; a text with more of them counts as a match.

A page of English has far fewer; a text made of thousands would keep other checks waiting.
"""
MOST_HEARD = 14_336
"""Words and rows of words of one text that are compared by sound; a text with more different ones counts as a match.

Pages of prose of 32 KiB have 9,000 to 12,000; the longest text can be made of 25,000.
"""


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


@dataclass(frozen=True, slots=True)
class HeardText:
    """A text prepared for comparison with many people's banned words.

    line: its words, set apart by line ends. runs: words alone and in a row. by_sound: those of the sounds that were
    asked for; None if they are too many to compare. is_cut: not all of the text could be read.
    """

    line: str
    runs: AbstractSet[str]
    by_sound: dict[str, list[str]] | None
    is_cut: bool


def hear(text: str, banned: Iterable[str]) -> HeardText:
    """Prepares a text once for all people it concerns, with the same work whatever they banned.

    banned: all words that will be looked for.
    """
    readings = readings_of(text)
    runs = runs_of(readings or ())
    by_sound = _by_sound(list(filter(str.isascii, runs)), frozenset(map(_sound, banned)) - {""})
    return HeardText("".join(map(line_of, readings or ())), runs, by_sound, is_cut=readings is None)


def _by_sound(runs: list[str], wanted: frozenset[str]) -> dict[str, list[str]] | None:
    if len(runs) > MOST_HEARD:
        return None
    by_sound: defaultdict[str, list[str]] = defaultdict(list)
    for run, sound in zip(runs, map(sound_of, runs), strict=True):
        if sound in wanted:
            by_sound[sound].append(run)
    return dict(by_sound)


def matched_words(banned: frozenset[str], heard: HeardText) -> frozenset[str]:
    """The banned words that the text holds, or that sound like a run of words in it."""
    return frozenset(word for word in banned if _is_heard(_spelled(word), heard))


@lru_cache(maxsize=8192)
def _spelled(word: str) -> tuple[str, ...]:
    return words_of(word)


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    return sound_of("".join(_spelled(word)))


def _is_heard(words: tuple[str, ...], heard: HeardText) -> bool:
    """Words of scripts without blanks are found inside longer ones, cluster by cluster; others as whole words."""
    word = "".join(words)
    if not word:
        return False
    if heard.is_cut or word in heard.runs:
        return True
    if len(words) > LONGEST_RUN or any(map(is_cluster, words)):
        return line_of(words) in heard.line
    return bool(sound := sound_of(word)) and _sounds_like(word, sound, heard)


def _sounds_like(word: str, sound: str, heard: HeardText) -> bool:
    if heard.by_sound is None:
        return True
    spellings = heard.by_sound.get(sound, ())
    return len(spellings) > MOST_SPELLINGS or any(is_alike(word, run) for run in spellings)


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
