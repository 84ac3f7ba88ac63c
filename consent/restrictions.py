"""Restrictions: what a person does not want to be shown doing or saying. `decide` judges by them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from consent.content_classes import CHOOSABLE, ContentClass
from consent.sounds import LONGEST_RUN, is_alike, is_cluster, readings_of, runs_of, sound_of, words_of

MOST_SPELLINGS = 256
"""Spellings of one sound in one text that are compared with a banned word; a text with more of them counts as a match.

A page of English has far fewer; a text made of thousands would keep other checks waiting.
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

    line: its words, set apart by line ends. runs: words alone and in a row, without clusters. by_sound: those of one
    sound.
    """

    line: str
    runs: frozenset[str]
    by_sound: dict[str, list[str]]


def hear(text: str) -> HeardText:
    """Prepares a text once for all people it concerns."""
    readings, by_sound = readings_of(text), defaultdict(list)
    stretches = (
        tuple(words)
        for reading in readings
        for of_clusters, words in groupby(reading, key=is_cluster)
        if not of_clusters
    )
    runs = frozenset[str]().union(*map(runs_of, stretches))
    for run in filter(str.isascii, runs):
        if sound := sound_of(run):
            by_sound[sound].append(run)
    return HeardText("".join(map(_line, readings)), runs, dict(by_sound))


def matched_words(banned: frozenset[str], heard: HeardText) -> frozenset[str]:
    """The banned words that the text holds, or that sound like a run of words in it."""
    return frozenset(word for word in banned if _is_heard(_spelled(word), heard))


@lru_cache(maxsize=8192)
def _spelled(word: str) -> tuple[str, ...]:
    return words_of(word)


def _is_heard(words: tuple[str, ...], heard: HeardText) -> bool:
    """Words of scripts without blanks are found inside longer ones, cluster by cluster; others as whole words."""
    word = "".join(words)
    if not word:
        return False
    if word in heard.runs:
        return True
    if len(words) > LONGEST_RUN or any(map(is_cluster, words)):
        return _line(words) in heard.line
    spellings = heard.by_sound.get(sound_of(word), ())
    return len(spellings) > MOST_SPELLINGS or any(is_alike(word, run) for run in spellings)


def _line(words: tuple[str, ...]) -> str:
    return "\n".join(("", *words, ""))


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
