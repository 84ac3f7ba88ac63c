"""Scores how well asked words fit a stretch of sound, with OpenAI's Whisper (MIT). Writes down nothing that it hears.

The net is asked how likely it would have written the asked text, in each of its spellings, how likely the same text
with one word changed, and how likely the asked text after noise. A transcript would be compared in vain: it is right in
two answers of three (measured on 78).
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from liveness.challenge.language import ENGLISH
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.vocabulary import one_word_variants
from liveness.engines.whisper_net import Steering, WhisperNet
from liveness.engines.whisper_spelling import spellings
from liveness.errors import UnknownWordError
from liveness.limits.words import WHISPER_TINY_EN
from liveness.measure.flat_signals import is_silent
from liveness.observations import WordScores
from liveness.ports import Samples

LEAST_SAMPLES = 1_600
"""Sound shorter than 0.1 s holds no word."""
TOKENS = 50_256
"""Of text; those above steer the net."""
STEERING = Steering(before=(50_257, 50_362), end=50_256)
"""Start of a text, without times."""


class WhisperScorer:
    """Whisper tiny.en, 8 bits. Not shareable between threads.

    Args:
        encoder: made by `liveness.models.whisper_encoder`.
        decoder: made by `liveness.models.whisper_decoder`.
        vocabulary: `vocabulary.txt` of the same model, one token a line.
    """

    scorer_id = WHISPER_TINY_EN

    def __init__(self, encoder: bytes | Path, decoder: bytes | Path, vocabulary: Path) -> None:
        tokens = vocabulary.read_text(encoding="utf-8").split("\n")[:TOKENS]
        self._net = WhisperNet(encoder, decoder, tokens, STEERING)

    def knows(self, word: str) -> bool:
        """Whether it is a word in letters of the English alphabet: the net writes any."""
        return word.isascii() and word.replace("'", "").isalpha()

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """See `liveness.ports.SpeechScorer`. The unit is a spoken word.

        The spelling that fits best stands for the asked text, and its alternatives are spelled alike.

        Raises:
            UnknownWordError: a word is in other letters.
            UnknownLanguageError: the text is not English.
        """
        if language != ENGLISH:
            raise UnknownLanguageError(language, (ENGLISH,))
        words = asked.split()
        unknown = sorted({word for word in words if not self.knows(word)})
        if unknown:
            raise UnknownWordError(unknown)
        if len(samples) < LEAST_SAMPLES or is_silent(samples):
            return WordScores(self.scorer_id, -np.inf, ())
        variants = [spellings(text.split()) for text in one_word_variants(asked)]
        fit = self._net.fit(
            samples, spellings(words), lambda style: [found[style] for found in variants if style in found]
        )
        count = len(words)
        others = tuple(likely / count for likely in fit.changed)
        return WordScores(self.scorer_id, sum(fit.pieces) / count, others, sum(fit.gained) / count, min(fit.gained))


def scorer_of(files: Mapping[str, Path]) -> WhisperScorer:
    """The scorer out of the files of the pack `whisper`, by role.

    Raises:
        MalformedModelError, ValueError: a file is not what its role needs.
    """
    return WhisperScorer(files["words_encoder"], files["words_decoder"], files["words_vocabulary"])
