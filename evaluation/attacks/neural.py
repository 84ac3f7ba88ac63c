"""A neural net says the asked words under a genuine face, a swapped one or a rendered one (row 9 of the catalogue).

The attacker knows the words. Where the transcript is known, the speech begins and ends where the person's own does;
no attacker here bends lips to it.
"""

from dataclasses import replace

import numpy as np

from evaluation.attacks.clip import Clip
from evaluation.attacks.neural_speech import PACK, Net, NeuralSpeech
from evaluation.attacks.people import face_swap_images
from evaluation.attacks.sound import Sound, any_words, filled, in_room
from evaluation.attacks.species import (
    Kind,
    Make,
    Material,
    MaterialMissingError,
    Need,
    Presentation,
    Species,
    presented,
)
from evaluation.drawn_challenge import drawn_challenge
from evaluation.subject.media_files import SOUND_RATE_HZ
from evaluation.subject.rendered_subject import Subject, Take, record
from evaluation.subject.rendered_voice import Utterance, VoiceStyle

LEAD_S = 0.3
LOUD = 0.1
"""Of the loud tenth of a recording: what is quieter is no speech."""
FRAME = 960
"""20 ms at 48 kHz."""


def under_the_face(net: Net) -> Make:
    """The genuine pictures."""

    def make(material: Material, rng: np.random.Generator) -> Presentation:
        return _voiced(material, material.clip, net, rng)

    return make


def under_a_swapped_face(material: Material, rng: np.random.Generator) -> Presentation:
    """The pictures of a face swap, and Kokoro."""
    swapped = replace(material.clip, images=face_swap_images(material))
    return _voiced(material, swapped, Net.KOKORO, rng)


def under_a_rendered_face(material: Material, rng: np.random.Generator) -> Presentation:
    """A rendered head whose lips follow what Kokoro says, with every prompt of an enrollment but the sentence."""
    seed = int(rng.integers(2**31))
    neural = _neural_of(material)

    def speaks(text: str, style: VoiceStyle) -> Utterance:
        del style
        return neural.say(text, Net.KOKORO, seed)

    challenge = drawn_challenge(rng)
    return Presentation(record(Subject(seed % 8), challenge, take=Take(seed=seed, speaks=speaks)), challenge)


def _voiced(material: Material, shown: Clip, net: Net, rng: np.random.Generator) -> Presentation:
    """The pictures with neural speech: the person's own words where they are known, else words that are drawn."""
    words = shown.transcript or any_words(shown, rng)
    start_s, spoken_s = _span(shown.samples)
    seconds = spoken_s if shown.transcript else None
    said = _neural_of(material).say(words, net, int(rng.integers(2**31)), seconds).samples
    rest = np.zeros(round((start_s if shown.transcript else LEAD_S) * SOUND_RATE_HZ), np.float32)
    length = len(shown.samples)
    fitted = filled(np.concatenate([rest, said]), length)[:length]
    return presented(replace(shown, samples=in_room(fitted, shown.samples, rng), transcript=words))


def _span(samples: Sound) -> tuple[float, float]:
    """When the person begins to speak, and for how long, in seconds."""
    frames = np.sqrt(np.mean(np.square(samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)), axis=1))
    loud = np.flatnonzero(frames > LOUD * np.percentile(frames, 90))
    return float(loud[0] * FRAME / SOUND_RATE_HZ), float((loud[-1] + 1 - loud[0]) * FRAME / SOUND_RATE_HZ)


def _neural_of(material: Material) -> NeuralSpeech:
    if material.neural is None:
        raise MaterialMissingError(f"this species needs neural voices: run `cameo models build --pack {PACK}`")
    return material.neural


_SPEECH = frozenset({Need.FACE, Need.SPEECH})
SPECIES = (
    Species("neural speech (Kokoro)", 9, Kind.VOICE, _SPEECH, under_the_face(Net.KOKORO)),
    Species("neural speech (Piper)", 9, Kind.VOICE, _SPEECH, under_the_face(Net.PIPER)),
    Species("neural speech over a swapped face", 9, Kind.INJECTION, _SPEECH | {Need.PARTNER}, under_a_swapped_face),
    Species("neural speech over a rendered face", 9, Kind.INJECTION, _SPEECH, under_a_rendered_face),
)
