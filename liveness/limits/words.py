"""How well asked words must fit an answer, by the engine that scored them and the kind of text that was asked.

Log-likelihoods of different engines have nothing to do with each other, so every number belongs to one engine. An
engine without numbers of its own here cannot be used at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from liveness.challenge.vocabulary import TextKind
from liveness.limits.checks import Threshold
from liveness.limits.speech import WORDS_MARGIN_MIN

POCKETSPHINX = "pocketsphinx-5.1-en-us"


class UnknownScorerError(ValueError):
    """Scores of an engine without limits."""

    def __init__(self, scorer: str) -> None:
        super().__init__(f"no limits are known for asked words scored by {scorer!r}: choose an engine that has them")


@dataclass(frozen=True, slots=True)
class WordLimits:
    """What the scores of one engine must reach (`liveness.observations.WordScores`).

    margin: of the asked text over each alternative. asked: of the asked text alone. weakest: of each single word. None:
    this engine is not asked for it.
    """

    margin: Threshold
    asked: Threshold | None = None
    weakest: Threshold | None = None


_LIMITS: Mapping[str, Mapping[TextKind, WordLimits]] = {
    POCKETSPHINX: dict.fromkeys(TextKind, WordLimits(WORDS_MARGIN_MIN)),
}


def word_limits(scorer: str, kind: TextKind) -> WordLimits:
    """The limits of one speech scorer for one kind of text.

    Raises:
        UnknownScorerError: the scorer has no limits.
    """
    if scorer not in _LIMITS:
        raise UnknownScorerError(scorer)
    return _LIMITS[scorer][kind]
