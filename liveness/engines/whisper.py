"""Scores how well asked words fit a stretch of sound, with OpenAI's Whisper (MIT). Writes down nothing that it hears.

The net is asked how likely it would have written the asked text, in each of its spellings, how likely the same text
with one word changed, and how likely the asked text after noise. A transcript would be compared in vain: it is right in
two answers of three (measured on 78).
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import tiktoken
from numpy.typing import NDArray

from liveness.challenge.vocabulary import one_word_variants
from liveness.engines.onnx_session import open_session
from liveness.engines.whisper_spelling import Pieces, spellings
from liveness.errors import UnknownWordError
from liveness.limits.words import WHISPER_TINY_EN
from liveness.measure.flat_signals import is_silent
from liveness.measure.sound_bands import HOP_SAMPLES, SAMPLE_RATE, mel_bands
from liveness.models.errors import MalformedModelError
from liveness.observations import WordScores
from liveness.ports import Samples

BANDS = 80
REST_S = 0.6
"""Silence after the sound, so that its last word is heard to end."""
LEAST_S = 4.0
MOST_S = 30.0
"""The net hears no more at once. An answer that long was cut by its window."""
LEAST_SAMPLES = 1_600
"""Sound shorter than 0.1 s holds no word."""
FLOOR = 1e-10
"""Power of silence, and what the published features take it for."""
RANGE = 8.0
"""Powers of ten below the loudest, less is silence."""

TOKENS = 50_256
"""Of text; those above steer the net."""
END, START, WITHOUT_TIMES = 50_256, 50_257, 50_362
SPLIT = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""Of GPT-2, whose vocabulary this is."""
TEXTS_AT_ONCE = 16
"""Scored in one run: 60 MB for sentences of 16 words."""
NOISE_LEVEL = 0.01
"""Of full scale: where nothing was said. White, and the same in each process."""

Tokens = tuple[tuple[int, ...], ...]
"""Of each piece of a text."""


class WhisperScorer:
    """Whisper tiny.en, 8 bits. Not shareable between threads.

    Args:
        encoder: made by `liveness.models.whisper_encoder`.
        decoder: made by `liveness.models.whisper_decoder`.
        vocabulary: `vocabulary.txt` of the same model, one token a line.
    """

    scorer_id = WHISPER_TINY_EN

    def __init__(self, encoder: bytes | Path, decoder: bytes | Path, vocabulary: Path) -> None:
        self._encoder, self._decoder = open_session(encoder), open_session(decoder)
        self._tokens = _tokeniser(vocabulary.read_text(encoding="utf-8"))
        self._nothing_said = self._heard(_noise())

    def knows(self, word: str) -> bool:
        """Whether it is a word in letters of the English alphabet: the net writes any."""
        return word.isascii() and word.replace("'", "").isalpha()

    def score(self, samples: Samples, asked: str) -> WordScores:
        """See `liveness.ports.SpeechScorer`. The unit is a spoken word.

        The spelling that fits best stands for the asked text, and its alternatives are spelled alike.

        Raises:
            UnknownWordError: a word is in other letters.
        """
        words = asked.split()
        unknown = sorted({word for word in words if not self.knows(word)})
        if unknown:
            raise UnknownWordError(unknown)
        if len(samples) < LEAST_SAMPLES or is_silent(samples):
            return WordScores(self.scorer_id, -np.inf, ())
        heard = self._heard(samples)
        spelled = spellings(words)
        style, best = max(
            zip(spelled, self._likelihoods(heard, list(spelled.values())), strict=True), key=lambda one: sum(one[1])
        )
        changed = (spellings(text.split()) for text in one_word_variants(asked))
        variants = [found[style] for found in changed if style in found]
        others = tuple(sum(likely) / len(words) for likely in self._likelihoods(heard, variants))
        (expected,) = self._likelihoods(self._nothing_said, [spelled[style]])
        gained = [likely - before for likely, before in zip(best, expected, strict=True)]
        return WordScores(self.scorer_id, sum(best) / len(words), others, sum(gained) / len(words), min(gained))

    def _heard(self, samples: Samples) -> NDArray[np.float32]:
        (heard,) = self._encoder.run(["heard"], {"mels": log_mels(samples)})
        return np.asarray(heard)

    def _likelihoods(self, heard: NDArray[np.float32], texts: Sequence[Pieces]) -> list[list[float]]:
        """The log-likelihood of each piece of each text."""
        found = []
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            tokens = [
                tuple(tuple(self._tokens.encode(piece)) for piece in text)
                for text in texts[first : first + TEXTS_AT_ONCE]
            ]
            found += self._run(heard, tokens)
        return found

    def _run(self, heard: NDArray[np.float32], texts: Sequence[Tokens]) -> list[list[float]]:
        rows = [[START, WITHOUT_TIMES, *(token for piece in text for token in piece)] for text in texts]
        longest = max(map(len, rows))
        padded = np.array([row + [END] * (longest + 1 - len(row)) for row in rows], np.int64)
        feeds = {"heard": heard, "tokens": padded[:, :-1], "targets": padded[:, 1:]}
        (likely,) = self._decoder.run(["likelihoods"], feeds)
        return [_by_piece(row[1:], text) for row, text in zip(likely, texts, strict=True)]


def scorer_of(files: Mapping[str, Path]) -> WhisperScorer:
    """The scorer out of the files of the pack `whisper`, by role.

    Raises:
        MalformedModelError, ValueError: a file is not what its role needs.
    """
    return WhisperScorer(files["words_encoder"], files["words_decoder"], files["words_vocabulary"])


def log_mels(samples: Samples) -> NDArray[np.float32]:
    """The features that the net was trained on, (1, 80, n): base ten, at most RANGE below the loudest.

    The window is cut to the sound and REST_S of silence, LEAST_S to MOST_S; in training it was always 30 s.
    """
    seconds = min(MOST_S, max(LEAST_S, len(samples) / SAMPLE_RATE + REST_S))
    # The net takes frames in pairs.
    wanted = round(seconds * SAMPLE_RATE) // (2 * HOP_SAMPLES) * 2 * HOP_SAMPLES
    sound = np.pad(samples[:wanted], (0, max(0, wanted - len(samples))))
    power = np.log10(np.maximum(mel_bands(sound, BANDS)[: wanted // HOP_SAMPLES], FLOOR))
    return np.asarray((np.maximum(power, power.max() - RANGE).T[None] + 4.0) / 4.0, np.float32)


def _noise() -> Samples:
    steps = np.frombuffer(hashlib.shake_256(b"nothing was said").digest(round(LEAST_S * SAMPLE_RATE)), np.int8)
    return np.asarray(NOISE_LEVEL * steps / np.std(steps), np.float32)


def _by_piece(likely: NDArray[np.float32], text: Tokens) -> list[float]:
    ends = np.cumsum([len(piece) for piece in text])
    return [float(np.sum(likely[end - len(piece) : end])) for piece, end in zip(text, ends, strict=True)]


def _tokeniser(vocabulary: str) -> tiktoken.Encoding:
    """The vocabulary's lines are tokens in their order; bytes that cannot be printed are written as other letters."""
    byte_of = _bytes_by_letter()
    try:
        ranks = {
            bytes(byte_of[letter] for letter in line): at for at, line in enumerate(vocabulary.split("\n")[:TOKENS])
        }
    except KeyError as error:
        raise MalformedModelError(f"{error} stands for no byte in vocabulary.txt") from error
    return tiktoken.Encoding("whisper", pat_str=SPLIT, mergeable_ranks=ranks, special_tokens={})


def _bytes_by_letter() -> dict[str, int]:
    """GPT-2's way to write any byte as a letter: printable ones of Latin-1 as they are, the others from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(hidden)}
