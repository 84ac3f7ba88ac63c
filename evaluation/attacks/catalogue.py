"""All species that are made here, and the genuine controls that leave through the same encoders.

Not made here, because it needs paper, masks, a neural re-enactor or modern voice cloning: physical prints and screens,
masks, LivePortrait-class puppets, cloned voices. Recordings of such attacks are judged where a manifest brings them.
"""

import numpy as np

from evaluation.attacks import (
    answers,
    faults,
    masks,
    people,
    photo,
    poor,
    replay,
    screen,
    sound,
    timing,
    turned_photo,
)
from evaluation.attacks.species import Material, Presentation, Species, presented
from evaluation.subject.media_files import Container

CATALOGUE: tuple[Species, ...] = (
    *photo.SPECIES,
    *screen.SPECIES,
    *masks.SPECIES,
    *people.SPECIES,
    *replay.SPECIES,
    *sound.SPECIES,
    *timing.SPECIES,
    *turned_photo.SPECIES,
    *answers.SPECIES,
    *poor.SPECIES,
    *faults.SPECIES,
)
BY_NAME = {species.name: species for species in CATALOGUE}


def control(material: Material, rng: np.random.Generator) -> Presentation:
    """The genuine recording, only re-encoded."""
    del rng
    return presented(material.clip)


def control_mp4(material: Material, rng: np.random.Generator) -> Presentation:
    """The same in the other container."""
    del rng
    return presented(material.clip, container=Container.MP4)
