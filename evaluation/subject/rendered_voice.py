"""A synthetic voice (espeak-ng) with the time of every phone, and the shapes of the mouth that speaks them.

espeak-ng is GPL and installed with the extra `demo` only, so it is looked for at the first speech; this module calls
its C interface (`speak_lib.h`). Mouth shapes follow the usual viseme groups (Fisher 1968; MPEG-4 facial animation):
lips shut for p b m, lip on teeth for f v, rounded for w u o, wide for i e, open for a.
"""

import ctypes
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import resample_poly

from evaluation.subject.media_files import SOUND_RATE_HZ

ESPEAK_RATE_HZ = 22_050
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE, _WORD_GAP = 1, 3, 4, 7
_END_OF_LIST, _PHONEME = 0, 7
_UTF8 = 1
_IPA = 2
WORD_GAP = 6
"""Extra rest between words in espeak's 10 ms steps: words without it are hard to recognise, for people too."""
BRISK_WORDS_PER_MINUTE, BRISK_WORD_GAP = 170, 3
"""The pace of a person who reads against a clock: the sentence of consent takes 5.9 s instead of 8.1 s, of a
window of 9 s. Recognised as before: 12 of 12 answers of two voices, margins 2.6 to 5.2 over the next best words."""
SPEECH_LEVEL = 0.08
"""Root mean square of speech, full scale = 1: about -22 dBFS, a phone held at arm's length."""


class VoiceUnavailableError(RuntimeError):
    """The speech synthesiser is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """One speaker.

    pitch and pitch_range: espeak's 0..99. tract: > 1 shortens the vocal tract, raising formants. word_gap: rest between
    words, in steps of 10 ms. language: espeak's name of the one that the speaker reads in, such as "it".
    """

    variant: str
    pitch: int
    pitch_range: int
    words_per_minute: int
    tract: float
    word_gap: int = WORD_GAP
    language: str = "en-us"

    def brisk(self) -> "VoiceStyle":
        """The same speaker at the pace of a live answer."""
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
            import espeakng_loader  # noqa: PLC0415 - GPL, an extra: imported at the first speech
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
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
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

    def ipa(self, text: str) -> str:
        """The sounds of a text in the letters of the International Phonetic Alphabet."""
        with self._lock:
            self._library.espeak_SetVoiceByName(b"en-us")
            left = ctypes.c_void_p(ctypes.cast(ctypes.c_char_p(text.encode()), ctypes.c_void_p).value)
            clauses = []
            while left.value:
                clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, _IPA).decode())
            return " ".join(clauses)

    def speak(self, text: str, style: VoiceStyle) -> tuple[NDArray[np.int16], list[tuple[str, int]]]:
        """Samples at 22.05 kHz, and each phone with the sample it starts at."""
        with self._lock:
            self._sound, self._phones = [], []
            self._library.espeak_SetVoiceByName(f"{style.language}+{style.variant}".encode())
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


def ipa(text: str) -> str:
    """How an English text sounds, in the letters of the International Phonetic Alphabet.

    Raises:
        VoiceUnavailableError: espeak-ng is not installed or does not start.
    """
    return _espeak().ipa(text)


def _timed(phones: list[tuple[str, int]], rate_hz: int, end_s: float) -> tuple[Phone, ...]:
    starts = [sample / rate_hz for _, sample in phones] + [end_s]
    return tuple(
        Phone(name.strip("',%=").rstrip("0123456789#") or "_", start, end)
        for (name, _), start, end in zip(phones, starts[:-1], starts[1:], strict=True)
    )


RATE_HZ = 200
SMOOTHING_S = 0.022
"""Standard deviation of the blur that stands for the lips' inertia; a closure of 60 ms still closes."""

Shape = tuple[float, float]
"""opening 0..1 and spread -1..1, as in `point_picture.Pose`."""

CLOSED: Shape = (0.0, 0.0)
NEUTRAL: Shape = (0.18, 0.1)
SHAPES: dict[str, Shape] = {
    **dict.fromkeys("pbm_", CLOSED),
    **dict.fromkeys("fv", (0.07, 0.1)),
    **dict.fromkeys("wu", (0.16, -0.9)),
    "U": (0.25, -0.7),
    **dict.fromkeys("oO0", (0.60, -0.6)),
    **dict.fromkeys("rR", (0.22, -0.4)),
    **dict.fromkeys("SZ", (0.18, -0.5)),
    **dict.fromkeys("iIj", (0.26, 0.7)),
    **dict.fromkeys("eE", (0.52, 0.4)),
    **dict.fromkeys("aA", (0.95, 0.15)),
    **dict.fromkeys("@V3Q", (0.55, 0.0)),
    **dict.fromkeys("szTD", (0.12, 0.3)),
    **dict.fromkeys("tdnlkgNhx?", NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """A mouth over time. Both (n,) float32 at 200 Hz from the first sample of the sound."""

    opening: NDArray[np.float32]
    spread: NDArray[np.float32]

    def at(self, second: float) -> Shape:
        """The shape at a time; closed outside the sound."""
        index = round(second * RATE_HZ)
        if not 0 <= index < len(self.opening):
            return CLOSED
        return float(self.opening[index]), float(self.spread[index])


def phone_shapes(name: str) -> list[Shape]:
    """The shapes one phone passes through: one, or two for a diphthong."""
    shapes = [SHAPES[letter] for letter in name if letter in SHAPES]
    return shapes[:2] or [NEUTRAL]


def mouth_track(phones: tuple[Phone, ...]) -> MouthTrack:
    """The mouth that says these phones."""
    end_s = phones[-1].end_s if phones else 0.0
    targets = np.zeros((int(end_s * RATE_HZ) + 1, 2))
    for phone in phones:
        shapes = phone_shapes(phone.name)
        edges = np.linspace(phone.start_s, phone.end_s, len(shapes) + 1) * RATE_HZ
        for shape, start, end in zip(shapes, edges[:-1], edges[1:], strict=True):
            targets[round(start) : round(end)] = shape
    smooth = gaussian_filter1d(targets, SMOOTHING_S * RATE_HZ, axis=0, mode="nearest").astype(np.float32)
    return MouthTrack(smooth[:, 0], smooth[:, 1])
