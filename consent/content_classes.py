"""Content classes: labels that a classifier gives a render. Classifies nothing itself.

Every class that a person can allow is denied until the person allows it: consent covers the requester and the content.
"""

from enum import StrEnum


class ContentClass(StrEnum):
    """Labels of a prompt. The last four are always denied."""

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
    """The body changed: fatter, thinner, pregnant, injured, swollen, of another age or sex."""
    SLURS = "slurs"
    SEXUAL_MINORS = "sexual_minors"
    SEXUAL_VIOLENCE = "sexual_violence"
    UNDRESSING = "undressing"
    """Clothes taken off an existing picture."""
    IDENTITY_FRAUD = "identity_fraud"
    """A render that could pass for the person at a bank, an authority or an identity check."""


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
"""Classes that a person may allow; all of them are denied by default."""

_SEXUAL_WITH_MINORS = frozenset({ContentClass.SEXUAL, ContentClass.MINORS_PRESENT})


def is_hard_denied(labels: frozenset[ContentClass]) -> bool:
    """Whether no consent allows this. Sexual content with a minor counts, in two labels too."""
    return bool(labels & HARD_DENIED) or labels >= _SEXUAL_WITH_MINORS
