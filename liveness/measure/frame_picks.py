"""Keeps the few frames worth a template or a place in the likeness reference, and asks the nets about them.

Does not encode or judge. Of a recording whose length is known it holds about a dozen pictures. While a recording
arrives, it is not known yet where its stretches will end: then every frame is held that is the best of its stretch for
any length that the recording can still have. Of faces that move at random these are some thirty; `is_full` says when
they are too many.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from liveness.observations import FaceMeasurement, FaceSample, LiveScore
from liveness.ports import AgeEngine, Engines, FaceTemplateEngine, Image, PresentationAttackEngine

STRETCHES = 8
"""The recording is cut into so many stretches; each keeps its best frontal frame."""
FRONTAL_DEG = 15.0
HELD_BYTES = 128 * 1024**2
"""Of frontal pictures of a recording that is not whole yet: 48 in 720p, 21 in 1080p."""
TURNED_DEG = (20.0, 50.0)
BEST_TURN_DEG = 32.0
"""A turned frame shows the side of the face best near here, while both eyes are still seen."""
SWEPT_EVERY_S = 0.5
"""How often is asked which pictures can be let go."""

_ROUNDING = 1e-9
"""A frame within a rounding error of the edge of a stretch is held: which side it lies on is decided at the end."""


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


@dataclass(slots=True)
class _Front:
    """One frontal frame. pick: None once it cannot be the best of any stretch.

    before_s, after_s: media times of the nearest frames that are preferred to it, before and behind it.
    """

    media_s: float
    worth: float
    before_s: float
    after_s: float
    pick: Pick | None

    def can_be_best(self, least_s: float, most_s: float) -> bool:
        """Whether it is the best of its stretch for any length of a stretch between these two."""
        first = int(self.media_s / most_s * (1 - _ROUNDING))
        last = max(first, min(int(self.media_s / least_s * (1 + _ROUNDING)), STRETCHES))
        return any(self._is_best_in(number, least_s, most_s) for number in range(first, last + 1))

    def _is_best_in(self, number: int, least_s: float, most_s: float) -> bool:
        """The same, of the stretch with this number: it holds the frame, and neither of those preferred to it."""
        lower = max(least_s, self.media_s / (number + 1))
        upper = min(most_s, self.after_s / (number + 1))
        if number:
            lower, upper = max(lower, self.before_s / number), min(upper, self.media_s / number)
        elif self.before_s >= 0:
            return False
        return lower <= upper * (1 + _ROUNDING)


class FramePicks:
    """Takes every measured frame and keeps the best for each slot.

    Args:
        least_s: the least that the recording lasts, as far as it is known.
        most_s: the most; None: it lasts least_s. The frontal frames are spread over it.
    """

    def __init__(self, least_s: float, most_s: float | None = None) -> None:
        self._least_s, self._most_s = least_s, least_s if most_s is None else most_s
        self._best: dict[FramePose, Pick] = {}
        self._fronts: list[_Front] = []
        self._falling: list[_Front] = []
        """Frontal frames that none behind them is better than, as of now: each is worth less than the one before."""

    def offer(self, media_s: float, image: Image, face: FaceMeasurement) -> None:
        """Considers one frame for every slot. media_s: more than of the frame before."""
        if media_s > self._least_s + SWEPT_EVERY_S:
            self.lasts_at_least(media_s)
        for pose, worth in _WORTH.items():
            value = worth(face)
            if value is None:
                continue
            pick = Pick(pose, media_s, image, face, value)
            kept = self._best.get(pose)
            if pose is FramePose.FRONT:
                self._offer_front(pick)
            elif kept is None or value > kept.worth:
                self._best[pose] = pick

    def lasts_at_least(self, least_s: float) -> None:
        """The recording has come so far."""
        self._least_s = min(max(self._least_s, least_s), self._most_s)
        self._drop(self._fronts)

    def lasts(self, duration_s: float) -> None:
        """The recording is whole."""
        self._least_s = self._most_s = duration_s
        self._drop(self._fronts)

    @property
    def is_full(self) -> bool:
        """Whether more is held than may be."""
        return sum(front.pick.image.nbytes for front in self._fronts if front.pick) > HELD_BYTES

    def of(self, *poses: FramePose) -> tuple[Pick, ...]:
        """The kept frames of these poses, in the order of time; as if nothing more came."""
        kept = [pick for pose, pick in self._best.items() if pose in poses]
        if FramePose.FRONT in poses:
            kept += self._best_fronts()
        return tuple(sorted(kept, key=lambda pick: pick.media_s))

    def _offer_front(self, pick: Pick) -> None:
        passed = []
        while self._falling and self._falling[-1].worth < pick.worth:
            passed.append(self._falling.pop())
            passed[-1].after_s = pick.media_s
        before_s = self._falling[-1].media_s if self._falling else -np.inf
        front = _Front(pick.media_s, pick.worth, before_s, np.inf, pick)
        self._falling.append(front)
        self._fronts.append(front)
        self._drop([*passed, front])

    def _drop(self, fronts: Sequence[_Front]) -> None:
        """Lets go of pictures that can win no more."""
        least_s, most_s = self._stretch_s(self._least_s), self._stretch_s(self._most_s)
        for front in fronts:
            if front.pick and not front.can_be_best(least_s, most_s):
                front.pick = None
        self._fronts = [front for front in self._fronts if front.pick]

    def _best_fronts(self) -> list[Pick]:
        stretch_s, best = self._stretch_s(self._least_s), dict[int, Pick]()
        for front in self._fronts:
            stretch = int(front.media_s / stretch_s)
            kept = best.get(stretch)
            if front.pick and (kept is None or front.worth > kept.worth):
                best[stretch] = front.pick
        return list(best.values())

    @staticmethod
    def _stretch_s(duration_s: float) -> float:
        return max(duration_s, 1e-3) / STRETCHES


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


def look_ahead(picks: FramePicks, engines: Engines) -> None:
    """Asks engines that remember about every kept picture: also about those that only a likeness reference shows."""
    look_closely(picks, engines)
    for pick in picks.of(*FramePose):
        engines.face_template.template(pick.image, pick.face)


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
