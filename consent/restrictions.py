"""What a person does not want to be shown doing or saying, as data. Judges nothing: `decide` does."""

from collections import defaultdict
from dataclasses import dataclass

from consent.content_classes import CHOOSABLE, ContentClass
from consent.sounds import is_alike, runs_of, sound_of, words_of


@dataclass(frozen=True, slots=True)
class Restrictions:
    """A person's own restrictions; as made, everything that can be denied is.

    banned_words: words or short phrases, matched by sound. preferences: how they like to be shown; wishes: what they do
    not want, in their own words. No rule reads the last two: they go to the generator with a permission.
    """

    denied_classes: frozenset[ContentClass] = CHOOSABLE
    banned_words: frozenset[str] = frozenset()
    preferences: str = ""
    wishes: str = ""


UNTOUCHED = Restrictions()
"""The restrictions of a person who set none."""


@dataclass(frozen=True, slots=True)
class HeardText:
    """A text, ready to be held against many people's words: its runs of words, by sound."""

    runs: frozenset[str]
    by_sound: dict[str, list[str]]


def hear(text: str) -> HeardText:
    """Splits a text once, for all people it is compared for."""
    runs, by_sound = runs_of(words_of(text)), defaultdict(list)
    for run in runs:
        by_sound[sound_of(run)].append(run)
    return HeardText(runs, dict(by_sound))


def matched_words(banned: frozenset[str], heard: HeardText) -> frozenset[str]:
    """Those of the banned words that the text holds, or that sound like something in it."""
    return frozenset(word for word in banned if _is_heard("".join(words_of(word)), heard))


def _is_heard(word: str, heard: HeardText) -> bool:
    return word in heard.runs or any(is_alike(word, run) for run in heard.by_sound.get(sound_of(word), ()))


def restrictions_narrow(current: Restrictions, wanted: Restrictions) -> bool:
    """Whether anything more is denied. New wishes count, because no rule can tell what they take away."""
    return not (
        wanted.denied_classes <= current.denied_classes
        and wanted.banned_words <= current.banned_words
        and wanted.wishes in {current.wishes, ""}
    )


def restrictions_widen(current: Restrictions, wanted: Restrictions) -> bool:
    """Whether anything less is denied. Rewritten wishes count, because no rule can tell what they allow."""
    return not (
        current.denied_classes <= wanted.denied_classes
        and current.banned_words <= wanted.banned_words
        and current.wishes in {wanted.wishes, ""}
    )
