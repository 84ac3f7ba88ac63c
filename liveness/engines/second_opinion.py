"""One scorer decides about asked words; where it is not sure, a second one is heard. Judges nothing itself.

What the second opinion is good for is said by the limits of the first engine (`liveness.limits.words.SecondOpinion`).
"""

from dataclasses import replace

from liveness.challenge.language import ENGLISH
from liveness.challenge.vocabulary import kind_of
from liveness.limits.words import word_limits
from liveness.observations import WordScores
from liveness.ports import Samples, SpeechScorer


class ScorerWithSecondOpinion:
    """A speech scorer made of two (`liveness.ports.SpeechScorer`). Not shareable between threads.

    Args:
        first: decides, and gives its id, whose limits count, and its scores.
        second: asked where the first is not sure, because it costs as much again.
    """

    def __init__(self, first: SpeechScorer, second: SpeechScorer) -> None:
        self.first, self.second, self.scorer_id = first, second, first.scorer_id

    def knows(self, word: str) -> bool:
        """Whether both can score the word, in lower case."""
        return self.first.knows(word) and self.second.knows(word)

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """The scores of the first, and those of the second inside them where it was asked.

        Raises:
            UnknownWordError: one of them does not know a word.
            UnknownLanguageError: one of them does not score that language.
        """
        scores = self.first.score(samples, asked, language)
        opinion = word_limits(self.scorer_id, kind_of(asked.split())).second
        if opinion is None or not opinion.is_asked(scores.margin):
            return scores
        return replace(scores, second=self.second.score(samples, asked, language))
