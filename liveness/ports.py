"""The engines that the verdict needs. One implementation per model pack lives in `liveness.engines`."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Prompt
from liveness.observations import FaceMeasurement, SpokenAnswer, Vector

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


class SpeechEngine(Protocol):
    """Recognises within a grammar and aligns asked words."""

    def knows(self, word: str) -> bool:
        """Whether the speech dictionary holds the word."""

    def answer(self, samples: Samples, offset_s: float, prompt: Prompt, alternatives: tuple[str, ...]) -> SpokenAnswer:
        """Measures one `say` prompt on the sound it may be answered in.

        samples: that stretch of sound; offset_s: media time of its first sample;
        alternatives: at most 8 other texts of the same kind and word count.
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
    speech: SpeechEngine
    pack: str
    """Name and version of every model pack in use, joined by +; recorded in every template."""
    presentation_attack: PresentationAttackEngine | None = None
    age: AgeEngine | None = None
    earlier_face_template: FaceTemplateEngine | None = None
    """The net that people enrolled with before another came."""
    earlier_voice_template: VoiceTemplateEngine | None = None
