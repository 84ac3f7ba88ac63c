"""What a render is about, as a classifier labels it, whose labels count, and what of it the operator reviews.

Classifies nothing itself. Every class that a person can allow is denied until they do: consent covers who may render
and what about.
"""

from dataclasses import dataclass
from enum import StrEnum

from consent.terms import Use


class ContentClass(StrEnum):
    """Labels of a prompt. No consent allows the last four."""

    SEXUAL = "sexual"
    POLITICAL = "political"
    VIOLENCE = "violence"
    MINORS_PRESENT = "minors_present"
    ENDORSEMENT = "endorsement"
    """Advertising, or praise of a product, company or person."""
    MEDICAL_CLAIM = "medical_claim"
    LEGAL_CLAIM = "legal_claim"
    FINANCIAL_CLAIM = "financial_claim"
    CRIME_CONFESSION = "crime_confession"
    BODY_CHANGE = "body_change"
    """Fatter, thinner, pregnant, injured, swollen, another age or sex: the person's body as it is not."""
    SLURS = "slurs"
    SEXUAL_MINORS = "sexual_minors"
    SEXUAL_VIOLENCE = "sexual_violence"
    UNDRESSING = "undressing"
    """Clothes taken off an existing picture."""
    IDENTITY_FRAUD = "identity_fraud"
    """Made to pass for the person before a bank, an authority or an identity check."""


HARD_DENIED = frozenset(
    {
        ContentClass.SEXUAL_MINORS,
        ContentClass.SEXUAL_VIOLENCE,
        ContentClass.UNDRESSING,
        ContentClass.IDENTITY_FRAUD,
    }
)
"""Classes that no consent lifts: crimes against the person shown, or against others with their face and voice."""

CHOOSABLE = frozenset(ContentClass) - HARD_DENIED
"""Classes that a person may allow; all of them are denied until then."""

_SEXUAL_WITH_MINORS = frozenset({ContentClass.SEXUAL, ContentClass.MINORS_PRESENT})


def is_hard_denied(labels: frozenset[ContentClass]) -> bool:
    """Whether no consent allows this. Sexual content with a minor in it is, however a classifier spells it."""
    return bool(labels & HARD_DENIED) or labels >= _SEXUAL_WITH_MINORS


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


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """Uses and content classes the operator's reviewers look at first; as made, none. A review replaces no consent."""

    uses: frozenset[Use] = frozenset()
    classes: frozenset[ContentClass] = frozenset()

    def wants(self, use: Use, labels: frozenset[ContentClass] | None) -> bool:
        """Whether a render is reviewed. An unclassified render may be about anything."""
        return use in self.uses or bool(self.classes if labels is None else self.classes & labels)


NO_REVIEWS = ReviewPolicy()
"""No render is reviewed."""
