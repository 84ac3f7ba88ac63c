"""All attack species that are made here, and the genuine controls, which leave through the same encoders.

Some attacks need paper, masks, a neural re-enactor or voice cloning and are not made here: physical prints and screens,
masks, LivePortrait-class puppets, cloned voices. Recordings of them are judged when a manifest lists them.
"""

import numpy as np

from evaluation.attacks import faults, neural, people, photo, replay, sound, timing
from evaluation.attacks.species import Material, Presentation, Species, presented
from evaluation.subject.media_files import Container

CATALOGUE: tuple[Species, ...] = (
    *photo.SPECIES,
    *replay.SCREEN_SPECIES,
    *people.MASK_SPECIES,
    *people.SPECIES,
    *replay.SPECIES,
    *sound.SPECIES,
    *timing.SPECIES,
    *photo.TURNED_SPECIES,
    *timing.ANSWER_SPECIES,
    *faults.POOR_SPECIES,
    *faults.SPECIES,
    *neural.SPECIES,
)
"""The place of a species is part of the seed of its draws: keep the order, and add new species at the end."""

BY_NAME = {species.name: species for species in CATALOGUE}


def control(material: Material, rng: np.random.Generator) -> Presentation:
    """The genuine recording, only re-encoded."""
    del rng
    return presented(material.clip)


def control_mp4(material: Material, rng: np.random.Generator) -> Presentation:
    """The genuine recording, only re-encoded, in the other container."""
    del rng
    return presented(material.clip, container=Container.MP4)
