"""The sound of a recording: where there is speech, how clean it is, what was answered and by which voice."""

import numpy as np
import pytest

from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.measure.listening import Heard, listen
from liveness.media.recording import Sound
from tests.liveness.fakes import fake_engines

SECOND = 16_000
TWO_ANSWERS = Challenge(
    (
        Prompt("1", PromptKind.SAY, "seven kettle", reveal_s=0.5, deadline_s=3.0),
        Prompt("2", PromptKind.SAY, "velvet monkey", reveal_s=3.5, deadline_s=6.0),
    )
)


def track(*spoken_s: tuple[float, float], seconds: float = 7.0, noise: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(3)
    samples = noise * rng.standard_normal(round(seconds * SECOND))
    for start_s, end_s in spoken_s:
        inside = slice(round(start_s * SECOND), round(end_s * SECOND))
        samples[inside] += 0.3 * np.sin(np.arange(inside.stop - inside.start) / 8)
    return samples.astype(np.float32)


def heard(samples: np.ndarray, challenge: Challenge = TWO_ANSWERS, start_s: float = 0.0) -> Heard:
    return listen(Sound(samples, start_s), challenge, fake_engines())


def test_each_answer_has_its_words_and_its_voice() -> None:
    both = heard(track((1.0, 2.5), (4.0, 5.5)))
    assert [answer.scores.recognised for answer in both.answers] == [("seven", "kettle"), ("velvet", "monkey")]
    assert [voice.net_speech_s for voice in both.voices] == [pytest.approx(1.5, abs=0.1)] * 2
    assert both.voices[0].end_s <= both.voices[1].start_s


def test_an_answer_too_short_for_a_voice_has_none() -> None:
    assert len(heard(track((1.0, 2.5), (4.0, 4.2))).voices) == 1


def test_without_prompts_all_speech_is_one_voice() -> None:
    (voice,) = heard(track((1.0, 2.5), (4.0, 5.5)), Challenge()).voices
    assert voice.net_speech_s == pytest.approx(3.0, abs=0.1)


def test_silence_has_no_voice_and_no_ratio() -> None:
    silent = heard(track())
    assert silent.voices == ()
    assert silent.sound.net_speech_s == 0.0
    assert silent.sound.snr_db == 0.0


def test_sound_that_starts_late_keeps_its_media_times() -> None:
    late = heard(track((0.0, 1.0), seconds=2.0), Challenge(), start_s=3.0)
    assert late.sound.duration_s == pytest.approx(5.0)
    spoken = np.flatnonzero(late.sound.speech_probability > 0.5) * 0.032
    assert 2.9 < spoken[0] < 3.1


def test_noise_lowers_the_ratio() -> None:
    quiet, loud = (heard(track((1.0, 5.0), noise=noise)).sound.snr_db for noise in (0.0005, 0.002))
    assert quiet > loud + 10


def test_clipping_is_a_share_of_all_samples() -> None:
    clipped = track((1.0, 2.0))
    clipped[:SECOND] = 1.0
    assert heard(clipped).sound.clipped_ratio == pytest.approx(1 / 7, abs=0.01)


SPEAK = Challenge((Prompt("1", PromptKind.SPEAK, reveal_s=1.0, deadline_s=6.0),))


def test_free_speech_is_heard_between_reveal_and_deadline_alone_in_two_halves() -> None:
    spoken = heard(track((0.0, 1.5), (2.0, 3.0), (4.0, 5.0), (6.5, 7.0)), SPEAK)
    assert spoken.answers == ()
    first, second = spoken.voices
    assert first.start_s == pytest.approx(1.0, abs=0.1)
    assert second.end_s == pytest.approx(5.0, abs=0.1)
    assert first.net_speech_s == pytest.approx(second.net_speech_s, abs=0.1)
    assert first.net_speech_s + second.net_speech_s == pytest.approx(2.5, abs=0.15)


def test_speech_outside_the_time_for_it_has_no_voice() -> None:
    assert heard(track((0.0, 0.9), (6.1, 7.0)), SPEAK).voices == ()


def test_sound_of_before_the_first_picture_does_not_move_what_comes_behind_it() -> None:
    early = heard(track((1.0, 2.0), seconds=3.0), Challenge(), start_s=-0.5)
    assert early.sound.duration_s == pytest.approx(2.5)
    spoken = np.flatnonzero(early.sound.speech_probability > 0.5) * 0.032
    assert 0.4 < spoken[0] < 0.6
