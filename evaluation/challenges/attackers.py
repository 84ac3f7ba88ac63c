"""Who answers one challenge: rendered heads, and attackers who show something else in their place. A rendered head
stands for the person who is asked and for an attacker who renders one.

Each answers at once. `evaluation.challenges.trial` moves the answer later in time: nothing else of an attack that needs
longer differs. Does not judge anything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np

from evaluation.attacks.camera import Sensor, tilted, tremor
from evaluation.attacks.clip import Floats, as_image
from evaluation.attacks.mesh_warp import OVAL, hull_mask, outlined, warped
from evaluation.subject.performance import CLOSER_S, EXPRESSION_S, LAMPS, NEARNESS, Behaviour, held
from evaluation.subject.point_picture import CAMERA_DISTANCE
from evaluation.subject.rendered_scene import head_scale
from evaluation.subject.rendered_subject import Subject, Take, answer
from liveness.challenge.colours import COLOUR_S, SoftColour, draw_colours
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.colours import shown_in
from liveness.ports import FaceEngine, Image

LEAD_S = 1.0
"""From the first picture to the reveal."""
TAIL_S = 0.6
SIZE = (320, 320)
PICTURES_PER_SECOND = 12
CLOSER = Prompt("closer", PromptKind.CLOSER, reveal_s=LEAD_S)
COLOURS = Prompt("colours", PromptKind.COLOURS, "blue red green blue red", reveal_s=LEAD_S)
ASKED_COLOURS = tuple(SoftColour(name) for name in COLOURS.text.split())
COLOURS_S = COLOUR_S * len(ASKED_COLOURS)
ROOM_LIGHT = 0.8
"""What the room's lights give on a cheek, where `LAMPS` is what a screen gives."""
HAND_DEG = (8.0, 4.0)
"""Largest turn and tilt of a picture that a hand moves towards the camera."""

Pictures: TypeAlias = Iterator[tuple[float, Image]]
Answerer: TypeAlias = Callable[[int, FaceEngine], Pictures]
"""number of the subject, and what an attacker measures faces with -> media seconds and pictures."""


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of answerer."""

    name: str
    answers: Answerer


def _film(number: int, *prompts: Prompt) -> Pictures:
    take = Take(Behaviour(reaction_s=0.0), SIZE, PICTURES_PER_SECOND, seed=number)
    return answer(Subject(number), Challenge(prompts), take).frames


def _times_s(answer_s: float) -> Floats:
    return np.asarray(np.arange(round((LEAD_S + answer_s + TAIL_S) * PICTURES_PER_SECOND)) / PICTURES_PER_SECOND)


def _nearness(media_s: float) -> float:
    return float(NEARNESS ** held((media_s - LEAD_S) / CLOSER_S))


def head_comes_closer(number: int, engine: FaceEngine) -> Pictures:
    """A rendered head in true perspective."""
    del engine
    return _film(number, CLOSER)


def photo_moved(number: int, engine: FaceEngine) -> Pictures:
    """A photo of the subject, which a hand moves towards the camera and tilts."""
    del engine
    rng = np.random.default_rng([number, 1])
    photo, sensor, times_s = next(_film(number))[1], Sensor(SIZE, rng), _times_s(CLOSER_S)
    for media_s, step in zip(times_s, tremor(times_s, rng, 1.0), strict=True):
        turn = (HAND_DEG[0] * step[0], HAND_DEG[1] * step[1])
        held_so = tilted(SIZE, *turn, (5 * step[2], 5 * step[3]), _nearness(media_s))
        yield media_s, sensor.film(cv2.warpPerspective(photo, held_so, SIZE, borderMode=cv2.BORDER_REPLICATE))


def recording_zoomed(number: int, engine: FaceEngine) -> Pictures:
    """A recording of the subject's living head, which stays where it is: the picture is enlarged."""
    del engine
    longest = Prompt("rest", PromptKind.EXPRESSION, "blink", reveal_s=LEAD_S + CLOSER_S - EXPRESSION_S)
    for media_s, picture in _film(number, longest):
        middle = (SIZE[0] / 2, 0.43 * SIZE[1])
        view = cv2.getRotationMatrix2D(middle, 0.0, _nearness(media_s))
        yield media_s, as_image(cv2.warpAffine(picture, view, SIZE, borderMode=cv2.BORDER_REPLICATE))


def photo_bent(number: int, engine: FaceEngine) -> Pictures:
    """A photo whose mesh is moved as a head of the mesh's own depth would move: the attacker knows the check.

    Nothing where no face is found on the photo.
    """
    photo = next(_film(number))[1]
    face = engine.measure(photo)[1]
    if face is None:
        return
    points = np.asarray(face.landmarks_px, np.float64)
    middle, sensor = points[:, :2].mean(axis=0), Sensor(SIZE, np.random.default_rng([number, 2]))
    depth, lens = -(points[:, 2] - points[:, 2].mean()), CAMERA_DISTANCE * head_scale(SIZE)
    ring = outlined(points)[len(points) :]
    for media_s in _times_s(CLOSER_S):
        near = _nearness(media_s)
        growth = np.concatenate([(lens - depth) / (lens / near - depth), np.full(len(ring), near)])[:, None]
        source = np.concatenate([points[:, :2], ring])
        around = cv2.warpAffine(photo, cv2.getRotationMatrix2D(tuple(middle), 0.0, near), SIZE)
        bent = warped(photo, source, middle + (source - middle) * growth, SIZE)
        yield media_s, sensor.film(np.where(bent.any(axis=2, keepdims=True), bent, around))


def lit_head(number: int, engine: FaceEngine) -> Pictures:
    """A rendered head before a screen that shows the colours."""
    del engine
    return _film(number, COLOURS)


def lit_photo(number: int, engine: FaceEngine) -> Pictures:
    """A photo on paper, held still before a screen that shows the colours: they light all of it alike."""
    del engine
    photo, sensor = next(_film(number))[1], Sensor(SIZE, np.random.default_rng([number, 3]))
    for media_s in _times_s(COLOURS_S):
        yield media_s, sensor.film(_coloured(photo, ASKED_COLOURS, media_s))


def recording_unlit(number: int, engine: FaceEngine) -> Pictures:
    """A recording of a living head that no screen lights."""
    del engine
    return _at_rest(number)


def recording_of_other_colours(number: int, engine: FaceEngine) -> Pictures:
    """A recording of a living head before a screen that shows another sequence, drawn from the subject's number."""
    del engine
    chance = np.random.default_rng([number, 4])
    drawn = draw_colours(lambda count: int(chance.integers(count)))
    return _film(number, Prompt("before", PromptKind.COLOURS, drawn, reveal_s=LEAD_S))


def recording_tinted(number: int, engine: FaceEngine) -> Pictures:
    """A recording of a living head whose whole picture is coloured as asked."""
    del engine
    for media_s, picture in _at_rest(number):
        yield media_s, _coloured(picture, ASKED_COLOURS, media_s)


def face_tinted(number: int, engine: FaceEngine) -> Pictures:
    """The same, coloured only inside the outline of the face: the attacker knows the check.

    Nothing where no face is found in the first picture.
    """
    face = None
    for media_s, picture in _at_rest(number):
        face = (face and engine.follow(picture, face)) or engine.measure(picture)[1]
        if face is None:
            return
        inside = hull_mask(np.asarray(face.landmarks_px[list(OVAL), :2], np.float64), SIZE, 6.0)
        coloured = _coloured(picture, ASKED_COLOURS, media_s)
        yield media_s, as_image(picture * (1 - inside) + coloured * inside)


def _at_rest(number: int) -> Pictures:
    """A living head that does nothing for as long as colours are shown."""
    last = Prompt("rest", PromptKind.EXPRESSION, "blink", reveal_s=LEAD_S + COLOURS_S - EXPRESSION_S)
    return _film(number, last)


def _coloured(picture: Image, colours: Sequence[SoftColour], media_s: float) -> Image:
    """As if all that is seen lay as near to the screen as the face."""
    lamp = shown_in(colours, np.array([media_s - LEAD_S]), LAMPS)[0]
    return as_image(picture * np.sqrt(1 + lamp / ROOM_LIGHT))


CLOSER_SPECIES = (
    Species("rendered head", head_comes_closer),
    Species("photo, moved", photo_moved),
    Species("recording, zoomed", recording_zoomed),
    Species("photo, bent by its mesh's depth", photo_bent),
)
COLOURS_SPECIES = (
    Species("rendered head, lit by a screen", lit_head),
    Species("photo, lit by a screen", lit_photo),
    Species("recording, not lit", recording_unlit),
    Species("recording of other colours", recording_of_other_colours),
    Species("recording, coloured as a whole", recording_tinted),
    Species("recording, face coloured alone", face_tinted),
)
ASKED = MappingProxyType({CLOSER: CLOSER_SPECIES, COLOURS: COLOURS_SPECIES})
"""Each challenge, and who answers it."""
