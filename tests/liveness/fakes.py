"""Engines that measure what the test says, for recordings that show nobody."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from liveness.limits.net_ids import DLIB_RESNET, GE2E
from liveness.limits.words import POCKETSPHINX
from liveness.observations import FaceMeasurement, PhoneTime, Vector, WordScores, WordTime
from liveness.ports import Engines, Image, Samples
from tests.liveness.handmade import face, vector


@dataclass
class FakeFaces:
    """Sees `faces` in turn, then the last one for ever."""

    faces: list[FaceMeasurement | None] = field(default_factory=lambda: [face()])

    def measure(self, image: Image) -> tuple[int, FaceMeasurement | None]:
        seen = self.faces.pop(0) if len(self.faces) > 1 else self.faces[0]
        return int(seen is not None), seen

    def follow(self, image: Image, before: FaceMeasurement) -> FaceMeasurement | None:
        return self.measure(image)[1]


class FakeFaceTemplates:
    model_id = DLIB_RESNET

    def template(self, image: Image, face: FaceMeasurement) -> Vector:
        return vector()


class LoudIsSpeech:
    def for_one_recording(self) -> "LoudIsSpeech":
        return self

    def speech_probability(self, samples: Samples) -> NDArray[np.float32]:
        windows = np.pad(samples, (0, -len(samples) % 512)).reshape(-1, 512)
        return np.asarray(np.abs(windows).max(axis=1, initial=0.0) > 0.01, np.float32)


class FakeVoiceTemplates:
    model_id = GE2E

    def template(self, speech: Samples) -> Vector:
        return vector(dimensions=256)


class HearsWhatWasAsked:
    scorer_id = POCKETSPHINX

    def knows(self, word: str) -> bool:
        return True

    def score(self, samples: Samples, asked: str, language: str = "en") -> WordScores:
        return WordScores(self.scorer_id, -1.0, (-9.0,), recognised=tuple(asked.split()))

    def times(
        self, samples: Samples, offset_s: float, asked: str, language: str = "en"
    ) -> tuple[tuple[WordTime, ...], tuple[PhoneTime, ...]]:
        words = asked.split()
        end_s = offset_s + len(samples) / 16_000
        times = np.linspace(offset_s, end_s, len(words) + 1)
        heard = tuple(
            WordTime(word, float(start), float(end), -1.0)
            for word, start, end in zip(words, times, times[1:], strict=False)
        )
        return heard, ()


def fake_engines(*faces: FaceMeasurement | None) -> Engines:
    return Engines(
        face=FakeFaces(list(faces) or [face()]),
        face_template=FakeFaceTemplates(),
        voice_activity=LoudIsSpeech(),
        voice_template=FakeVoiceTemplates(),
        speech_scorer=HearsWhatWasAsked(),
        phone_timer=HearsWhatWasAsked(),
        pack="fake-1",
    )
