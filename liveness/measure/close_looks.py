"""What the nets that look at single pictures say of those that were kept. Judges nothing."""

from dataclasses import dataclass

import numpy as np

from liveness.measure.frame_picks import FramePicks, Pick, Pose
from liveness.observations import FaceSample, LiveScore
from liveness.ports import AgeEngine, Engines, PresentationAttackEngine


@dataclass(frozen=True, slots=True)
class CloseLooks:
    """Templates of the best frontal and turned pictures; see `Observations` for live and age_years."""

    faces: tuple[FaceSample, ...]
    live: tuple[LiveScore, ...] | None
    age_years: float | None


def look_closely(picks: FramePicks, engines: Engines) -> CloseLooks:
    """Asks every net about one picture before it turns to the next: they share what they find."""
    faces: list[FaceSample] = []
    live: list[LiveScore] = []
    ages: list[float] = []
    for pick in picks.of(Pose.FRONT, Pose.LEFT, Pose.RIGHT):
        faces += _face(pick, engines)
        if pick.pose is Pose.FRONT:
            live += _live(pick, engines.presentation_attack)
            ages += _age(pick, engines.age)
    scores = tuple(live) if engines.presentation_attack else None
    return CloseLooks(tuple(faces), scores, float(np.median(ages)) if ages else None)


def _face(pick: Pick, engines: Engines) -> list[FaceSample]:
    vector = engines.face_template.template(pick.image, pick.face)
    return [] if vector is None else [FaceSample(pick.media_s, vector, engines.face_template.model_id)]


def _live(pick: Pick, engine: PresentationAttackEngine | None) -> list[LiveScore]:
    if engine is None:
        return []
    return [LiveScore(pick.media_s, engine.live_probability(pick.image, pick.face), engine.live_min)]


def _age(pick: Pick, engine: AgeEngine | None) -> list[float]:
    years = engine.years(pick.image, pick.face) if engine else None
    return [] if years is None else [years]
