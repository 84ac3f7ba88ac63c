"""Engines that give an answer again without measuring again, when they are asked exactly the same about one recording.

So what is asked while a recording arrives is not measured once more when it is whole, and no picture has two templates
made by one net. An answer belongs to all that went into it: another picture, or one sample more, is another question.
Make one set for each recording; what it remembers goes with it.
"""

import hashlib
import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from liveness.challenge.language import ENGLISH
from liveness.observations import FaceMeasurement, PhoneTime, Vector, WordScores, WordTime
from liveness.ports import (
    Engines,
    FaceTemplateEngine,
    Image,
    PhoneTimer,
    Samples,
    SpeechScorer,
    VoiceTemplateEngine,
)

_Answer = TypeVar("_Answer")


def remembering(engines: Engines) -> Engines:
    """The same engines with a fresh memory, for one recording."""
    return replace(
        engines,
        face_template=_Faces(engines.face_template),
        voice_activity=engines.voice_activity.for_one_recording(),
        voice_template=_Voices(engines.voice_template),
        speech_scorer=remembering_words(engines.speech_scorer),
        phone_timer=_Timer(engines.phone_timer),
    )


def remembering_words(scorer: SpeechScorer) -> SpeechScorer:
    """The same scorer with a fresh memory, for one recording."""
    return _Scorer(scorer)


@dataclass(slots=True)
class _Memory(Generic[_Answer]):
    _known: dict[Hashable, _Answer] = field(default_factory=dict)

    def answer(self, asked: Hashable, measure: Callable[[], _Answer]) -> _Answer:
        if asked not in self._known:
            self._known[asked] = measure()
        return self._known[asked]


@dataclass(slots=True)
class _Picture:
    """What was asked about one picture; forgotten with it. asked: each face, and its template."""

    image: "weakref.ref[Image]"
    asked: list[tuple[FaceMeasurement, Vector | None]] = field(default_factory=list)


class _Faces:
    """A picture is known by being the same object, and is not kept: pictures are large."""

    def __init__(self, engine: FaceTemplateEngine) -> None:
        self._engine, self.model_id = engine, engine.model_id
        self._pictures: dict[int, _Picture] = {}

    def template(self, image: Image, face: FaceMeasurement) -> Vector | None:
        place, pictures = id(image), self._pictures
        if place not in pictures:
            # Its place in memory may be that of another picture when it is gone.
            pictures[place] = _Picture(weakref.ref(image, lambda _: pictures.pop(place)))
        known = pictures[place].asked
        for asked, template in known:
            if asked is face:
                return template
        known.append((face, self._engine.template(image, face)))
        return known[-1][1]


class _Voices:
    def __init__(self, engine: VoiceTemplateEngine) -> None:
        self._engine, self.model_id = engine, engine.model_id
        self._memory: _Memory[Vector] = _Memory()

    def template(self, speech: Samples) -> Vector:
        return self._memory.answer(_digest(speech), lambda: self._engine.template(speech))


class _Scorer:
    def __init__(self, engine: SpeechScorer) -> None:
        self._engine, self.scorer_id = engine, engine.scorer_id
        self._memory: _Memory[WordScores] = _Memory()

    def knows(self, word: str) -> bool:
        return self._engine.knows(word)

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        key = (_digest(samples), asked, language)
        return self._memory.answer(key, lambda: self._engine.score(samples, asked, language))


class _Timer:
    def __init__(self, engine: PhoneTimer) -> None:
        self._engine = engine
        self._memory: _Memory[tuple[tuple[WordTime, ...], tuple[PhoneTime, ...]]] = _Memory()

    def knows(self, word: str) -> bool:
        return self._engine.knows(word)

    def times(
        self, samples: Samples, offset_s: float, asked: str, language: str = ENGLISH
    ) -> tuple[tuple[WordTime, ...], tuple[PhoneTime, ...]]:
        key = (_digest(samples), offset_s, asked, language)
        return self._memory.answer(key, lambda: self._engine.times(samples, offset_s, asked, language))


def _digest(samples: Samples) -> bytes:
    return hashlib.sha256(samples.tobytes()).digest()
