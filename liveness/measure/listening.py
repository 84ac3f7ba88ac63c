"""The sound of a recording -> sound observation, voice templates and spoken answers. Judges nothing."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.challenge.prompts import Challenge
from liveness.measure.net_speech import WINDOW_SAMPLES, net_speech_seconds, speaking, voice_samples
from liveness.measure.repeated_sound import repetition
from liveness.measure.sound_bands import band_levels
from liveness.measure.spoken_answers import free_speech, settled_answers, spoken_answers
from liveness.measure.voice_source import pitch_tremor, voice_pulses
from liveness.media.recording import Sound
from liveness.observations import SoundObservation, SpokenAnswer, VoiceSample
from liveness.ports import Engines, Samples

SAMPLES_PER_SECOND = 16_000
FULL_SCALE = 0.999
QUIETEST_RMS = 1e-4
"""Digital silence counts as this much noise, so that the signal-to-noise ratio stays finite."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of `listen`. samples: 16 kHz mono from media time 0. spans: media seconds of what was said to be
    compared as one voice: every answer, and the halves of free speech.
    """

    samples: Samples
    sound: SoundObservation
    voices: tuple[VoiceSample, ...]
    answers: tuple[SpokenAnswer, ...]
    spans: tuple[tuple[float, float], ...]


def listen(sound: Sound, challenge: Challenge, engines: Engines, *, at_once: bool = False) -> Heard:
    """Measures the whole track, each `say` prompt in the stretch it may be answered in, and the voices.

    at_once: the track beside the rest, for a person who waits. The same is found, and threads that share a core take
    more of its time.

    Raises:
        UnknownWordError: a prompt asks for a word that the speech dictionary does not hold.
    """
    samples = _from_zero(sound)
    probability = engines.voice_activity.speech_probability(samples)
    # Transforms of the whole sound, which hold no lock.
    with ThreadPoolExecutor(2 if at_once else 1) as beside:
        repeated = beside.submit(repetition, samples, probability)
        observed = beside.submit(_observe, samples, probability, repeated)
        if not at_once:
            wait([observed])
        answers = spoken_answers(challenge, samples, probability, engines.speech_scorer, engines.phone_timer)
        spans = (*_spans(answers), *free_speech(challenge, probability))
        voices = voice_samples(spans, samples, probability, engines.voice_template)
        return Heard(samples, observed.result(), voices, answers, spans)


def listen_ahead(sound: Sound, asked: Challenge, engines: Engines) -> None:
    """Has the engines measure what `listen` will most likely ask them, of the first part of the sound.

    For engines that remember (`liveness.engines.remembered`).

    Raises:
        UnknownWordError: as `listen`.
    """
    samples = _from_zero(sound)
    probability = engines.voice_activity.speech_probability(samples)
    answers = settled_answers(asked, samples, probability, engines.speech_scorer, engines.phone_timer)
    if answers:
        voice_samples(_spans(answers), samples, probability, engines.voice_template)


def _spans(answers: tuple[SpokenAnswer, ...]) -> tuple[tuple[float, float], ...]:
    return tuple((answer.start_s, answer.end_s) for answer in answers)


def _from_zero(sound: Sound) -> Samples:
    """Sound that the first packets brought late was heard before media time 0."""
    start = round(sound.start_s * SAMPLES_PER_SECOND)
    return np.concatenate([np.zeros(max(start, 0), np.float32), sound.samples[max(-start, 0) :]])


def _observe(samples: Samples, probability: NDArray[np.float32], repeated: Future[float]) -> SoundObservation:
    padded = np.pad(samples, (0, len(probability) * WINDOW_SAMPLES - len(samples)))
    envelope = np.sqrt(np.mean(np.square(padded.reshape(-1, WINDOW_SAMPLES)), axis=1)).astype(np.float32)
    return SoundObservation(
        duration_s=len(samples) / SAMPLES_PER_SECOND,
        speech_probability=probability,
        envelope=envelope,
        net_speech_s=net_speech_seconds(probability),
        snr_db=_snr_db(envelope, speaking(probability)),
        clipped_ratio=float(np.mean(np.abs(samples) >= FULL_SCALE)),
        bands=band_levels(samples),
        pitch_tremor_cents=pitch_tremor(samples, probability),
        pulses=voice_pulses(samples, probability),
        repetition=repeated.result(),
    )


def _snr_db(envelope: NDArray[np.float32], spoken: NDArray[np.bool_]) -> float:
    """Median level of speech over the level that the quietest tenth of all windows stays below; 0 without speech."""
    if not spoken.any():
        return 0.0
    noise = max(float(np.percentile(envelope, 10)), QUIETEST_RMS)
    return 20.0 * float(np.log10(max(float(np.median(envelope[spoken])), QUIETEST_RMS) / noise))
