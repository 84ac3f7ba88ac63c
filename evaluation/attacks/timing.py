"""Genuine pictures and sound at other times, and answers that do not fit what was asked.

Rows 12, 13 and 16 of the attack catalogue: loops, slower playback, swapped halves; other words, too early, too late.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluation.attacks.clip import Clip, as_image, encoded
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species, presented
from evaluation.subject.media_files import SOUND_RATE_HZ
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import alternatives

LOOP_S = 1.6
SLOWER = 1.2


def loop(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 12: the first seconds repeated under the whole sound."""
    del rng
    clip = material.clip
    length = min(round(LOOP_S / clip.step_s), len(clip.images) // 2)
    return presented(replace(clip, images=[clip.images[at % length] for at in range(len(clip.images))]))


def to_and_fro(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 12: played forward and backward, so that no cut is visible."""
    del rng
    clip = material.clip
    length = min(round(LOOP_S / clip.step_s), len(clip.images) // 2)
    period = max(1, 2 * (length - 1))
    turns = [min(at % period, period - at % period) for at in range(len(clip.images))]
    return presented(replace(clip, images=[clip.images[at] for at in turns]))


def stretched(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 13: pictures and sound slowed down together, pitch and all."""
    del rng
    clip = material.clip
    times_s = tuple(media_s * SLOWER for media_s in clip.times_s)
    return presented(replace(clip, times_s=times_s, samples=slowed(clip.samples, SLOWER)))


def stretched_pictures(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 13: only the pictures are slowed down, with blended frames between; the sound goes at its own pace."""
    del rng
    clip = material.clip
    places = [min(at / SLOWER, len(clip.images) - 1.001) for at in range(len(clip.images))]
    return presented(replace(clip, images=[_between(clip, place) for place in places]))


def _between(clip: Clip, place: float) -> NDArray[np.uint8]:
    at, share = int(place), place % 1
    one, other = clip.images[at].astype(np.float32), clip.images[at + 1].astype(np.float32)
    return as_image((1 - share) * one + share * other)


def swapped_halves(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 16: the second half first, pictures and sound alike; the words come in the wrong order."""
    del rng
    clip = material.clip
    half = len(clip.images) // 2
    sound = round(clip.times_s[half] * SOUND_RATE_HZ)
    images = [*clip.images[half:], *clip.images[:half]]
    return presented(replace(clip, images=images, samples=np.roll(clip.samples, -sound)))


def thinned(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 12: every picture stays for a fifth of a second, as from a stalled feed or a slow puppet."""
    del rng
    clip = material.clip
    keep = max(2, round(0.2 / clip.step_s))
    return presented(replace(clip, images=[clip.images[at - at % keep] for at in range(len(clip.images))]))


def slowed(samples: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    """The sound stretched by `factor`, with its pitch lowered by the same factor."""
    if not len(samples):
        return samples
    places = np.arange(round(len(samples) * factor)) / factor
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


_FACE, _SPEECH = frozenset({Need.FACE}), frozenset({Need.FACE, Need.SPEECH})
SPECIES = (
    Species("loop", 12, Kind.INJECTION, _FACE, loop),
    Species("to and fro", 12, Kind.INJECTION, _FACE, to_and_fro),
    Species("stalled pictures", 12, Kind.INJECTION, _FACE, thinned),
    Species("time stretch", 13, Kind.INJECTION, _SPEECH, stretched),
    Species("time stretch, pictures only", 13, Kind.INJECTION, _SPEECH, stretched_pictures),
    Species("halves swapped", 16, Kind.INJECTION, _SPEECH, swapped_halves),
)


EARLY_S = 0.5
"""The prompt is revealed this long before the end of the recording, when everything is said."""


def wrong_words(material: Material, rng: np.random.Generator) -> Presentation:
    """The challenge asks for other words of the same kinds."""
    others = alternatives(material.clip.transcript)
    return _asked(material, Prompt("said", PromptKind.SAY, str(rng.choice(others))))


def too_early(material: Material, rng: np.random.Generator) -> Presentation:
    """The right words, said before the prompt was revealed."""
    del rng
    reveal_s = material.clip.duration_s - EARLY_S
    return _asked(material, Prompt("said", PromptKind.SAY, material.clip.transcript, reveal_s=reveal_s))


def too_late(material: Material, rng: np.random.Generator) -> Presentation:
    """The right words, said after the deadline."""
    del rng
    clip = material.clip
    return _asked(material, Prompt("said", PromptKind.SAY, clip.transcript, reveal_s=0.0, deadline_s=0.5))


def wrong_order(material: Material, rng: np.random.Generator) -> Presentation:
    """Two prompts, answered in the wrong order."""
    del rng
    words = material.clip.transcript.split()
    half = len(words) // 2
    first, second = " ".join(words[half:]), " ".join(words[:half])
    asked = Challenge((Prompt("first", PromptKind.SAY, first), Prompt("second", PromptKind.SAY, second)))
    return Presentation(encoded(material.clip), asked)


def _asked(material: Material, prompt: Prompt) -> Presentation:
    return Presentation(encoded(material.clip), Challenge((prompt,)))


_SAID = frozenset({Need.FACE, Need.TRANSCRIPT})
ANSWER_SPECIES = (
    Species("wrong words", 16, Kind.ANSWER, _SAID, wrong_words),
    Species("answer too early", 16, Kind.ANSWER, _SAID, too_early),
    Species("answer too late", 16, Kind.ANSWER, _SAID, too_late),
    Species("wrong order", 16, Kind.ANSWER, _SAID, wrong_order),
)
