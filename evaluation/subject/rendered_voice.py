"""Speech of somebody who does not exist, with the time of every phone, from espeak-ng.

Does not move a mouth (`mouth_shapes`). espeak-ng is GPL and installed with the extra `demo` only, so it is
looked for when somebody first speaks; this module calls its C interface (`speak_lib.h`).
"""

import ctypes
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from evaluation.subject.muxing import SOUND_RATE_HZ

ESPEAK_RATE_HZ = 22_050
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE, _WORD_GAP = 1, 3, 4, 7
_END_OF_LIST, _PHONEME = 0, 7
_UTF8 = 1
WORD_GAP = 6
"""Extra rest between words in espeak's 10 ms steps: words run together are hard to recognise, for people too."""
BRISK_WORDS_PER_MINUTE, BRISK_WORD_GAP = 170, 3
"""As fast as somebody who reads from a screen against a clock: the sentence of consent takes 5.9 s instead of 8.1 s of
the 9 s there are for it. Recognised as well: 12 of 12 answers of two voices, margin 2.6 to 5.2 nats a phone."""
SPEECH_LEVEL = 0.08
"""Root mean square of speech, full scale = 1: about -22 dBFS, a phone held at arm's length."""


class VoiceUnavailableError(RuntimeError):
    """The speech synthesiser is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """One speaker.

    pitch and pitch_range: espeak's 0..99. tract: > 1 shortens the vocal tract, raising formants. word_gap: rest between
    words, in steps of 10 ms.
    """

    variant: str
    pitch: int
    pitch_range: int
    words_per_minute: int
    tract: float
    word_gap: int = WORD_GAP

    def brisk(self) -> "VoiceStyle":
        """The same speaker in a hurry."""
        return replace(self, words_per_minute=BRISK_WORDS_PER_MINUTE, word_gap=BRISK_WORD_GAP)


@dataclass(frozen=True, slots=True)
class Phone:
    """One sound. name: espeak's mnemonic without stress marks; `_` is a pause."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """samples: (n,) float32, 48 kHz mono. Phone times count from its first sample."""

    samples: NDArray[np.float32]
    phones: tuple[Phone, ...]

    @property
    def duration_s(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SOUND_RATE_HZ


VOICES: tuple[VoiceStyle, ...] = (
    VoiceStyle("edward", 45, 30, 140, 1.0),
    VoiceStyle("f2", 60, 25, 140, 1.0),
    VoiceStyle("klatt2", 45, 25, 140, 1.0),
    VoiceStyle("m1", 45, 25, 140, 1.0),
)
"""Of 36 variants tried, those that a recogniser understands best and a speaker net tells apart."""


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Espeak:
    """The one synthesiser of the process; espeak keeps its state in globals."""

    def __init__(self) -> None:
        try:
            import espeakng_loader  # noqa: PLC0415 - GPL, an extra: looked for only when somebody speaks
        except ImportError as error:
            raise VoiceUnavailableError(
                "The rendered subject's voice needs espeak-ng: install the extra `demo`."
            ) from error
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS) != ESPEAK_RATE_HZ:
            raise VoiceUnavailableError("espeak-ng did not start; reinstall the extra `demo`.")
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._lock = Lock()
        self._sound: list[NDArray[np.int16]] = []
        self._phones: list[tuple[str, int]] = []

    def _collect(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if wave and count:
            self._sound.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != _END_OF_LIST:
            if events[index].type == _PHONEME:
                self._phones.append((events[index].id.string.decode(errors="replace"), events[index].sample))
            index += 1
        return 0

    def speak(self, text: str, style: VoiceStyle) -> tuple[NDArray[np.int16], list[tuple[str, int]]]:
        """Samples at 22.05 kHz, and each phone with the sample it starts at."""
        with self._lock:
            self._sound, self._phones = [], []
            self._library.espeak_SetVoiceByName(f"en-us+{style.variant}".encode())
            for name, value in (
                (_RATE, style.words_per_minute),
                (_PITCH, style.pitch),
                (_RANGE, style.pitch_range),
                (_WORD_GAP, style.word_gap),
            ):
                self._library.espeak_SetParameter(name, value, 0)
            data = text.encode() + b"\0"
            self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
            return np.concatenate(self._sound), self._phones


@lru_cache(maxsize=1)
def _espeak() -> _Espeak:
    return _Espeak()


def speak(text: str, style: VoiceStyle) -> Utterance:
    """Says a text.

    Raises:
        VoiceUnavailableError: espeak-ng is not installed or does not start.
    """
    pcm, phones = _espeak().speak(text, style)
    # Played faster, all formants and the pitch rise together, as in a shorter vocal tract.
    played_rate_hz = round(ESPEAK_RATE_HZ * style.tract / 50) * 50
    wave = resample_poly(pcm.astype(np.float32), SOUND_RATE_HZ // 50, played_rate_hz // 50)
    level = float(np.sqrt(np.mean(wave**2))) + 1e-9
    samples = np.clip(wave * SPEECH_LEVEL / level, -0.95, 0.95).astype(np.float32)
    return Utterance(samples, _timed(phones, played_rate_hz, len(samples) / SOUND_RATE_HZ))


def _timed(phones: list[tuple[str, int]], rate_hz: int, end_s: float) -> tuple[Phone, ...]:
    starts = [sample / rate_hz for _, sample in phones] + [end_s]
    return tuple(
        Phone(name.strip("',%=").rstrip("0123456789#") or "_", start, end)
        for (name, _), start, end in zip(phones, starts[:-1], starts[1:], strict=True)
    )
