"""Sound that the person in the picture did not make at that moment (rows 8, 9 and 10 of the attack catalogue)."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, istft, stft

from evaluation.attacks.clip import Clip
from evaluation.attacks.species import (
    Kind,
    Material,
    MaterialMissingError,
    Need,
    Presentation,
    Species,
    partner_of,
    presented,
)
from evaluation.attacks.timing import slowed
from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.rendered_voice import VOICES, speak
from liveness.challenge.vocabulary import WORDS

FADE_S = 0.01
PIECE_S = (0.25, 0.7)
REVERB_S = 0.12
WORDS_A_SECOND = 2.0

Sound = NDArray[np.float32]


def spliced(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 8: pieces of the person's own speech from elsewhere, joined with 10 ms cross-fades, under the picture."""
    clip = material.clip
    source = material.other.samples if material.other is not None else clip.samples
    joined = shuffled_pieces(source, len(clip.samples), rng)
    return presented(replace(clip, samples=joined))


def shuffled_pieces(source: Sound, length: int, rng: np.random.Generator) -> Sound:
    """Samples from randomly chosen stretches of the source, cross-faded, as many as asked."""
    fade = round(FADE_S * SOUND_RATE_HZ)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    joined = np.zeros(0, np.float32)
    while len(joined) < length:
        size = round(rng.uniform(*PIECE_S) * SOUND_RATE_HZ)
        start = int(rng.integers(0, max(1, len(source) - size)))
        piece = source[start : start + size].copy()
        if len(joined) and len(piece) > fade:
            piece[:fade] = piece[:fade] * ramp + joined[-fade:] * ramp[::-1]
            joined = joined[:-fade]
        joined = np.concatenate([joined, piece])
    return joined[:length].astype(np.float32, copy=False)


def synthesised(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 9: a synthesiser says the words under the genuine picture, with the acoustics of the genuine recording."""
    clip = material.clip
    words = clip.transcript or any_words(clip, rng)
    voice = VOICES[int(rng.integers(len(VOICES)))]
    said = speak(words, voice).samples
    lead = np.zeros(round(0.3 * SOUND_RATE_HZ), np.float32)
    spoken = np.concatenate([lead, said])
    fitted = filled(spoken, len(clip.samples))[: len(clip.samples)]
    return presented(replace(clip, samples=in_room(fitted, clip.samples, rng)))


def any_words(clip: Clip, rng: np.random.Generator) -> str:
    """As many drawn words as fit the clip."""
    return " ".join(rng.choice(WORDS, max(1, int(clip.duration_s * WORDS_A_SECOND / 1.6))).tolist())


def filled(samples: Sound, length: int) -> Sound:
    """With silence at the end, at least this long."""
    return np.pad(samples, (0, max(0, length - len(samples))))


def in_room(voice: Sound, genuine: Sound, rng: np.random.Generator) -> Sound:
    """Sound with a short reverberation, and with the level and noise floor of the genuine sound."""
    decay = rng.standard_normal(round(REVERB_S * SOUND_RATE_HZ)) * np.exp(-np.linspace(0, 7, round(REVERB_S * 48_000)))
    wet = fftconvolve(voice, np.concatenate([[1.0], 0.03 * decay]))[: len(voice)]
    frames = np.sqrt(np.mean(np.square(genuine[: len(genuine) // 960 * 960].reshape(-1, 960)), axis=1))
    floor, level = np.percentile(frames, 5), np.percentile(frames, 90)
    scaled = wet * level / (np.percentile(np.abs(wet), 95) + 1e-9)
    noise = floor * rng.standard_normal(len(wet))
    return np.asarray(np.clip(scaled + noise, -1, 1), np.float32)


def converted(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 9: crude voice conversion: the person's own words with pitch and formants moved, in time with the lips."""
    clip = material.clip
    factor = float(rng.choice([0.86, 1.16]))
    return presented(replace(clip, samples=shifted(clip.samples, factor)))


def shifted(samples: Sound, factor: float) -> Sound:
    """The same length with all frequencies `factor` times as high (phase vocoder, then faster playback)."""
    size, hop = 2048, 512
    _, _, spectrum = stft(samples, nperseg=size, noverlap=size - hop)
    places = np.arange(0, spectrum.shape[1] - 1, 1 / factor)
    turns = np.diff(np.angle(spectrum), axis=1)
    kept = np.minimum(places.astype(int), turns.shape[1] - 1)
    phase = np.angle(spectrum[:, :1]) + np.cumsum(turns[:, kept], axis=1)
    _, slow = istft(np.abs(spectrum[:, kept]) * np.exp(1j * phase), nperseg=size, noverlap=size - hop)
    fast = slowed(slow.astype(np.float32), 1 / factor)
    return filled(fast, len(samples))[: len(samples)]


def other_voice(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 10: the partner's speech, warped to the length of the picture; the challenge asks for the partner's words."""
    del rng
    clip, partner = material.clip, partner_of(material)
    if not len(partner.samples):
        raise MaterialMissingError("this species needs a partner who speaks")
    wanted = round(clip.duration_s * SOUND_RATE_HZ)
    factor = float(np.clip(wanted / len(partner.samples), 0.8, 1.25))
    warped = slowed(partner.samples, factor)[:wanted]
    return presented(replace(clip, samples=warped, transcript=partner.transcript))


def late(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 10: the right sound half a second late, as from a puppet player."""
    del rng
    clip = material.clip
    delayed = np.roll(clip.samples, round(0.5 * SOUND_RATE_HZ))
    delayed[: round(0.5 * SOUND_RATE_HZ)] = 0
    return presented(replace(clip, samples=delayed))


_SPEECH = frozenset({Need.FACE, Need.SPEECH})
SPECIES = (
    Species("spliced sound", 8, Kind.VOICE, _SPEECH, spliced),
    Species("synthetic voice", 9, Kind.VOICE, _SPEECH, synthesised),
    Species("converted voice", 9, Kind.VOICE, _SPEECH, converted),
    Species("another's voice", 10, Kind.VOICE, frozenset({Need.FACE, Need.SPEECH, Need.PARTNER_SPEECH}), other_voice),
    Species("sound half a second late", 10, Kind.VOICE, _SPEECH, late),
)
