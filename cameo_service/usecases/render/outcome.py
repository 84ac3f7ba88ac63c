"""A render as a whole: which content labels count, and the one answer from the decisions about everyone it shows."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from consent.content_classes import ContentClass
from consent.facts import RenderRequest
from consent.verdict import Decision, Denied, Held


@dataclass(frozen=True, slots=True)
class ContentLabels:
    """Labels as a generation service passes them on. No classes: the classifier found none."""

    classifier: str
    classes: frozenset[ContentClass]


@dataclass(frozen=True, slots=True)
class Classifiers:
    """The classifiers whose labels count: those the operator lists. None: all of them, for development on loopback."""

    listed: frozenset[str] | None

    def counted(self, labels: ContentLabels | None) -> frozenset[ContentClass] | None:
        """The classes; None if no labels count, which is the same as not classified."""
        if labels is None or (self.listed is not None and labels.classifier not in self.listed):
            return None
        return labels.classes


NONE_LISTED = Classifiers(frozenset())
"""No labels count."""


class Outcome(StrEnum):
    """The answer for a whole render. NO_SUBJECTS: it shows no person, so no consent is needed.

    CLASSIFICATION_REQUIRED: not permitted, and no labels that count came with the request: with labels it might be. The
    answer is the same for every refusal, so it says nothing about any person. HELD: no rule refuses, and an owner or a
    reviewer was asked and must say yes first. Check again later, for the same job and prompt.
    """

    ALLOWED = "ALLOWED"
    NOT_PERMITTED = "NOT_PERMITTED"
    NO_SUBJECTS = "NO_SUBJECTS"
    CLASSIFICATION_REQUIRED = "CLASSIFICATION_REQUIRED"
    HELD = "HELD"


def outcome_of(asked: RenderRequest, decisions: Collection[Decision]) -> Outcome:
    """One answer. What the request itself is refused for is refused without any person, too."""
    if asked.content_refusal or asked.media_refusal:
        return Outcome.NOT_PERMITTED
    is_refused = any(isinstance(decision, Denied) for decision in decisions)
    is_held = any(isinstance(decision, Held) for decision in decisions)
    if is_refused or is_held:
        if asked.labels is None:
            return Outcome.CLASSIFICATION_REQUIRED
        return Outcome.NOT_PERMITTED if is_refused else Outcome.HELD
    return Outcome.ALLOWED if decisions else Outcome.NO_SUBJECTS
