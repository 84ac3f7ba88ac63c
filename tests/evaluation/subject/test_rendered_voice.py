import sys

import numpy as np
import pytest
from scipy.signal import resample_poly

from evaluation.subject import rendered_voice
from evaluation.subject.rendered_voice import (
    SPEECH_LEVEL,
    VOICES,
    Phone,
    VoiceStyle,
    VoiceUnavailableError,
    mouth_track,
    phone_shapes,
    speak,
)
from liveness.ports import Engines, Samples


def heard(text: str, style: VoiceStyle) -> Samples:
    wave: Samples = resample_poly(speak(text, style).samples, 1, 3).astype(np.float32)
    return wave


def test_speech_has_a_natural_level_and_never_clips() -> None:
    said = speak("forty two", VOICES[0])
    assert np.sqrt(np.mean(said.samples**2)) == pytest.approx(SPEECH_LEVEL, rel=0.05)
    assert np.abs(said.samples).max() < 0.96


def test_phones_follow_each_other_to_the_end_of_the_sound() -> None:
    said = speak("map", VOICES[0])
    assert [phone.name for phone in said.phones][:3] == ["m", "a", "p"]
    assert all(one.end_s == other.start_s for one, other in zip(said.phones, said.phones[1:], strict=False))
    assert said.phones[-1].end_s == pytest.approx(said.duration_s)


def test_the_sound_is_loud_where_the_phones_say_a_vowel_is() -> None:
    said = speak("papa", VOICES[0])
    loudness = {
        phone.name[0]: float(np.abs(said.samples[round(phone.start_s * 48_000) : round(phone.end_s * 48_000)]).mean())
        for phone in said.phones
        if phone.end_s > phone.start_s + 0.01
    }
    assert max(value for name, value in loudness.items() if name not in "p_") > 2 * loudness["p"]


def test_voices_differ_and_each_is_like_itself(engines: Engines) -> None:
    texts = ("forty two ninety seven is what i was asked", "velvet monkey airport and some more words")
    first, second = ([engines.voice_template.template(heard(text, style)) for style in VOICES] for text in texts)
    likeness = np.array([[float(one @ other) for other in second] for one in first])
    others = likeness[~np.eye(len(VOICES), dtype=bool)]
    assert likeness.diagonal().min() > others.mean() + 0.1
    assert (likeness.argmax(axis=1) == np.arange(len(VOICES))).all()


def test_without_espeak_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(VoiceUnavailableError, match="extra `demo`"):
        rendered_voice._Espeak()


def test_lips_meet_for_bilabials_and_open_for_an_a() -> None:
    track = mouth_track((Phone("m", 0.0, 0.1), Phone("a:", 0.1, 0.3), Phone("p", 0.3, 0.4)))
    assert track.at(0.05)[0] < 0.1
    assert track.at(0.2)[0] > 0.8
    assert track.at(0.35)[0] < 0.1


def test_the_mouth_rests_outside_the_sound() -> None:
    track = mouth_track((Phone("a", 0.0, 0.2),))
    assert track.at(-0.1) == track.at(0.5) == (0.0, 0.0)


@pytest.mark.parametrize(("name", "count"), [("aI", 2), ("m", 1), ("??", 2), ("%", 1)])
def test_a_diphthong_passes_through_two_shapes(name: str, count: int) -> None:
    assert len(phone_shapes(name)) == count
