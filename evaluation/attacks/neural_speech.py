"""Neural speech: Kokoro-82M and a voice of Piper, out of the pack `neural-speech`. For attacks alone.

Both nets speak phonemes, which espeak-ng finds. Both draw noise: each utterance opens its net anew under a seed, so
that the same seed says the same sound.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from scipy.signal import resample_poly

from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.rendered_voice import SPEECH_LEVEL, VOICES, Phone, Utterance, ipa, speak
from liveness.engines.onnx_session import open_session
from liveness.models import manifest, store
from liveness.models.errors import MissingModelFileError

PACK = "neural-speech"
PIPER_NOISE, PIPER_PHONE_NOISE = 0.667, 0.8
"""As the voice's own file says."""
KOKORO_RATE_HZ, PIPER_RATE_HZ = 24_000, 22_050
PARTS = 4
TRIES = 2
PACE = (0.2, 2.0)
"""Least and most of the pace of a net; the first try tells how long it takes."""
HEARD = 0.05
"""Of the loudest sample: what is quieter before and after a text is no speech."""


class Net(StrEnum):
    """What speaks."""

    KOKORO = "Kokoro"
    PIPER = "Piper"


@dataclass(frozen=True, slots=True)
class NeuralSpeech:
    """files: of the pack by role."""

    files: Mapping[str, Path]

    def say(self, text: str, net: Net, seed: int, seconds: float | None = None) -> Utterance:
        """A text, without rests before and after it. Phones are espeak's, stretched to the length of the speech.

        seed: chance of the sound, and for Kokoro which of its voices speaks. seconds: how long it should last, by the
        pace of the net's own speech; None: as long as espeak says it.

        Raises:
            VoiceUnavailableError: espeak-ng, which finds the phonemes, is not installed.
        """
        plain = speak(text, VOICES[0])
        wanted = (seconds or plain.duration_s) * SOUND_RATE_HZ
        # Without a full stop Kokoro swallows short texts: 0.1 s for four words, of which a recogniser hears none.
        said, sounds = np.zeros(0, np.float32), f"{ipa(text)}."
        pace = 1.0
        for _ in range(TRIES):
            said = self._said(sounds, net, seed, pace)
            pace = float(np.clip(pace * len(said) / wanted, *PACE))
        level = float(np.sqrt(np.mean(said**2))) + 1e-9
        samples = np.clip(said * SPEECH_LEVEL / level, -0.95, 0.95).astype(np.float32)
        return Utterance(samples, _stretched(plain, len(samples) / SOUND_RATE_HZ))

    def _said(self, sounds: str, net: Net, seed: int, pace: float) -> NDArray[np.float32]:
        spoken, rate_hz = (self._kokoro if net is Net.KOKORO else self._piper)(sounds, seed, pace)
        wave = resample_poly(spoken, SOUND_RATE_HZ // 50, rate_hz // 50).astype(np.float32)
        loud = np.flatnonzero(np.abs(wave) > HEARD * np.abs(wave).max())
        return np.asarray(wave[loud[0] : loud[-1] + 1], np.float32)

    def _kokoro(self, sounds: str, seed: int, pace: float) -> tuple[NDArray[np.float32], int]:
        symbols = json.loads(self.files["kokoro_symbols"].read_text(encoding="utf-8"))["vocab"]
        tokens = [symbols[letter] for letter in sounds if letter in symbols]
        with np.load(self.files["kokoro_voices"]) as voices:
            names = sorted(voices.files)
            style = voices[names[seed % len(names)]]
        asked = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": np.asarray(style[min(len(tokens), len(style)) - 1], np.float32).reshape(1, -1),
            "speed": np.array([pace], np.float32),
        }
        net = b"".join(self.files[f"kokoro_part_{part}"].read_bytes() for part in range(1, PARTS + 1))
        return _asked(net, asked, seed), KOKORO_RATE_HZ

    def _piper(self, sounds: str, seed: int, pace: float) -> tuple[NDArray[np.float32], int]:
        symbols = json.loads(self.files["piper_symbols"].read_text(encoding="utf-8"))["phoneme_id_map"]
        rest, begin, end = (symbols[mark] for mark in "_^$")
        ids = [
            *begin,
            *rest,
            *(one for letter in sounds if letter in symbols for one in (*symbols[letter], *rest)),
            *end,
        ]
        asked = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([PIPER_NOISE, 1 / pace, PIPER_PHONE_NOISE], np.float32),
        }
        return _asked(self.files["piper_voice"], asked, seed), PIPER_RATE_HZ


def neural_speech(models: Path) -> NeuralSpeech | None:
    """The voices of the pack; None where it is not built.

    Raises:
        WrongModelFileError: a file is not the pinned one.
    """
    try:
        return NeuralSpeech(store.verify(manifest.load(PACK), models).files)
    except MissingModelFileError:
        return None


def _asked(net: bytes | Path, asked: Mapping[str, Any], seed: int) -> NDArray[np.float32]:
    onnxruntime.set_seed(seed)
    return np.asarray(open_session(net).run(None, asked)[0], np.float32).ravel()


def _stretched(plain: Utterance, seconds: float) -> tuple[Phone, ...]:
    scale = seconds / plain.duration_s
    return tuple(Phone(phone.name, phone.start_s * scale, phone.end_s * scale) for phone in plain.phones)
