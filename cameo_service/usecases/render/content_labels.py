"""What a classifier says a prompt is about, and which classifiers count."""

from dataclasses import dataclass

from consent.content_classes import ContentClass


@dataclass(frozen=True, slots=True)
class ContentLabels:
    """Labels as a generation service passes them on. No classes: the classifier found nothing to name."""

    classifier: str
    classes: frozenset[ContentClass]


@dataclass(frozen=True, slots=True)
class Classifiers:
    """Whose labels count: those the operator lists; None: anybody's, for development on loopback."""

    listed: frozenset[str] | None

    def counted(self, labels: ContentLabels | None) -> frozenset[ContentClass] | None:
        """The classes, or None: as good as not classified."""
        if labels is None or (self.listed is not None and labels.classifier not in self.listed):
            return None
        return labels.classes


NONE_LISTED = Classifiers(frozenset())
"""Nobody's labels count."""
