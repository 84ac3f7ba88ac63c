"""Keeps the few frames worth a template or a place in the likeness reference, and asks the nets about them.

Does not encode or judge; holds at most 12 pictures of a recording of any length.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from liveness.observations import FaceMeasurement, FaceSample, LiveScore
from liveness.ports import AgeEngine, Engines, FaceTemplateEngine, Image, PresentationAttackEngine

STRETCHES = 8
"""The recording is cut into so many stretches; each keeps its best frontal frame."""
FRONTAL_DEG = 15.0
TURNED_DEG = (20.0, 50.0)
BEST_TURN_DEG = 32.0
"""A turned frame shows the side of the face best near here, while both eyes are still seen."""


class FramePose(StrEnum):
    """The kind of a picked frame; left and right are the subject's own."""

    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"
    NEUTRAL = "neutral"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True)
class Pick:
    """One kept frame. worth: higher is better, comparable within a slot only."""

    pose: FramePose
    media_s: float
    image: Image
    face: FaceMeasurement
    worth: float


class FramePicks:
    """Takes every measured frame and keeps the best for each slot.

    Args:
        duration_s: of the whole recording, to spread the frontal frames over it.
    """

    def __init__(self, duration_s: float) -> None:
        self._stretch_s = max(duration_s, 1e-3) / STRETCHES
        self._best: dict[tuple[FramePose, int], Pick] = {}

    def offer(self, media_s: float, image: Image, face: FaceMeasurement) -> None:
        """Considers one frame for every slot."""
        for pose, worth in _WORTH.items():
            value = worth(face)
            stretch = int(media_s / self._stretch_s) if pose is FramePose.FRONT else 0
            kept = self._best.get((pose, stretch))
            if value is not None and (kept is None or value > kept.worth):
                self._best[pose, stretch] = Pick(pose, media_s, image, face, value)

    def of(self, *poses: FramePose) -> tuple[Pick, ...]:
        """The kept frames of these poses, in the order of time."""
        kept = [pick for pick in self._best.values() if pick.pose in poses]
        return tuple(sorted(kept, key=lambda pick: pick.media_s))


def _front(face: FaceMeasurement) -> float | None:
    """Sharp and straight: sharpness falls off with the angle."""
    if abs(face.yaw_deg) > FRONTAL_DEG:
        return None
    return face.presence * face.sharpness / (1.0 + (abs(face.yaw_deg) + abs(face.pitch_deg)) / FRONTAL_DEG)


def _turned(yaw_deg: float) -> float | None:
    return -abs(yaw_deg - BEST_TURN_DEG) if TURNED_DEG[0] <= yaw_deg <= TURNED_DEG[1] else None


def _neutral(face: FaceMeasurement) -> float | None:
    return face.eye_opening - face.mouth_opening if abs(face.yaw_deg) <= FRONTAL_DEG else None


def _speaking(face: FaceMeasurement) -> float | None:
    return face.eye_opening + face.mouth_opening if abs(face.yaw_deg) <= FRONTAL_DEG else None


_WORTH: dict[FramePose, Callable[[FaceMeasurement], float | None]] = {
    FramePose.FRONT: _front,
    FramePose.LEFT: lambda face: _turned(face.yaw_deg),
    FramePose.RIGHT: lambda face: _turned(-face.yaw_deg),
    FramePose.NEUTRAL: _neutral,
    FramePose.SPEAKING: _speaking,
}


_WITH_TEMPLATES = (FramePose.FRONT, FramePose.LEFT, FramePose.RIGHT)


@dataclass(frozen=True, slots=True)
class CloseLooks:
    """Templates of the best frontal and turned pictures; see `Observations` for live and age_years."""

    faces: tuple[FaceSample, ...]
    live: tuple[LiveScore, ...] | None
    age_years: float | None


def look_closely(picks: FramePicks, engines: Engines) -> CloseLooks:
    """Asks every net about one picture before the next picture: the nets share what they find."""
    faces: list[FaceSample] = []
    live: list[LiveScore] = []
    ages: list[float] = []
    for pick in picks.of(*_WITH_TEMPLATES):
        faces += _face(pick, engines.face_template)
        if pick.pose is FramePose.FRONT:
            live += _live(pick, engines.presentation_attack)
            ages += _age(pick, engines.age)
    scores = tuple(live) if engines.presentation_attack else None
    return CloseLooks(tuple(faces), scores, float(np.median(ages)) if ages else None)


def face_samples(picks: FramePicks, engine: FaceTemplateEngine) -> tuple[FaceSample, ...]:
    """Templates of the same pictures by one net alone."""
    return tuple(sample for pick in picks.of(*_WITH_TEMPLATES) for sample in _face(pick, engine))


def _face(pick: Pick, engine: FaceTemplateEngine) -> list[FaceSample]:
    vector = engine.template(pick.image, pick.face)
    return [] if vector is None else [FaceSample(pick.media_s, vector, engine.model_id)]


def _live(pick: Pick, engine: PresentationAttackEngine | None) -> list[LiveScore]:
    if engine is None:
        return []
    return [LiveScore(pick.media_s, engine.live_probability(pick.image, pick.face), engine.live_min)]


def _age(pick: Pick, engine: AgeEngine | None) -> list[float]:
    years = engine.years(pick.image, pick.face) if engine else None
    return [] if years is None else [years]
