"""How well asked words must fit an answer, by the engine that scored them and the kind of text that was asked.

Log-likelihoods of different engines have nothing to do with each other, so every number belongs to one engine. An
engine without numbers of its own here cannot be used at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from liveness.challenge.vocabulary import TextKind
from liveness.limits.checks import Threshold
from liveness.limits.speech import WORDS_MARGIN_MIN

POCKETSPHINX = "pocketsphinx-5.1-en-us"
WHISPER_TINY_EN = "whisper-tiny.en-int8"


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


MEASURED = "development half, wide band, 8 kHz and telephone"
"""211 answers of 57 people, 51 of them with an accent; one text with one wrong word and two with other words for each.
`benchmarks/asked_words.py` measures all of it again; docs/accuracy.md has the other half."""

_BEATS_VARIANTS = Threshold(
    0.0,
    "log-likelihood for each spoken word, asked over the best of 16 texts with one word changed",
    f"{MEASURED}: right texts below 0 in 9 of 154, texts of other words above 0 in 1 of 286",
    "with the two limits beside it; see them",
)
_WHISPER_NUMBERS = WordLimits(
    _BEATS_VARIANTS,
    asked=Threshold(
        -2.6,
        "log-likelihood for each spoken word",
        f"{MEASURED}: right digits -2.1 and more in 43 of 45 answers; other digits -3.5 and less in 90",
        "digits of one French voice at 8 kHz; see docs/accuracy.md",
    ),
    weakest=Threshold(
        -5.5,
        "log-likelihood of the numeral that fits worst",
        f"{MEASURED}: right digits -5.0 and more in 43 of 45 answers; with one wrong digit -5.5 and less in 42 of 45",
        "one wrong digit of four accepted 0 of 45, with the other limits",
    ),
)
_WHISPER_WORDS = WordLimits(
    _BEATS_VARIANTS,
    asked=Threshold(
        -5.0,
        "log-likelihood for each spoken word",
        f"{MEASURED}: right words -4.1 and more in 105 of 109 answers; other words -4.8 and less in 196",
        "children with an accent",
    ),
    weakest=Threshold(
        -9.2,
        "log-likelihood of the word that fits worst",
        f"{MEASURED}: Chinese adults -9.1 and more in 95 %; with one wrong word -9.7 and less in 95 %",
        "one wrong word accepted 4 of 101, right words of accented adults refused 3 of 32, with the other limits",
    ),
)

_LIMITS: Mapping[str, Mapping[TextKind, WordLimits]] = {
    POCKETSPHINX: dict.fromkeys(TextKind, WordLimits(WORDS_MARGIN_MIN)),
    WHISPER_TINY_EN: {
        TextKind.NUMBERS: _WHISPER_NUMBERS,
        TextKind.WORDS: _WHISPER_WORDS,
        # The name of an operator may be a word that the net does not expect.
        TextKind.SENTENCE: replace(_WHISPER_WORDS, weakest=None),
    },
}


def word_limits(scorer: str, kind: TextKind) -> WordLimits:
    """The limits of one speech scorer for one kind of text.

    Raises:
        UnknownScorerError: the scorer has no limits.
    """
    require_limits(scorer)
    return _LIMITS[scorer][kind]


def require_limits(scorer: str) -> None:
    """Returns where the scorer has limits.

    Raises:
        UnknownScorerError: it has none.
    """
    if scorer not in _LIMITS:
        raise UnknownScorerError(scorer)
