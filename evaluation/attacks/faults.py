"""Files that are broken or hold less than a recording (catalogue row 18): none of it may ever pass."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from evaluation.attacks.clip import Clip, encoded
from evaluation.attacks.species import Kind, Make, Material, Need, Presentation, Species, asks_what_is_said
from evaluation.subject.media_files import SOUND_RATE_HZ, Container


def no_sound(clip: Clip) -> bytes:
    """A sound track without a sample."""
    return encoded(replace(clip, samples=np.zeros(0, np.float32)))


def silence(clip: Clip) -> bytes:
    """A sound track of zeros."""
    return encoded(replace(clip, samples=np.zeros(round(clip.duration_s * SOUND_RATE_HZ), np.float32)))


def truncated(clip: Clip) -> bytes:
    """Only two thirds of a file came; a live stream that ends early is a shorter recording and no fault."""
    whole = encoded(clip, Container.MP4)
    return whole[: len(whole) * 2 // 3]


def damaged(clip: Clip) -> bytes:
    """A stretch in the middle overwritten."""
    whole = encoded(clip)
    middle, length = len(whole) // 2, len(whole) // 10
    return whole[:middle] + bytes(length) + whole[middle + length :]


def one_picture(clip: Clip) -> bytes:
    """A single picture under the whole sound."""
    return encoded(replace(clip, times_s=clip.times_s[:1], images=clip.images[:1]))


def gap(clip: Clip) -> bytes:
    """A second and a half taken out of the middle of the pictures."""
    kept = [at for at, media_s in enumerate(clip.times_s) if abs(media_s - clip.duration_s / 2) > 0.75]
    times_s = tuple(clip.times_s[at] for at in kept)
    return encoded(replace(clip, times_s=times_s, images=[clip.images[at] for at in kept]))


def _broken(spoil: Callable[[Clip], bytes]) -> Make:
    def make(material: Material, rng: np.random.Generator) -> Presentation:
        del rng
        return Presentation(spoil(material.clip), asks_what_is_said(material.clip.transcript))

    return make


_FACE, _SPEECH = frozenset({Need.FACE}), frozenset({Need.FACE, Need.SPEECH})
SPECIES = (
    Species("no sound", 18, Kind.FAULT, _SPEECH, _broken(no_sound)),
    Species("silence", 18, Kind.FAULT, _SPEECH, _broken(silence)),
    Species("truncated", 18, Kind.FAULT, _FACE, _broken(truncated)),
    Species("damaged", 18, Kind.FAULT, _FACE, _broken(damaged)),
    Species("one picture", 18, Kind.FAULT, _FACE, _broken(one_picture)),
    Species("gap", 18, Kind.FAULT, _FACE, _broken(gap)),
)
