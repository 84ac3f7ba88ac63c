"""A short recording of a made-up face: attacks move pixels and samples, whatever face they show."""

import numpy as np
import pytest

from evaluation.attacks.clip import Clip, encoded
from evaluation.attacks.neural_speech import Net, NeuralSpeech
from evaluation.attacks.species import Faces, Material
from evaluation.subject.rendered_voice import Utterance
from tests.liveness.handmade import face

SIZE = (160, 120)
FRAMES = 30
STEP_S = 0.04


def clip(person: str, seed: int, transcript: str = "blue moon rises") -> Clip:
    """1.2 s: a bright spot that wanders over noise, under a humming voice."""
    rng = np.random.default_rng(seed)
    still = rng.integers(40, 200, (SIZE[1], SIZE[0], 3))
    columns = np.arange(SIZE[0])[None, :, None]
    images = [
        np.clip(still + 60 * np.exp(-(((columns - 50 - at) / 12) ** 2)), 0, 255).astype(np.uint8)
        for at in range(FRAMES)
    ]
    times_s = tuple(at * STEP_S for at in range(FRAMES))
    tone = np.sin(np.arange(round(FRAMES * STEP_S * 48_000)) * (0.02 + 0.01 * seed)) * 0.2
    return Clip(person, transcript, times_s, images, (tone + rng.normal(0, 0.01, len(tone))).astype(np.float32))


def seen(shown: Clip) -> Faces:
    """The same face in every picture: its points lie on an egg, with the nose nearest."""
    rng = np.random.default_rng(0)
    across, down = rng.uniform(-1, 1, (2, 468))
    points = np.stack([80 + 30 * across, 60 + 36 * down, 20 * (across**2 + down**2) - 30], axis=1)
    return [face(landmarks_px=points.astype(np.float32), box_px=(50.0, 24.0, 60.0, 72.0))] * len(shown.images)


class Humming(NeuralSpeech):
    """Says every text as a tone, of one second unless told otherwise."""

    def say(self, text: str, net: Net, seed: int, seconds: float | None = None) -> Utterance:
        del text, net, seed
        length = round((seconds or 1.0) * 48_000)
        return Utterance((np.sin(np.arange(length) * 0.03) * 0.2).astype(np.float32), ())


@pytest.fixture(scope="session")
def material() -> Material:
    genuine = clip("ann", 1)
    partner, other = clip("bob", 2, "green sea"), clip("ann", 3)
    return Material(genuine, encoded(genuine), seen, partner=partner, other=other, neural=Humming({}))
