import numpy as np

from liveness.measure.net_speech import voice_samples
from liveness.observations import Vector
from liveness.ports import Samples, TooLittleSpeechError
from tests.liveness.fakes import FakeVoiceTemplates, LoudIsSpeech

SPEECH = np.ones(16_000, np.float32) / 2
SILENCE = np.zeros(16_000, np.float32)


def samples_of(answers: list[tuple[float, float]], *sound: np.ndarray) -> list[tuple[float, float, float]]:
    samples = np.concatenate(sound)
    found = voice_samples(answers, samples, LoudIsSpeech().speech_probability(samples), FakeVoiceTemplates())
    return [(sample.start_s, sample.end_s, round(sample.net_speech_s, 1)) for sample in found]


def test_each_answer_has_a_sample_of_its_net_speech() -> None:
    assert samples_of([(0, 2), (2, 3)], SPEECH, SILENCE, SPEECH) == [(0, 2, 1.0), (2, 3, 1.0)]


def test_without_answers_all_speech_is_one_sample() -> None:
    assert samples_of([], SPEECH, SILENCE, SPEECH) == [(0.0, 3.0, 2.0)]


def test_less_than_half_a_second_makes_no_sample() -> None:
    assert samples_of([(0, 1)], SPEECH[:7000], SILENCE) == []


class NoVoiceFound(FakeVoiceTemplates):
    """A net that finds no voice in loud sound, such as a hum."""

    def template(self, speech: Samples) -> Vector:
        raise TooLittleSpeechError("the net found no voice in this speech; ask for a longer answer")


def test_an_answer_in_which_the_net_finds_no_voice_makes_no_sample() -> None:
    hum = SPEECH.astype(np.float32)
    loud = LoudIsSpeech().speech_probability(hum)
    assert voice_samples([(0, 1)], hum, loud, NoVoiceFound()) == ()


def test_silence_makes_no_sample() -> None:
    assert samples_of([], SILENCE) == []
