"""What was measured of each language on people who set no limit, and whether that is enough to ask challenges in it.

docs/accuracy.md has the same rows; a test compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

RIGHT_MIN = 0.90
"""Share of right answers that are accepted."""
WRONG_MAX = 0.02
"""Share of answers of other digits alone that are accepted."""
VOICES_MIN = 2
"""One voice says nothing of others."""
BETA_VOICES = 20
"""A language measured on fewer is a beta."""


@dataclass(frozen=True, slots=True)
class MeasuredLanguage:
    """Answers accepted, and of how many: what was asked was said; none of its digits was said; one of four was not.

    voices: people who said them.
    """

    voices: int
    right: tuple[int, int]
    wrong: tuple[int, int]
    one_wrong: tuple[int, int]

    @property
    def is_enough(self) -> bool:
        """Whether challenges may be asked in it."""
        (right, rights), (wrong, wrongs) = self.right, self.wrong
        is_seen = self.voices >= VOICES_MIN and rights > 0 and wrongs > 0
        return is_seen and right >= RIGHT_MIN * rights and wrong <= WRONG_MAX * wrongs

    @property
    def is_beta(self) -> bool:
        """Whether too few voices were heard to call it shown."""
        return self.voices < BETA_VOICES


MEASURED: Mapping[str, MeasuredLanguage] = MappingProxyType(
    {
        "de": MeasuredLanguage(2, (20, 24), (0, 24), (0, 24)),
        "es": MeasuredLanguage(4, (43, 48), (0, 48), (0, 48)),
        "fr": MeasuredLanguage(3, (24, 36), (0, 36), (1, 36)),
        "it": MeasuredLanguage(3, (36, 36), (0, 36), (0, 36)),
        "pt": MeasuredLanguage(3, (34, 36), (0, 36), (0, 36)),
        "ru": MeasuredLanguage(2, (21, 24), (0, 24), (0, 24)),
        "uk": MeasuredLanguage(11, (17, 22), (0, 22), (0, 22)),
    }
)
