"""Scores how well asked digits and sentences fit a stretch of sound in other languages than English: Whisper base.

The language is given to the net and never guessed from the sound: its own guess is right in 134 of 229 prompts. Digits
are scored as numerals, which nearly every language writes alike and which no language expects in any order.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from liveness.challenge.language import ENGLISH, Language, is_digits
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.engines.whisper import LEAST_SAMPLES
from liveness.engines.whisper_net import Steering, WhisperNet
from liveness.engines.whisper_spelling import Pieces
from liveness.limits.words import WHISPER_BASE
from liveness.measure.flat_signals import is_silent
from liveness.observations import WordScores
from liveness.ports import Samples

TOKENS = 50_257
"""Of text; those above steer the net, in the same order in every multilingual Whisper of this size."""
END, START, TRANSCRIBE, WITHOUT_TIMES = 50_257, 50_258, 50_359, 50_363


class WhisperLanguages:
    """Whisper base, 8 bits. Not shareable between threads.

    Args:
        encoder: made by `liveness.models.whisper_encoder`.
        decoder: made by `liveness.models.whisper_decoder`.
        vocabulary: `vocabulary.txt` of the same model, one token a line.
        languages: those that are asked.

    Raises:
        UnknownLanguageError: the net knows a language not.
    """

    scorer_id = WHISPER_BASE

    def __init__(
        self, encoder: bytes | Path, decoder: bytes | Path, vocabulary: Path, languages: Iterable[Language]
    ) -> None:
        tokens = vocabulary.read_text(encoding="utf-8").split("\n")
        known = {token[2:-2]: at for at, token in enumerate(tokens) if at > START and token.startswith("<|")}
        self._net = WhisperNet(encoder, decoder, tokens[:TOKENS], Steering((START,), END))
        self._languages: dict[str, tuple[Language, Steering]] = {}
        for language in languages:
            if language.tag not in known:
                raise UnknownLanguageError(language.tag, known)
            before = (START, known[language.tag], TRANSCRIBE, WITHOUT_TIMES)
            self._languages[language.tag] = language, Steering(before, END)

    def knows(self, word: str) -> bool:
        """Whether it is a word in letters, or a numeral: the net writes any."""
        return word.replace("'", "").isalnum()

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """See `liveness.ports.SpeechScorer`. The unit is a spoken word.

        Raises:
            UnknownLanguageError: it was not loaded.
        """
        if language not in self._languages:
            raise UnknownLanguageError(language, self._languages)
        vocabulary, steering = self._languages[language]
        if len(samples) < LEAST_SAMPLES or is_silent(samples):
            return WordScores(self.scorer_id, -np.inf, (), language=language)
        variants = vocabulary.variants(asked) if is_digits(asked) else vocabulary.sentence_variants(asked)
        fit = self._net.fit(
            samples,
            spellings(asked, vocabulary),
            lambda style: [spellings(text, vocabulary)[style] for text in variants],
            steering,
        )
        count = len(asked.split())
        others = tuple(likely / count for likely in fit.changed)
        return WordScores(self.scorer_id, sum(fit.pieces) / count, others, sum(fit.gained) / count, language=language)


def scorer_of(files: Mapping[str, Path], languages: Iterable[Language]) -> WhisperLanguages:
    """The scorer out of the files of the pack `whisper-base`, by role.

    Raises:
        MalformedModelError, ValueError: a file is not what its role needs.
        UnknownLanguageError: as `WhisperLanguages`.
    """
    return WhisperLanguages(
        files["languages_encoder"], files["languages_decoder"], files["languages_vocabulary"], languages
    )


def spellings(text: str, language: Language) -> dict[str, Pieces]:
    """The ways in which the net may write a text down, by name; a sentence as it is, and with a capital and a stop."""
    units = text.split()
    if is_digits(text):
        return {
            repr(separator): (" " + separator.join(units) + language.stop * bool(separator.strip()),)
            for separator in language.separators
        }
    return {
        "plain": (" " + text,),
        "a sentence": (f" {text[:1].upper()}{text[1:]}{language.stop}",),
    }
