"""Genuine recordings that do not answer what was asked: other words, too early, too late (catalogue row 16)."""

import numpy as np

from evaluation.attacks.clip import encoded
from evaluation.attacks.species import Kind, Material, Need, Presentation, Species
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import alternatives

EARLY_S = 0.5
"""Before the end of the recording: everything is said when the prompt is revealed."""


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
    """The right words, said after the time was over."""
    del rng
    clip = material.clip
    return _asked(material, Prompt("said", PromptKind.SAY, clip.transcript, reveal_s=0.0, deadline_s=0.5))


def wrong_order(material: Material, rng: np.random.Generator) -> Presentation:
    """Two prompts, answered the other way round."""
    del rng
    words = material.clip.transcript.split()
    half = len(words) // 2
    first, second = " ".join(words[half:]), " ".join(words[:half])
    asked = Challenge((Prompt("first", PromptKind.SAY, first), Prompt("second", PromptKind.SAY, second)))
    return Presentation(encoded(material.clip), asked)


def _asked(material: Material, prompt: Prompt) -> Presentation:
    return Presentation(encoded(material.clip), Challenge((prompt,)))


_SAID = frozenset({Need.FACE, Need.TRANSCRIPT})
SPECIES = (
    Species("wrong words", 16, Kind.ANSWER, _SAID, wrong_words),
    Species("answer too early", 16, Kind.ANSWER, _SAID, too_early),
    Species("answer too late", 16, Kind.ANSWER, _SAID, too_late),
    Species("wrong order", 16, Kind.ANSWER, _SAID, wrong_order),
)
