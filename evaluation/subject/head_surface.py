"""The skin of a computed head: rays marched once against a distance field, painted, kept as points.

Does not move or draw the points (`rendered_head`). The distance field is a smooth union of ellipsoids
(Quilez, "Distance functions" and "Smooth minimum").
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from evaluation.subject.head_shape import HeadShape

Floats = NDArray[np.float32]

POINTS = 220_000
"""Rays over the whole sphere; about 130 points per head unit."""
CENTRE = np.array([0.0, -0.1, 0.0], np.float32)


@dataclass(frozen=True, slots=True)
class Points:
    """A cloud of shaded points. Rows belong together; every displacement is added times its parameter."""

    place: Floats
    """(n, 3) head units."""
    normal: Floats
    """(n, 3) unit length."""
    albedo: Floats
    """(n, 3) blue, green, red, already darkened where little light reaches."""
    gloss: Floats
    """(n,) strength of the highlight, 0..1."""
    opening: Floats
    """(n, 3) displacement of a fully open mouth."""
    spreading: Floats
    """(n, 3) displacement of widely spread lips; negative amounts round them."""
    smiling: Floats
    """(n, 3) displacement of a full smile."""
    blinking: Floats
    """(n, 3) displacement of closed lids."""


def still(place: Floats, normal: Floats, albedo: Floats, gloss: float) -> Points:
    """Points that no expression moves."""
    zero = np.zeros_like(place)
    return Points(place, normal, albedo, np.full(len(place), gloss, np.float32), zero, zero, zero, zero)


def joined(clouds: list[Points]) -> Points:
    """All points of several clouds as one."""
    return Points(*(np.concatenate([getattr(cloud, field.name) for cloud in clouds]) for field in fields(Points)))


def mouth_height(shape: HeadShape) -> float:
    """Height of the line between the lips."""
    return -0.27 - 0.45 * (0.5 * shape.nose_length + 0.5 * shape.jaw_length)


def mouth_half_width(shape: HeadShape) -> float:
    """Half the distance between the corners of the mouth."""
    return 0.25 * shape.mouth_width


def eye_centre(shape: HeadShape) -> float:
    """|x| of both eyes."""
    return 0.33 * shape.eye_distance * (0.5 + 0.5 * shape.face_width)


def _ellipsoid(p: Floats, centre: tuple[float, float, float], radii: tuple[float, float, float]) -> Floats:
    scaled = (p - np.array(centre, np.float32)) / np.array(radii, np.float32)
    near = np.sqrt((scaled**2).sum(1))
    steep = np.sqrt(((scaled / np.array(radii, np.float32)) ** 2).sum(1)) + 1e-6
    return np.asarray(near * (near - 1) / steep, np.float32)


def _blend(a: Floats, b: Floats, reach: float) -> Floats:
    h = np.maximum(reach - np.abs(a - b), 0) / reach
    return np.asarray(np.minimum(a, b) - h * h * reach / 4, np.float32)


def distance(p: Floats, shape: HeadShape) -> Floats:
    """Signed distance in head units of (n, 3) places to the skin, negative inside."""
    p = p.copy()
    p[:, 0] = np.abs(p[:, 0])
    wide, jaw, nose = shape.face_width, shape.jaw_width, shape.nose_width
    chin = -1.0 * shape.jaw_length
    tip = -0.44 * shape.nose_length
    eye, mouth, lip = eye_centre(shape), mouth_height(shape), shape.lip_fullness
    d = _ellipsoid(p, (0, 0.32, -0.20), (0.78 * wide, 0.84, 0.92))
    d = _blend(d, _ellipsoid(p, (0, -0.25, 0.08), (0.62 * wide, 0.80, 0.70)), 0.25)
    d = _blend(d, _ellipsoid(p, (0, chin + 0.28, 0.22), (0.46 * jaw, 0.38, 0.52)), 0.25)
    d = _blend(d, _ellipsoid(p, (0, chin, 0.58), (0.20 * jaw, 0.13, 0.17)), 0.22)
    d = _blend(d, _ellipsoid(p, (0.40 * wide, -0.30, 0.46), (0.20, 0.20, 0.16 * shape.cheek_fullness)), 0.22)
    d = _blend(d, _ellipsoid(p, (eye * 0.85, 0.19, 0.68), (0.26, 0.07, 0.06 * shape.brow_ridge + 0.02)), 0.14)
    d = -_blend(-d, _ellipsoid(p, (eye, -0.02, 0.93), (0.21, 0.14, 0.20)), 0.14)
    d = _blend(d, _ellipsoid(p, (0, tip * 0.42, 0.74), (0.075, -tip * 0.62, 0.12 * shape.nose_height)), 0.10)
    d = _blend(d, _ellipsoid(p, (0, tip * 0.86, 0.86), (0.08 * nose, 0.14, 0.13 * shape.nose_height)), 0.09)
    d = _blend(d, _ellipsoid(p, (0, tip, 0.90), (0.10 * nose, 0.085, 0.12 * shape.nose_height)), 0.07)
    d = _blend(d, _ellipsoid(p, (0.105 * nose, tip - 0.02, 0.80), (0.06 * nose, 0.065, 0.09)), 0.04)
    half = mouth_half_width(shape)
    d = _blend(d, _ellipsoid(p, (0, mouth - 0.02, 0.62), (0.27, 0.22, 0.16)), 0.12)
    d = _blend(d, _ellipsoid(p, (0.04, mouth + 0.045 * lip, 0.74), (half * 0.85, 0.045 * lip, 0.06)), 0.05)
    return _blend(d, _ellipsoid(p, (0, mouth - 0.05 * lip, 0.74), (half * 0.75, 0.05 * lip, 0.065)), 0.05)


def directions(count: int) -> Floats:
    """(count, 3) unit vectors spread evenly over the sphere."""
    # A Fibonacci lattice has no poles and no rows that could beat against the pixel grid.
    index = np.arange(count) + 0.5
    z = 1 - 2 * index / count
    turn = np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - z * z)
    return np.stack([ring * np.cos(turn), ring * np.sin(turn), z], 1).astype(np.float32)


def march(shape: HeadShape) -> tuple[Floats, Floats]:
    """Places and normals where rays from outside towards the middle of the head meet the skin, (n, 3) each."""
    rays = directions(POINTS)
    rays = rays[rays[:, 2] > -0.55]
    reach = np.full(len(rays), 1.45, np.float32)
    active = np.arange(len(rays))
    for _ in range(24):
        gap = distance(CENTRE + rays[active] * reach[active, None], shape)
        reach[active] -= 0.8 * gap
        active = active[np.abs(gap) > 0.001]
    place = CENTRE + rays * reach[:, None]
    return place, _normals(place, shape)


def _normals(place: Floats, shape: HeadShape) -> Floats:
    # Four samples on a tetrahedron cost less than six along the axes.
    corners = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
    slope = np.zeros_like(place)
    for corner in corners:
        slope += corner * distance(place + 0.006 * corner, shape)[:, None]
    return np.asarray(slope / (np.linalg.norm(slope, axis=1, keepdims=True) + 1e-9), np.float32)


def openness(place: Floats, normal: Floats, shape: HeadShape) -> Floats:
    """How much of the surroundings each place sees, 0..1: the shade in sockets, nostrils and between lips."""
    near = distance(place + 0.06 * normal, shape) / 0.06
    far = distance(place + 0.18 * normal, shape) / 0.18
    return np.clip(0.5 * near + 0.5 * far, 0.25, 1).astype(np.float32)
