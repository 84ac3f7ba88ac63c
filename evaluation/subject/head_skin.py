"""The skin of a computed head: rays marched once against a distance field, painted, kept as points that can move.

Does not draw the points (`point_picture`). The distance field is a smooth union of ellipsoids (Quilez, "Distance
functions" and "Smooth minimum").
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.subject.head_shape import LIPSTICK, HeadShape
from evaluation.subject.point_picture import Floats, Points, directions

POINTS = 220_000
"""Rays over the whole sphere; about 130 points per head unit."""

CENTRE = np.array([0.0, -0.1, 0.0], np.float32)


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


Mask = NDArray[np.bool_]
Reals = NDArray[np.floating[Any]]


def _step(low: float, high: float, value: Reals) -> Floats:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _bump(value: Reals, width: float) -> Floats:
    return np.asarray(np.exp(-((value / width) ** 2)), np.float32)


def _mix(colour: Reals, other: Reals, share: Reals) -> Floats:
    return np.asarray(colour + (other - colour) * share[:, None], np.float32)


def lid_edges(across: Reals, shape: HeadShape) -> tuple[Floats, Floats]:
    """Heights of the upper and lower edge of an eye, for positions -1 (nose side) .. 1 across it."""
    arch = np.clip(1 - across**2, 0, 1) ** 0.75
    slant = shape.eye_slant * across
    return (slant + 0.070 * shape.eye_size * arch).astype(np.float32), (slant - 0.052 * shape.eye_size * arch).astype(
        np.float32
    )


def eye_half_width(shape: HeadShape) -> float:
    """Half the distance between the corners of one eye."""
    return 0.155 * shape.eye_size


def _in_eye(place: Floats, shape: HeadShape) -> Mask:
    across = (np.abs(place[:, 0]) - eye_centre(shape)) / eye_half_width(shape)
    upper, lower = lid_edges(across, shape)
    inside = (np.abs(across) < 1) & (place[:, 1] < upper) & (place[:, 1] > lower) & (place[:, 2] > 0)
    return np.asarray(inside, np.bool_)


def hair_share(place: Floats, shape: HeadShape) -> Floats:
    """0 on bare skin .. 1 under full hair."""
    x, y, z = place.T
    wave = 0.03 * np.sin(9 * x + shape.grain_seed) + 0.02 * np.sin(23 * x)
    front = shape.hairline - 0.55 * np.abs(x) ** 2.2 + wave
    side = _step(0.25, -0.05, z) * _step(-0.35 if shape.has_long_hair else 0.02, 0.12, y)
    return np.asarray(np.maximum(_step(-0.03, 0.05, y - front), side * _step(0.5, 0.62, np.abs(x))), np.float32)


def _lips(place: Floats, shape: HeadShape) -> Floats:
    x, y, z = place.T
    across = x / mouth_half_width(shape)
    up = y - mouth_height(shape)
    bow = 0.085 * shape.lip_fullness * np.clip(1 - across**2, 0, 1) ** 0.7 * (1 - 0.25 * _bump(across, 0.12))
    low = 0.095 * shape.lip_fullness * np.clip(1 - across**2, 0, 1) ** 0.6
    edge = np.where(up > 0, bow - up, low + up)
    return np.asarray(_step(-0.008, 0.012, edge) * (np.abs(across) < 1) * (z > 0.3), np.float32)


def _brows(place: Floats, shape: HeadShape) -> Floats:
    x, y, z = place.T
    across = (np.abs(x) - eye_centre(shape) - 0.01) / 0.21
    middle = 0.205 + shape.brow_arch * (1 - across**2) - 0.02 * across
    thick = 0.032 * shape.brow_thickness * (1 - 0.4 * np.clip(across, 0, 1))
    return np.asarray(
        (_step(1.6, 0.5, np.abs(y - middle) / thick) * _step(1.1, 0.85, np.abs(across)) * (z > 0)), np.float32
    )


def _wrinkles(place: Floats, shape: HeadShape) -> Floats:
    """Folds from the nose to the mouth, lines on the forehead, crow's feet."""
    x, y, z = np.abs(place[:, 0]), place[:, 1], place[:, 2]
    mouth = mouth_height(shape)
    fold = _bump(x - 0.15 - 0.55 * (-0.44 - y), 0.022) * _step(mouth - 0.10, mouth, y) * _step(-0.36, -0.44, y)
    forehead = sum(_bump(y - height - 0.06 * x, 0.010) for height in (0.40, 0.49, 0.58)) * _step(0.5, 0.3, x)
    outer = eye_centre(shape) + eye_half_width(shape)
    feet = sum(_bump(y - slope * (x - outer), 0.010) for slope in (-0.6, 0.0, 0.6)) * _bump(x - outer - 0.08, 0.05)
    return np.asarray(((fold + 0.6 * forehead + 0.7 * feet) * (z > 0)), np.float32)


def _beard(place: Floats, shape: HeadShape) -> Floats:
    x, y, z = place.T
    mouth = mouth_height(shape)
    cheek = _step(0.02, -0.12, y - (mouth + 0.10) - 0.9 * np.clip(np.abs(x) - 0.25, 0, 1))
    moustache = _bump(y - mouth - 0.13, 0.05) * _step(0.30, 0.2, np.abs(x))
    return np.asarray(shape.beard * np.maximum(cheek, moustache) * _step(-0.2, 0.0, z), np.float32)


def _skin_colour(place: Floats, shape: HeadShape, grain: Floats) -> Floats:
    x, y, z = place.T
    skin = np.array(shape.skin, np.float32)
    colour = np.broadcast_to(skin, place.shape) * (1 + 0.05 * grain[:, None])
    flush = _bump(np.abs(x) - 0.42, 0.2) * _bump(y + 0.33, 0.2) + _bump(x, 0.12) * _bump(y + 0.44, 0.1)
    colour = _mix(colour, skin * np.array([0.78, 0.80, 1.0], np.float32), 0.6 * np.clip(flush, 0, 1))
    tired = _bump(np.abs(x) - eye_centre(shape), 0.17) * _bump(y, 0.14) * (z > 0)
    return _mix(colour, skin * np.array([0.66, 0.66, 0.76], np.float32), 0.5 * tired)


def albedo(place: Floats, shape: HeadShape, grain: Floats) -> Floats:
    """(n, 3) blue, green, red reflectance of skin, lips, brows, beard and hair."""
    skin, hair = np.array(shape.skin, np.float32), np.array(shape.hair, np.float32)
    colour = _skin_colour(place, shape, grain)
    strand = hair * (1 + 0.35 * grain[:, None])
    colour = _mix(colour, strand, _beard(place, shape))
    colour = colour * (1 - 0.4 * shape.age * _wrinkles(place, shape))[:, None]
    bare = skin * np.array([0.62, 0.52, 0.88], np.float32)
    painted = np.array(LIPSTICK, np.float32) * (0.4 + 0.6 * skin.mean())
    colour = _mix(colour, bare + shape.lipstick * (painted - bare), 0.9 * _lips(place, shape))
    seam = _bump(place[:, 1] - mouth_height(shape), 0.012) * (np.abs(place[:, 0]) < mouth_half_width(shape))
    colour = _mix(colour, skin * 0.25, 0.8 * seam * (place[:, 2] > 0.3))
    colour = _mix(colour, strand * 0.7, 0.9 * _brows(place, shape))
    return _mix(colour, strand, hair_share(place, shape))


def _opening(place: Floats, shape: HeadShape) -> Floats:
    x, y, z = place.T
    half, below = mouth_half_width(shape), mouth_height(shape) - y
    depth = _step(0.0, 0.3, below)
    lip = np.clip(1 - (x / (1.05 * half)) ** 2, 0, 1)
    jaw = _step(0.85, 0.25, np.abs(x)) * _step(-0.2, 0.35, z)
    drop = np.where(below > 0, lip * (1 - depth) + 0.85 * jaw * depth, 0)
    lift = np.where(below <= 0, lip * _step(0.16, 0.0, -below), 0) * (z > 0.3)
    moved = np.zeros_like(place)
    moved[:, 1] = -0.27 * drop + 0.035 * lift
    moved[:, 2] = -0.05 * drop
    return moved


def _around_mouth(place: Floats, shape: HeadShape) -> Floats:
    up = place[:, 1] - mouth_height(shape)
    return np.asarray(_bump(up, 0.17) * _step(0.55, 0.2, np.abs(place[:, 0])) * (place[:, 2] > 0.2), np.float32)


def _spreading(place: Floats, shape: HeadShape) -> Floats:
    near = _around_mouth(place, shape)
    moved = np.zeros_like(place)
    moved[:, 0] = 0.22 * place[:, 0] * near
    moved[:, 2] = -0.05 * near
    return moved


def _smiling(place: Floats, shape: HeadShape) -> Floats:
    half = mouth_half_width(shape)
    corner = _bump(np.abs(place[:, 0]) - half, 0.13) * _around_mouth(place, shape)
    cheek = _bump(np.abs(place[:, 0]) - 0.4, 0.16) * _bump(place[:, 1] + 0.32, 0.17) * (place[:, 2] > 0)
    moved = np.zeros_like(place)
    moved[:, 0] = 0.10 * np.tanh(place[:, 0] / 0.08) * corner
    moved[:, 1] = 0.11 * corner + 0.04 * cheek
    moved[:, 2] = -0.03 * corner + 0.04 * cheek
    return moved


def _blinking(place: Floats, shape: HeadShape) -> Floats:
    """The fold above the eye sinks and the cheek below it rises a little."""
    near = _bump(np.abs(place[:, 0]) - eye_centre(shape), 0.16) * (place[:, 2] > 0)
    moved = np.zeros_like(place)
    moved[:, 1] = near * (0.022 * _bump(place[:, 1] + 0.09, 0.05) - 0.13 * _bump(place[:, 1] - 0.13, 0.08))
    return moved


def skin_points(shape: HeadShape) -> Points:
    """Skin and hair of one head, without the eyes' openings."""
    place, normal = march(shape)
    keep = ~_in_eye(place, shape)
    place, normal = place[keep], normal[keep]
    grain = np.random.default_rng(shape.grain_seed).standard_normal(len(place)).astype(np.float32)
    hair = hair_share(place, shape)
    shade = openness(place, normal, shape)[:, None]
    colour = albedo(place, shape, grain) * shade
    gloss = 0.25 + 0.35 * _lips(place, shape) - 0.2 * hair
    grown = place + normal * ((shape.hair_thickness + 0.006 * grain) * hair)[:, None]
    return Points(
        np.asarray(grown, np.float32),
        normal,
        np.asarray(colour, np.float32),
        np.asarray(gloss, np.float32),
        _opening(place, shape),
        _spreading(place, shape),
        _smiling(place, shape),
        _blinking(place, shape),
    )
