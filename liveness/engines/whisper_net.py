"""OpenAI's Whisper as a net: how likely it would have written given texts down, after a stretch of sound.

It writes nothing down. What is asked of it, and what its answers are worth, is for the scorers that use it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tiktoken
from numpy.typing import NDArray

from liveness.engines.onnx_session import open_session
from liveness.engines.whisper_spelling import Pieces
from liveness.measure.sound_bands import HOP_SAMPLES, SAMPLE_RATE, mel_bands
from liveness.models.errors import MalformedModelError
from liveness.ports import Samples

BANDS = 80
REST_S = 0.6
"""Silence after the sound, so that its last word is heard to end."""
LEAST_S = 4.0
MOST_S = 30.0
"""The net hears no more at once. An answer that long was cut by its window."""
FLOOR = 1e-10
"""Power of silence, and what the published features take it for."""
RANGE = 8.0
"""Powers of ten below the loudest, less is silence."""
SPLIT = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""Of GPT-2, whose vocabulary this is."""
TEXTS_AT_ONCE = 16
"""Scored in one run: 60 MB for sentences of 16 words."""
NOISE_LEVEL = 0.01
"""Of full scale: where nothing was said. White, and the same in each process."""

Tokens = tuple[tuple[int, ...], ...]
"""Of each piece of a text."""


@dataclass(frozen=True, slots=True)
class Steering:
    """Tokens that are no text. before: those that a text follows; end: the one that ends it."""

    before: tuple[int, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an asked text fits a sound, as natural logarithms of likelihoods.

    pieces: of each piece of the text, in the spelling that fits best. gained: how much of that the sound brought, over
    what the net expects of the text after noise. changed: of each changed text, in the same spelling.
    """

    pieces: tuple[float, ...]
    gained: tuple[float, ...]
    changed: tuple[float, ...]


class WhisperNet:
    """A Whisper of any size, 8 bits. Not shareable between threads.

    Args:
        encoder: made by `liveness.models.whisper_encoder`.
        decoder: made by `liveness.models.whisper_decoder`.
        tokens: those of text, in their order, as `vocabulary.txt` of the model writes them.
        steering: what is told to the net before a text.
    """

    def __init__(self, encoder: bytes | Path, decoder: bytes | Path, tokens: Sequence[str], steering: Steering) -> None:
        self._encoder, self._decoder = open_session(encoder), open_session(decoder)
        self._tokens, self._steering = _tokeniser(tokens), steering
        self._nothing_said = self.heard(_noise())

    def heard(self, samples: Samples) -> NDArray[np.float32]:
        """What the net makes of a sound: (1, n, width)."""
        (heard,) = self._encoder.run(["heard"], {"mels": log_mels(samples)})
        return np.asarray(heard)

    def fit(
        self,
        samples: Samples,
        spelled: Mapping[str, Pieces],
        changed: Callable[[str], Sequence[Pieces]],
        steering: Steering | None = None,
    ) -> Fit:
        """How well a text fits a sound, in the spelling that fits best.

        Args:
            samples: 16 kHz mono.
            spelled: the text, by the name of the spelling.
            changed: the texts that it is held against, in the spelling of that name.
            steering: in place of the net's own.
        """
        heard = self.heard(samples)
        likely = zip(spelled, self.likelihoods(heard, list(spelled.values()), steering), strict=True)
        style, best = max(likely, key=lambda one: sum(one[1]))
        (expected,) = self.likelihoods(self._nothing_said, [spelled[style]], steering)
        gained = tuple(likely - before for likely, before in zip(best, expected, strict=True))
        others = self.likelihoods(heard, changed(style), steering)
        return Fit(tuple(best), gained, tuple(map(sum, others)))

    def likelihoods(
        self, heard: NDArray[np.float32], texts: Sequence[Pieces], steering: Steering | None = None
    ) -> list[list[float]]:
        """The log-likelihood of each piece of each text."""
        found = []
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            tokens = [
                tuple(tuple(self._tokens.encode(piece)) for piece in text)
                for text in texts[first : first + TEXTS_AT_ONCE]
            ]
            found += self._run(heard, tokens, steering or self._steering)
        return found

    def _run(self, heard: NDArray[np.float32], texts: Sequence[Tokens], steering: Steering) -> list[list[float]]:
        rows = [[*steering.before, *(token for piece in text for token in piece)] for text in texts]
        longest = max(map(len, rows))
        padded = np.array([row + [steering.end] * (longest + 1 - len(row)) for row in rows], np.int64)
        feeds = {"heard": heard, "tokens": padded[:, :-1], "targets": padded[:, 1:]}
        (likely,) = self._decoder.run(["likelihoods"], feeds)
        told = len(steering.before) - 1
        return [_by_piece(row[told:], text) for row, text in zip(likely, texts, strict=True)]


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


def _tokeniser(tokens: Sequence[str]) -> tiktoken.Encoding:
    """Bytes that cannot be printed are written as other letters."""
    byte_of = _bytes_by_letter()
    try:
        ranks = {bytes(byte_of[letter] for letter in line): at for at, line in enumerate(tokens)}
    except KeyError as error:
        raise MalformedModelError(f"{error} stands for no byte in vocabulary.txt") from error
    return tiktoken.Encoding("whisper", pat_str=SPLIT, mergeable_ranks=ranks, special_tokens={})


def _bytes_by_letter() -> dict[str, int]:
    """GPT-2's way to write any byte as a letter: printable ones of Latin-1 as they are, the others from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + at): byte for at, byte in enumerate(hidden)}
