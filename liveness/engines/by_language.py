"""The scorer of English words and the one of other languages, as the one scorer that the verdict asks."""

from liveness.challenge.language import ENGLISH
from liveness.observations import WordScores
from liveness.ports import Samples, SpeechScorer


class ScorerByLanguage:
    """Asks the engine that a text's language belongs to.

    Args:
        english: scores English, and lends its name: deployments calibrate it.
        others: scores every other language that is offered.
    """

    def __init__(self, english: SpeechScorer, others: SpeechScorer) -> None:
        self._english, self._others = english, others
        self.scorer_id = english.scorer_id

    def knows(self, word: str) -> bool:
        """Whether the English scorer knows the word."""
        return self._english.knows(word)

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """See `liveness.ports.SpeechScorer`.

        Raises:
            UnknownWordError, UnknownLanguageError: as the engine that is asked.
        """
        scorer = self._english if language == ENGLISH else self._others
        return scorer.score(samples, asked, language)
