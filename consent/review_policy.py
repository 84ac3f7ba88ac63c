"""Which renders the operator wants a human to look at first. Needs nobody's consent and replaces nobody's."""

from dataclasses import dataclass

from consent.content_classes import ContentClass
from consent.terms import Use


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """Uses and content classes that are reviewed; as made, none."""

    uses: frozenset[Use] = frozenset()
    classes: frozenset[ContentClass] = frozenset()

    def wants(self, use: Use, labels: frozenset[ContentClass] | None) -> bool:
        """Whether a render is reviewed. What nobody classified may be anything."""
        return use in self.uses or bool(self.classes if labels is None else self.classes & labels)


NO_REVIEWS = ReviewPolicy()
"""Nothing is reviewed."""
