"""Restrictions: what a person does not want to be shown doing or saying. `decide` judges by them."""

from dataclasses import dataclass

from consent.content_classes import CHOOSABLE, ContentClass


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
