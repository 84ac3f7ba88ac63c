"""Attacks with one still photo: printed and held up, shown as a picture that drifts and grows, or bent to turn its
head.

Rows 1, 11 and 14 of the attack catalogue.
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from scipy.spatial import Delaunay

from evaluation.attacks.camera import Sensor, held_up, tilted, tremor, wall
from evaluation.attacks.clip import Clip, Floats, as_image, smaller
from evaluation.attacks.mesh_warp import hull_mask, outlined, warped
from evaluation.attacks.species import (
    Faces,
    Kind,
    Material,
    MaterialMissingError,
    Need,
    Presentation,
    Species,
    presented,
)
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.observations import FaceMeasurement
from liveness.ports import Image

PRINT_YAW_DEG, PRINT_PITCH_DEG = 28.0, 6.0
"""Largest turn of the paper by the hand; attack catalogue, row 1."""
FILMED_S, FILMED_FPS = 6.0, 25
"""Length of an attack with a picture but no recording: the usual length of recorded attacks."""


def best(clip: Clip, faces: Faces) -> tuple[Image, FaceMeasurement]:
    """The sharpest picture that looks straight ahead, with its face.

    Raises:
        MaterialMissingError: no picture shows a face.
    """
    seen = [(image, face) for image, face in zip(clip.images, faces, strict=True) if face is not None]
    if not seen:
        raise MaterialMissingError("no picture of this clip shows a face")
    return max(seen, key=lambda pair: pair[1].sharpness / (1 + abs(pair[1].yaw_deg) / 15))


def printed(photo: Image, rng: np.random.Generator) -> Image:
    """The photo as ink on paper: fewer colours, paper grain, a little blur."""
    blurred = cv2.GaussianBlur(photo, (0, 0), 0.6).astype(np.float32)
    grey = blurred.mean(axis=2, keepdims=True)
    squeezed = 30 + 0.8 * (grey + 0.75 * (blurred - grey))
    grain = cv2.GaussianBlur(rng.normal(0, 6, photo.shape[:2]), (0, 0), 0.8)[..., None]
    return as_image(squeezed + grain)


def print_attack(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 1: a print, turned and tilted by hand in front of another background, under the genuine sound."""
    clip = material.clip
    photo = printed(best(clip, material.measure(clip))[0], rng)
    background, sensor = wall(clip.size, rng), Sensor(clip.size, rng)
    path = tremor(np.array(clip.times_s), rng, 1.0)
    images = [sensor.film(held_up(photo, _hand(clip, step), background)) for step in path]
    return presented(replace(clip, images=images))


def _hand(clip: Clip, step: np.ndarray) -> np.ndarray:
    shift = (step[2] * clip.size[0] * 0.03, step[3] * clip.size[1] * 0.03)
    return tilted(clip.size, PRINT_YAW_DEG * step[0], PRINT_PITCH_DEG * step[1], shift, 0.95)


def still_photo(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 11: one picture under the genuine voice, slowly drifting and growing."""
    clip = material.clip
    photo = best(clip, material.measure(clip))[0]
    return presented(replace(clip, images=_drifting(photo, clip, rng, Sensor(clip.size, rng).film)))


def frozen_photo(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 11, plainest form: one unmoving picture under the genuine voice."""
    del rng
    clip = material.clip
    photo = best(clip, material.measure(clip))[0]
    return presented(replace(clip, images=[photo] * len(clip.images)))


def filmed_photo(photo: Image, person: str, rng: np.random.Generator) -> Presentation:
    """A picture that is an attack by itself (a filmed print or screen, a made-up portrait), held by hand; no sound."""
    times_s = tuple(np.arange(round(FILMED_S * FILMED_FPS)) / FILMED_FPS)
    held = smaller(photo)
    clip = Clip(person, "", times_s, [held] * len(times_s), np.zeros(0, np.float32))
    return presented(replace(clip, images=_drifting(held, clip, rng, Sensor(clip.size, rng).film)))


def _drifting(photo: Image, clip: Clip, rng: np.random.Generator, film: Callable[[Image], Image]) -> list[Image]:
    path = tremor(np.array(clip.times_s), rng, 1.0)
    width, height = clip.size
    images = []
    for step, media_s in zip(path, clip.times_s, strict=True):
        view = cv2.getRotationMatrix2D((width / 2, height / 2), 1.5 * step[0], 1.04 + 0.01 * media_s)
        view[:, 2] += step[1:3] * width * 0.01
        moved = cv2.warpAffine(photo, view, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        images.append(film(as_image(moved)))
    return images


_FACE = frozenset({Need.FACE})
SPECIES = (
    Species("print", 1, Kind.PRESENTATION, _FACE, print_attack),
    Species("still photo, moved", 11, Kind.INJECTION, _FACE, still_photo),
    Species("still photo", 11, Kind.INJECTION, _FACE, frozen_photo),
)


DEEPEST_DEG = 45.0
"""Reads as 20 to 25 degrees of yaw: a bent photo reads far less than it is bent, and tears beyond."""
FACING = 0.15
"""Least cosine between a mesh point's normal and the view: what faces away is hidden and pulls the picture apart."""
TURN_S = 1.6
LEAD_S = 0.5


def turned_photo(material: Material, rng: np.random.Generator) -> Presentation:
    """The photo turns to one side and back before a standing background, under the genuine sound."""
    clip = material.clip
    photo, face = best(clip, material.measure(clip))
    sensor = Sensor(clip.size, rng)
    direction = Direction.LEFT if rng.integers(2) else Direction.RIGHT
    sign = 1.0 if direction is Direction.LEFT else -1.0
    points = np.asarray(face.landmarks_px, np.float64)
    images = [sensor.film(_bent(photo, points, sign * _yaw_deg(media_s))) for media_s in clip.times_s]
    return presented(replace(clip, images=images), _asked(clip, direction))


def _asked(clip: Clip, direction: Direction) -> Challenge:
    said = (Prompt("said", PromptKind.SAY, clip.transcript),) if clip.transcript else ()
    return Challenge((*said, Prompt("turn", PromptKind.TURN, direction=direction)))


def _yaw_deg(media_s: float) -> float:
    share = np.clip((media_s - LEAD_S) / TURN_S, 0.0, 1.0)
    return float(DEEPEST_DEG * np.sin(np.pi * share) ** 2)


def _bent(photo: Image, points: Floats, yaw_deg: float) -> Image:
    if yaw_deg == 0.0:
        return photo
    turned = _turned(points - points.mean(axis=0), yaw_deg)
    seen = _turned(_normals(points), yaw_deg)[:, 2] < -FACING
    ring = outlined(points)[len(points) :]
    source = np.concatenate([points[seen, :2], ring])
    target = np.concatenate([turned[seen, :2] + points.mean(axis=0)[:2], ring])
    size = (photo.shape[1], photo.shape[0])
    bent = warped(photo, source, target, size)
    cover = hull_mask(ring, size, 4.0) * (bent.sum(axis=2, keepdims=True) > 0)
    return as_image(photo * (1 - cover) + bent * cover)


def _turned(points: Floats, yaw_deg: float) -> Floats:
    """Mesh depth is smaller nearer to the camera; turning to the subject's left moves the nose to the right."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    return np.asarray(points @ turn.T, np.float64)


def _normals(points: Floats) -> Floats:
    """(468, 3) unit normals, towards the camera on a frontal face."""
    triangles = Delaunay(points[:, :2]).simplices
    one, two, three = (points[triangles[:, corner]] for corner in range(3))
    across = np.cross(two - one, three - one)
    across *= -np.sign(across[:, 2:])
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], across)
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True), np.float64)


TURNED_SPECIES = (Species("turned photo", 14, Kind.INJECTION, _FACE, turned_photo),)
