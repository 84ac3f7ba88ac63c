"""Living voices, voices by rule, copied words, and sound that cannot tell."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample_poly

from evaluation.subject.rendered_voice import VOICES, speak
from liveness.challenge.prompts import Challenge
from liveness.checks import synthetic_voice
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.limits.recordings import RecordingLimits
from liveness.measure.listening import listen
from liveness.media.recording import ANALYSE_FORMATS, Sound, open_recording
from liveness.observations import SoundObservation
from liveness.ports import Engines
from tests.liveness.handmade import observations, sound

LIVING = replace(sound(), pitch_tremor_cents=27.0, repetition=0.6, pulses=6.0)


def judged(heard: SoundObservation | None) -> CheckResult:
    return synthetic_voice.judge(Challenge(), observations(sound=heard))


def test_a_living_voice_passes() -> None:
    assert judged(LIVING) == Passed()


@pytest.mark.parametrize("cents", [1.0, 11.9, 60.1, 150.0])
def test_a_pitch_too_steady_or_too_shaky_is_unnatural(cents: float) -> None:
    assert judged(replace(LIVING, pitch_tremor_cents=cents)) == Failed(Reason.VOICE_UNNATURAL)


def test_a_copied_stretch_is_refused_even_where_the_pitch_is_unknown() -> None:
    assert judged(replace(LIVING, repetition=0.95)) == Failed(Reason.SOUND_REPEATED)
    assert judged(replace(LIVING, repetition=0.95, pitch_tremor_cents=None)) == Failed(Reason.SOUND_REPEATED)


@pytest.mark.parametrize("pulses", [2.9, 3.4])
def test_a_voice_whose_pulses_are_smeared_cannot_be_judged_and_does_not_pass(pulses: float) -> None:
    assert judged(replace(LIVING, pulses=pulses)) == Inconclusive(Reason.VOICE_UNCLEAR)
    assert judged(replace(LIVING, pulses=None)) == Inconclusive(Reason.TOO_LITTLE_SPEECH)


def test_a_whisper_and_silence_cannot_be_judged() -> None:
    assert judged(replace(LIVING, pitch_tremor_cents=None)) == Inconclusive(Reason.TOO_LITTLE_SPEECH)
    assert judged(None) == Inconclusive(Reason.NO_SOUND)


def test_what_was_measured_is_recorded() -> None:
    measured = synthetic_voice.terms(Challenge(), observations(sound=LIVING))
    assert measured == {"pitch_tremor_cents": 27.0, "repetition": 0.6, "pulses": 6.0}
    unvoiced = observations(sound=replace(LIVING, pitch_tremor_cents=None, pulses=None))
    assert synthetic_voice.terms(Challenge(), unvoiced) == {"repetition": 0.6}
    assert synthetic_voice.terms(Challenge(), observations(sound=None)) == {}


def heard(engines: Engines, samples: np.ndarray) -> SoundObservation:
    return listen(Sound(samples, 0.0), Challenge(), engines).sound


def test_most_voices_of_the_rendered_subject_do_not_pass(engines: Engines) -> None:
    text = "i allow acme to make videos of me until i say stop. forty two sixty one. winter lemon garden seven"
    voices = [resample_poly(speak(text, style).samples, 1, 3).astype(np.float32) for style in VOICES]
    # The synthesiser breathes differently each time it speaks: one voice is unnatural, copied or unclear in turn.
    passed = sum(isinstance(judged(heard(engines, samples)), Passed) for samples in voices)
    assert passed <= 1


def test_real_people_pass(engines: Engines, testdata: Path) -> None:
    with (testdata / "manifest.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "genuine" and row["transcript"]]
    clips = [testdata / row["file"] for row in rows if row["kind"] == "video"]
    for clip in clips:
        track = open_recording(clip.read_bytes(), RecordingLimits(), formats=ANALYSE_FORMATS).sound()
        assert track is not None
        assert judged(listen(track, Challenge(), engines).sound) == Passed()
