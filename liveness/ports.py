"""The engines that the verdict needs. One implementation per model pack lives in `liveness.engines`."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.language import ENGLISH
from liveness.observations import FaceMeasurement, PhoneTime, Vector, WordScores, WordTime

Image = NDArray[np.uint8]
"""(height, width, 3) BGR, upright."""
Samples = NDArray[np.float32]
"""(n,) 16 kHz mono, -1..1."""


class FaceEngine(Protocol):
    """Finds faces and measures the largest."""

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        """The number of faces in the frame, and the measurement of the largest (None when there is none)."""

    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        """The face that a moment ago was measured as `before`, without looking for others; None when it is lost."""


class FaceTemplateEngine(Protocol):
    """Turns one measured face into a template."""

    model_id: str

    def template(self, image: Image, face: FaceMeasurement) -> Vector | None:
        """L2-normalised template of the face in this frame; None when the engine cannot make it out."""


class VoiceActivityEngine(Protocol):
    """Finds the windows that hold speech."""

    def speech_probability(self, samples: Samples) -> NDArray[np.float32]:
        """One probability per 32 ms window (512 samples), from sample 0."""

    def for_one_recording(self) -> "VoiceActivityEngine":
        """The same engine with a memory of its own: samples that begin with those asked before cost the rest only."""


class TooLittleSpeechError(ValueError):
    """The speech makes no template: too short, silent, or the net finds no voice in it. A longer answer may do."""


class VoiceTemplateEngine(Protocol):
    """Turns speech into a speaker template."""

    model_id: str

    def template(self, speech: Samples) -> Vector:
        """L2-normalised template. `speech` holds net speech only (silence cut out), at least 0.5 s.

        Raises:
            TooLittleSpeechError: too little speech, or no voice in it.
        """


class SpeechScorer(Protocol):
    """Scores how well asked words fit a stretch of sound, against others that could have been said."""

    scorer_id: str
    """Engine and model: what its limits belong to (`liveness.limits.words`)."""

    def knows(self, word: str) -> bool:
        """Whether it can score this word, in lower case."""

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """The log-likelihoods of the asked text and of its alternatives.

        samples: the sound that one `say` prompt may be answered in; asked: its words, in lower case; language: theirs.

        Raises:
            UnknownWordError: it does not know a word.
            UnknownLanguageError: it does not score texts in that language.
        """


class PhoneTimer(Protocol):
    """Finds where asked words and their phones lie in a stretch of sound. Does not say whether they were said."""

    def knows(self, word: str) -> bool:
        """Whether its dictionary holds the word, in lower case."""

    def times(
        self, samples: Samples, offset_s: float, asked: str, language: str = ENGLISH
    ) -> tuple[tuple[WordTime, ...], tuple[PhoneTime, ...]]:
        """Times of the words and of their phones; each empty where they do not fit.

        samples: the stretch of sound; offset_s: media time of its first sample. language: in others than English it
        times digits only.

        Raises:
            UnknownWordError: the dictionary does not hold a word.
            UnknownLanguageError: it has no pronunciations of that language.
        """


class PresentationAttackEngine(Protocol):
    """Says of one picture whether it shows a living face. Not part of the open pack.

    live_min: the least probability that its makers or a measurement call living.
    """

    live_min: float

    def live_probability(self, image: Image, face: FaceMeasurement) -> float | None:
        """How sure the net is that the face in this frame is living, 0..1; None when it cannot examine it."""


class AgeEngine(Protocol):
    """Estimates the age of the face in one picture. Not part of the open pack. It can add doubt, never remove any."""

    def years(self, image: Image, face: FaceMeasurement) -> float | None:
        """The age that the face in this frame looks, in years; None when the engine cannot make it out."""


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine per role, as the model pack chose them."""

    face: FaceEngine
    face_template: FaceTemplateEngine
    voice_activity: VoiceActivityEngine
    voice_template: VoiceTemplateEngine
    speech_scorer: SpeechScorer
    phone_timer: PhoneTimer
    pack: str
    """Name and version of every model pack in use, joined by +; recorded in every template."""
    presentation_attack: PresentationAttackEngine | None = None
    age: AgeEngine | None = None
    earlier_face_template: FaceTemplateEngine | None = None
    """The net that people enrolled with before another came."""
    earlier_voice_template: VoiceTemplateEngine | None = None
