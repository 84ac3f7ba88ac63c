"""An answer is given again only to exactly the same question."""

import weakref

import numpy as np

from liveness.engines.remembered import remembering
from liveness.observations import FaceMeasurement, Vector, WordScores
from liveness.ports import Engines, Image, Samples
from tests.liveness.fakes import FakeFaceTemplates, FakeVoiceTemplates, HearsWhatWasAsked, fake_engines
from tests.liveness.handmade import face

SPEECH = np.full(16_000, 0.1, np.float32)
PICTURE = np.zeros((4, 4, 3), np.uint8)


class CountsFaces(FakeFaceTemplates):
    def __init__(self) -> None:
        self.asked = 0

    def template(self, image: Image, face: FaceMeasurement) -> Vector:
        self.asked += 1
        return super().template(image, face)


class CountsVoices(FakeVoiceTemplates):
    def __init__(self) -> None:
        self.asked = 0

    def template(self, speech: Samples) -> Vector:
        self.asked += 1
        return super().template(speech)


class CountsWords(HearsWhatWasAsked):
    def __init__(self) -> None:
        self.asked = 0

    def score(self, samples: Samples, asked: str, language: str = "en") -> WordScores:
        self.asked += 1
        return super().score(samples, asked)


def counted() -> tuple[Engines, CountsFaces, CountsVoices, CountsWords]:
    faces, voices, words = CountsFaces(), CountsVoices(), CountsWords()
    fakes = fake_engines()
    engines = Engines(fakes.face, faces, fakes.voice_activity, voices, words, fakes.phone_timer, "fake-1")
    return engines, faces, voices, words


def test_a_picture_has_one_template_however_often_it_is_asked_for() -> None:
    engines, faces, _, _ = counted()
    kept, measured = remembering(engines), face()
    first = kept.face_template.template(PICTURE, measured)
    assert kept.face_template.template(PICTURE, measured) is first
    assert faces.asked == 1


def test_another_picture_or_another_face_in_it_is_measured() -> None:
    engines, faces, _, _ = counted()
    kept, measured = remembering(engines), face()
    kept.face_template.template(PICTURE, measured)
    kept.face_template.template(PICTURE.copy(), measured)
    kept.face_template.template(PICTURE, face())
    assert faces.asked == 3


def test_a_picture_that_is_let_go_is_neither_kept_nor_taken_for_another() -> None:
    engines, faces, _, _ = counted()
    kept, measured = remembering(engines), face()
    for _ in range(50):
        picture = np.zeros((720, 1280, 3), np.uint8)
        seen = weakref.ref(picture)
        kept.face_template.template(picture, measured)
        del picture
        assert seen() is None
    assert faces.asked == 50


def test_one_sample_more_another_word_or_another_language_is_another_question() -> None:
    engines, _, voices, words = counted()
    kept = remembering(engines)
    for samples, asked in ((SPEECH, "seven"), (SPEECH.copy(), "seven"), (SPEECH[1:], "seven"), (SPEECH, "kettle")):
        kept.voice_template.template(samples)
        kept.speech_scorer.score(samples, asked)
    assert (voices.asked, words.asked) == (2, 3)
    kept.speech_scorer.score(SPEECH, "seven", "es")
    assert words.asked == 4


def test_the_place_of_words_is_that_of_the_stretch() -> None:
    timer = remembering(fake_engines()).phone_timer
    assert timer.times(SPEECH, 0.0, "seven") != timer.times(SPEECH, 4.0, "seven")


def test_the_next_recording_is_measured_anew() -> None:
    engines, faces, _, _ = counted()
    measured = face()
    for _ in range(2):
        remembering(engines).face_template.template(PICTURE, measured)
    assert faces.asked == 2
