"""Finds speech in sound, and turns net speech into a speaker template. Does not compare voices.

Silence is cut out before a template is made (`liveness.measure.net_speech`).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from scipy.signal import firwin, upfirdn

from liveness.engines.onnx_session import open_session
from liveness.limits.net_ids import CAMPPLUS, ECAPA, GE2E
from liveness.measure.flat_signals import direction, is_silent, root_mean_square
from liveness.measure.kaldi_bands import kaldi_bands
from liveness.measure.sound_bands import HOP_SAMPLES, SAMPLE_RATE, mel_bands
from liveness.observations import Vector
from liveness.ports import Samples, TooLittleSpeechError

WINDOW_SAMPLES = 512
"""32 ms at 16 kHz, the only window length the net was trained on."""
CONTEXT_SAMPLES = 64
"""The net sees the end of the window before; silence before the first."""
LOW_PASS = firwin(33, 3_700, fs=16_000).astype(np.float32)
"""Before every other sample is left out: the band of 8 kHz sound, 1 ms late."""
LEAD_SAMPLES = CONTEXT_SAMPLES + len(LOW_PASS) - 1
"""Heard before each window, at most."""
RATES = tuple(np.array(rate, np.int64) for rate in (16_000, 8_000))
_SILENCE = (np.zeros((2, 1, 128), np.float32),) * len(RATES)
"""State of the net at each rate before the first window."""


class SileroVoiceActivity:
    """silero-vad 6 (MIT), `silero_vad/data/silero_vad.onnx`. 0.2 ms CPU a window; not shareable between threads.

    The net was trained on 16 kHz sound and on that of telephones, 8 kHz. Sound is heard at both rates, and the surer
    answer counts: at 16 kHz alone the net finds 29 % of windows with speech in 30 answers of single words by telephone,
    at both 38 %, as in the same answers heard wide. In 9,282 windows of wide recordings it adds 1.0 %.
    """

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def speech_probability(self, samples: Samples) -> NDArray[np.float32]:
        """One probability per 32 ms window from sample 0, shape (ceil(n / 512),); the last window is zero-padded.

        Each call starts from silence: nothing is remembered of the call before.
        """
        return self.for_one_recording().speech_probability(samples)

    def for_one_recording(self) -> "SileroOfOneRecording":
        """As the port; the loaded net is shared."""
        return SileroOfOneRecording(self._session)


States = tuple[NDArray[np.float32], ...]


class SileroOfOneRecording:
    """The same answers as a call that starts from silence: whole windows that were asked before are not asked again.

    Args:
        session: the net.
    """

    def __init__(self, session: InferenceSession) -> None:
        self._session = session
        self._samples = np.zeros(0, np.float32)
        self._probability = np.zeros(0, np.float32)
        self._states: States = _SILENCE

    def for_one_recording(self) -> "SileroOfOneRecording":
        """Another one, which remembers nothing yet."""
        return SileroOfOneRecording(self._session)

    def speech_probability(self, samples: Samples) -> NDArray[np.float32]:
        """As `SileroVoiceActivity`."""
        is_longer = np.array_equal(self._samples, samples[: len(self._samples)])
        done, states = (len(self._probability), self._states) if is_longer else (0, _SILENCE)
        count, whole = -(-len(samples) // WINDOW_SAMPLES), len(samples) // WINDOW_SAMPLES
        padded = np.zeros(LEAD_SAMPLES + count * WINDOW_SAMPLES, np.float32)
        padded[LEAD_SAMPLES : LEAD_SAMPLES + len(samples)] = samples
        probability = np.zeros(count, np.float32)
        probability[:done], self._states = self._probability[:done], states
        for index in range(done, count):
            start = index * WINDOW_SAMPLES
            probability[index], states = self._heard(padded[start : start + LEAD_SAMPLES + WINDOW_SAMPLES], states)
            if index < whole:
                self._states = states
        self._samples, self._probability = samples[: whole * WINDOW_SAMPLES].copy(), probability[:whole].copy()
        return probability

    def _heard(self, window: Samples, states: States) -> tuple[float, States]:
        """window: one window, and LEAD_SAMPLES before it."""
        wide = window[-CONTEXT_SAMPLES - WINDOW_SAMPLES :]
        narrow = upfirdn(LOW_PASS, window, down=2)[(len(LOW_PASS) - 1) // 2 : len(window) // 2]
        answers = [
            self._session.run(["output", "stateN"], {"input": sound[None], "state": state, "sr": rate})
            for sound, state, rate in zip((wide, narrow), states, RATES, strict=True)
        ]
        return max(float(output[0, 0]) for output, _ in answers), tuple(state for _, state in answers)


PARTIAL_FRAMES = 160
"""The net was trained on stretches of 1.6 s."""
PARTIAL_STEP_FRAMES = 77
"""1.3 stretches a second, as published."""
PARTIAL_COVERAGE = 0.75
"""A last stretch with less sound than this share is left out."""
TARGET_RMS = 10.0 ** (-30 / 20)
"""Quiet speech is raised to -30 dB full scale; loud speech stays."""
LEAST_SECONDS = 0.5


class Ge2eVoiceTemplate:
    """GE2E (Wan et al., 2018) as published with Resemblyzer 0.1.4 (Apache-2.0); 256 values, none negative.

    model: what `liveness.models.ge2e.convert` made. Not shareable between threads.
    """

    model_id = GE2E

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def template(self, speech: Samples) -> Vector:
        """L2-normalised mean template, shape (256,), of all stretches of 1.6 s of the net speech.

        Raises:
            TooLittleSpeechError: less than 0.5 s, or digital silence; ask for a longer answer.
        """
        require_speech(speech)
        (partials,) = self._session.run(["template"], {"mels": _partials(_raised(speech))})
        template = direction(np.mean(partials, axis=0))
        if template is None:
            raise TooLittleSpeechError("the net found no voice in this speech; ask for a longer answer")
        return template


def require_speech(speech: Samples) -> None:
    """Returns where there is enough speech for a template.

    Raises:
        TooLittleSpeechError: less than 0.5 s, or digital silence.
    """
    if len(speech) < LEAST_SECONDS * SAMPLE_RATE or is_silent(speech):
        raise TooLittleSpeechError("at least 0.5 s of speech is needed for a template")


def _raised(speech: Samples) -> Samples:
    return np.asarray(speech * max(1.0, TARGET_RMS / root_mean_square(speech)), np.float32)


def _partials(speech: Samples) -> NDArray[np.float32]:
    """Shape (stretches, 160, 40)."""
    frames = -(-(len(speech) + 1) // HOP_SAMPLES)
    starts = list(range(0, max(1, frames - PARTIAL_FRAMES + PARTIAL_STEP_FRAMES + 1), PARTIAL_STEP_FRAMES))
    covered = (len(speech) / HOP_SAMPLES - starts[-1]) / PARTIAL_FRAMES
    if covered < PARTIAL_COVERAGE and len(starts) > 1:
        starts.pop()
    missing = (starts[-1] + PARTIAL_FRAMES) * HOP_SAMPLES - len(speech)
    bands = mel_bands(np.pad(speech, (0, max(0, missing))))
    return np.stack([bands[start : start + PARTIAL_FRAMES] for start in starts])


class EcapaVoice:
    """SpeechBrain's ECAPA-TDNN, filter banks included, as `liveness.models.ecapa` exported it; needs no torch.

    Not shareable between threads.
    """

    model_id = ECAPA

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def template(self, speech: Samples) -> Vector:
        """L2-normalised template, shape (192,), of all of the net speech.

        Raises:
            TooLittleSpeechError: less than 0.5 s, or digital silence; ask for a longer answer.
        """
        require_speech(speech)
        (templates,) = self._session.run(["template"], {"samples": speech[np.newaxis].astype(np.float32, copy=False)})
        return np.asarray(templates[0], np.float32)


class CampplusVoice:
    """CAM++ (Wang et al., 2023) as 3D-Speaker published it for Mandarin and English (Apache-2.0); 192 values.

    model: what `liveness.models.campplus.convert` made. Not shareable between threads.
    """

    model_id = CAMPPLUS

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def template(self, speech: Samples) -> Vector:
        """L2-normalised template, shape (192,), of all of the net speech.

        Raises:
            TooLittleSpeechError: less than 0.5 s, or digital silence; ask for a longer answer.
        """
        require_speech(speech)
        bands = kaldi_bands(_raised(speech))
        (templates,) = self._session.run(["template"], {"bands": (bands - bands.mean(axis=0))[np.newaxis]})
        return np.asarray(templates[0], np.float32)
