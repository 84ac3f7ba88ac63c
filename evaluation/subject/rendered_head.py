"""One computed head: skin, eyeballs, lids, ears, hair and the inside of the mouth, ready to be drawn.

Does not decide what the head does over time (`performance`).
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from evaluation.subject.head_shape import HeadShape, head_shape
from evaluation.subject.head_skin import (
    distance,
    eye_centre,
    eye_half_width,
    lid_edges,
    mouth_half_width,
    mouth_height,
    skin_points,
)
from evaluation.subject.point_picture import Floats, PointPicture, Points, directions, joined, still

EYE_RADIUS = 0.19
EYE_FRONT = 0.725
"""z of the foremost point of an eyeball."""


def _grid(columns: int, rows: int) -> tuple[Floats, Floats]:
    across, down = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(0, 1, rows))
    return across.ravel().astype(np.float32), down.ravel().astype(np.float32)


def _on_eyeball(x: Floats, y: Floats, lift: float) -> Floats:
    radius = EYE_RADIUS + lift
    z = EYE_FRONT - EYE_RADIUS + np.sqrt(np.clip(radius**2 - x**2 - y**2, 1e-4, None))
    return np.stack([x, y, z], 1).astype(np.float32)


def eyeball(shape: HeadShape, side: int) -> Points:
    """One eye looking ahead. side: 1 for the subject's left, -1 for the right."""
    x, y = _grid(90, 90)
    x, y = x * 0.17, (y - 0.5) * 0.26
    place = _on_eyeball(x, y, 0.0)
    normal = (place - np.array([0, 0, EYE_FRONT - EYE_RADIUS], np.float32)) / EYE_RADIUS
    around = np.sqrt(x**2 + (y - 0.008) ** 2)
    iris = np.array(shape.iris, np.float32)
    colour = np.full_like(place, 0.80) * np.array([0.97, 0.97, 1.0], np.float32)
    spokes = 1 + 0.25 * np.sin(24 * np.arctan2(y, x))
    colour = np.where((around < 0.068)[:, None], iris * spokes[:, None], colour)
    colour = np.where(((around > 0.058) & (around < 0.068))[:, None], iris * 0.4, colour)
    colour = np.where((around < 0.026)[:, None], 0.02, colour)
    colour = np.where((np.hypot(x + 0.02, y - 0.03) < 0.012)[:, None], 1.0, colour)
    # The upper lid and its lashes throw a shadow on the ball.
    upper, lower = lid_edges(x / eye_half_width(shape), shape)
    colour = colour * np.clip(0.45 + (upper - y) / 0.06, 0.45, 1)[:, None]
    mirror = np.array([side, 1, 1], np.float32)
    shown = (y < upper + 0.015) & (y > lower - 0.015)
    return still(_at_eye(place, shape, side)[shown], normal[shown] * mirror, colour[shown].astype(np.float32), 0.5)


def ear(shape: HeadShape, side: int) -> Points:
    """One ear: half hidden in the skull, its bowl darker than its rim."""
    ball = directions(12_000)
    radii = np.array([0.075, 0.25, 0.15], np.float32)
    place = ball * radii + np.array([side * 0.79 * shape.face_width, -0.10, -0.14], np.float32)
    normal = ball / radii
    bowl = np.exp(-((ball[:, 1] / 0.55) ** 2) - ((ball[:, 2] - 0.1) / 0.5) ** 2)
    skin = np.array(shape.skin, np.float32) * np.array([0.85, 0.82, 0.95], np.float32)
    colour = skin * (1 - 0.5 * bowl[:, None])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    return still(place.astype(np.float32), normal.astype(np.float32), colour.astype(np.float32), 0.2)


def curtain(shape: HeadShape) -> Points:
    """Long hair falling behind the ears and beside the neck; no points for short hair."""
    ball = directions(160_000 if shape.has_long_hair else 0)
    radii = np.array([0.95 * shape.face_width, 1.25, 0.62], np.float32)
    place = ball * radii + np.array([0.0, -0.30, -0.36], np.float32)
    beside_neck = np.abs(place[:, 0]) > 0.52 * shape.face_width
    hangs = (place[:, 1] < 0.55) & (place[:, 1] > -1.25) & (beside_neck | (place[:, 1] > -0.5))
    ball, place = ball[hangs], place[hangs]
    around = np.arctan2(ball[:, 0], ball[:, 2]) + 0.1 * np.sin(7 * ball[:, 1])
    strand = 1 + 0.12 * np.sin(60 * around) + 0.10 * np.sin(97 * around + 2) + 0.08 * np.sin(171 * around + 4)
    colour = np.array(shape.hair, np.float32) * strand[:, None]
    normal = ball / radii
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    return still(place.astype(np.float32), normal.astype(np.float32), colour.astype(np.float32), 0.15)


def _at_eye(place: Floats, shape: HeadShape, side: int) -> Floats:
    moved = place.copy()
    moved[:, 0] = side * (moved[:, 0] + eye_centre(shape))
    return moved


def upper_lid(shape: HeadShape, side: int) -> Points:
    """The lid of one eye, rolled up; `blinking` pulls it over the ball."""
    across, down = _grid(120, 60)
    upper, lower = lid_edges(across, shape)
    x = across * eye_half_width(shape)
    raised = _on_eyeball(x, upper + 0.012 * (1 - down), 0.035)
    closed = _on_eyeball(x, upper + 0.012 + down * (lower - upper - 0.05), 0.035)
    fold = 0.55 + 0.25 * np.sin(np.pi * np.clip(down, 0, 0.9))[:, None]
    skin = np.array(shape.skin, np.float32) * np.array([0.92, 0.92, 1.0], np.float32) * fold
    colour = np.where((down > 0.78)[:, None], np.array(shape.hair, np.float32) * 0.25, skin)
    normal = np.tile(np.array([0, 0.15, 0.99], np.float32), (len(x), 1))
    lid = still(_at_eye(raised, shape, side), normal, colour.astype(np.float32), 0.2)
    travel = (closed - raised) * np.array([side, 1, 1], np.float32)
    return replace(lid, blinking=travel)


def mouth_inside(shape: HeadShape) -> Points:
    """Upper teeth, tongue and throat, hidden by closed lips."""
    across, down = _grid(150, 110)
    half = mouth_half_width(shape)
    x = across * half * 0.96
    depth = 0.36 * down
    place = np.stack([x, mouth_height(shape) + 0.04 - depth, 0.60 - 0.9 * x**2 - 0.25 * down], 1)
    red = np.array([0.10, 0.08, 0.22], np.float32) * np.array(shape.skin, np.float32)[2]
    colour = np.broadcast_to(red, place.shape) * (1 - 0.5 * down[:, None])
    teeth = (depth < 0.085) & (np.abs(across) < 0.8)
    gap = 0.5 + 0.5 * np.abs(np.cos(across * 16))[:, None] ** 0.3
    colour = np.where(teeth[:, None], np.array([0.62, 0.70, 0.74], np.float32) * gap, colour)
    tongue = (down > 0.6) & (np.abs(across) < 0.6)
    colour = np.where(tongue[:, None], np.array([0.22, 0.20, 0.42], np.float32), colour)
    normal = np.tile(np.array([0, 0, 1], np.float32), (len(x), 1))
    spread = np.zeros_like(place)
    spread[:, 0] = 0.22 * x
    # With a short chin the grid's lowest rows would show below it.
    inside = distance(place.astype(np.float32), shape) < -0.07
    place, normal, colour = (part[inside].astype(np.float32) for part in (place, normal, colour))
    cloud = still(place, normal, colour, 0.1)
    return replace(cloud, spreading=spread[inside].astype(np.float32))


HALF_VIEW = 1.6


def head_points(shape: HeadShape) -> Points:
    """Skin, hair, ears, eyes, lids and the inside of the mouth."""
    sides = (-1, 1)
    return joined(
        [
            skin_points(shape),
            *(ear(shape, side) for side in sides),
            *(eyeball(shape, side) for side in sides),
            *(upper_lid(shape, side) for side in sides),
            mouth_inside(shape),
            curtain(shape),
        ]
    )


@lru_cache(maxsize=8)
def rendered_head(number: int) -> PointPicture:
    """The head of a subject's number, built once: about two seconds, then some milliseconds a frame."""
    return PointPicture(head_points(head_shape(number)), HALF_VIEW)
