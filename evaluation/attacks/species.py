"""Attack species (ISO/IEC 30107-3: presentation attack instrument species) and the material they are made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from evaluation.attacks.clip import Clip, encoded
from evaluation.attacks.neural_speech import NeuralSpeech
from evaluation.subject.media_files import Container
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.observations import FaceMeasurement

Faces: TypeAlias = Sequence[FaceMeasurement | None]
"""The measured face of each picture of a clip."""
Measure: TypeAlias = Callable[[Clip], Faces]


class Kind(StrEnum):
    """Kind of a species. Presentation and injection attacks are never pooled (CEN/TS 18099)."""

    PRESENTATION = "presentation"
    INJECTION = "injection"
    VOICE = "voice"
    """The sound is not the live person's."""
    ANSWER = "answer"
    """A live person who does not follow the prompts; when the answer is granted, no attack remains."""
    QUALITY = "quality"
    """Too poor to judge: must never pass."""
    FAULT = "fault"
    """A broken or incomplete file: must never pass."""


class Need(StrEnum):
    """Properties that a genuine recording needs for a species."""

    FACE = "face"
    SPEECH = "speech"
    TRANSCRIPT = "transcript"
    PARTNER = "another person"
    PARTNER_SPEECH = "another person who speaks"
    OTHER_TAKE = "another recording of the same person, with speech"


@dataclass(frozen=True, slots=True)
class Material:
    """Material for a species. partner: a recording of another person. other: another take of the same person.

    original: the genuine file as it came. neural: says a text as a neural net does; None: its pack is not built.
    """

    clip: Clip
    original: bytes
    measure: Measure
    partner: Clip | None = None
    other: Clip | None = None
    neural: NeuralSpeech | None = None


@dataclass(frozen=True, slots=True)
class Presentation:
    """Media with a challenge. earlier: genuine recordings that the service has seen before."""

    media: bytes
    challenge: Challenge
    earlier: tuple[bytes, ...] = ()


Make: TypeAlias = Callable[[Material, np.random.Generator], Presentation]


@dataclass(frozen=True, slots=True)
class Species:
    """One attack species. row: row of the attack catalogue; 0 if it has none."""

    name: str
    row: int
    kind: Kind
    needs: frozenset[Need]
    make: Make


class MaterialMissingError(ValueError):
    """A clip lacks what a species needs: choose another clip."""


def partner_of(material: Material) -> Clip:
    """The recording of another person.

    Raises:
        MaterialMissingError: there is none.
    """
    if material.partner is None:
        raise MaterialMissingError("this species needs a recording of another person")
    return material.partner


def asks_what_is_said(transcript: str) -> Challenge:
    """A challenge that asks for the words of a transcript, without times; an empty challenge if it is unknown."""
    return Challenge((Prompt("said", PromptKind.SAY, transcript),)) if transcript else Challenge()


def presented(clip: Clip, challenge: Challenge | None = None, container: Container = Container.WEBM) -> Presentation:
    """A clip as a file, by default with a challenge for its own words."""
    return Presentation(encoded(clip, container), challenge or asks_what_is_said(clip.transcript))
