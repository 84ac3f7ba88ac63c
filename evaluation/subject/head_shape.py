"""The proportions and colours of computed heads: drawn from a number, and the cast that tests and the demo use.

Does not draw a picture: `head_skin` turns these numbers into points. Lengths are head units: the eyes lie at height 0,
the chin near -1.15, the crown near 1.15; x grows to the picture's right (the subject's own left), y up, z towards the
camera.
"""

from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]
"""Blue, green, red reflectance, 0..1."""

SKINS: tuple[Colour, ...] = (
    (0.62, 0.72, 0.92),
    (0.44, 0.56, 0.78),
    (0.34, 0.50, 0.74),
    (0.24, 0.36, 0.55),
    (0.11, 0.17, 0.28),
)
HAIRS: tuple[Colour, ...] = (
    (0.09, 0.14, 0.22),
    (0.04, 0.04, 0.05),
    (0.24, 0.42, 0.58),
    (0.08, 0.20, 0.42),
    (0.55, 0.56, 0.58),
)
IRISES: tuple[Colour, ...] = ((0.50, 0.38, 0.22), (0.06, 0.10, 0.16), (0.25, 0.42, 0.28), (0.10, 0.20, 0.34))
LIPSTICK: Colour = (0.22, 0.12, 0.62)


@dataclass(frozen=True, slots=True)
class HeadShape:
    """One head. Ratios are relative to a middling adult head (1.0); the rest are head units."""

    face_width: float
    jaw_width: float
    jaw_length: float
    cheek_fullness: float
    brow_ridge: float
    eye_distance: float
    eye_size: float
    eye_slant: float
    nose_length: float
    nose_width: float
    nose_height: float
    mouth_width: float
    lip_fullness: float
    brow_thickness: float
    brow_arch: float
    hairline: float
    hair_thickness: float
    has_long_hair: bool
    beard: float
    """Share of hair colour on the lower face, 0 (shaven) .. 1."""
    lipstick: float
    """Share of lipstick on the lips, 0..1."""
    age: float
    """Depth of wrinkles, 0..1."""
    skin: Colour
    hair: Colour
    iris: Colour
    grain_seed: int


def draw_head_shape(seed: int) -> HeadShape:
    """Draws a head; the same seed always gives the same one.

    Proportions are uniform over ranges somewhat wider than those of adults, because a template net trained on
    people finds computed heads more alike than they look.
    """
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def one_of(colours: tuple[Colour, ...]) -> Colour:
        return colours[rng.integers(len(colours))]

    has_long_hair, skin = bool(rng.integers(2)), one_of(SKINS)
    return HeadShape(
        face_width=between(0.84, 1.16),
        jaw_width=between(0.7, 1.25),
        jaw_length=between(0.82, 1.16),
        cheek_fullness=between(0.3, 1.9),
        brow_ridge=between(0.2, 1.8),
        eye_distance=between(0.86, 1.14),
        eye_size=between(0.80, 1.30),
        eye_slant=between(-0.05, 0.07),
        nose_length=between(0.75, 1.25),
        nose_width=between(0.7, 1.35),
        nose_height=between(0.6, 1.4),
        mouth_width=between(0.82, 1.18),
        lip_fullness=between(0.7, 1.35),
        brow_thickness=between(0.4, 1.9),
        brow_arch=between(-0.03, 0.09),
        hairline=between(0.42, 0.95),
        hair_thickness=between(0.03, 0.14),
        has_long_hair=has_long_hair,
        beard=0.0 if has_long_hair else max(0.0, between(-0.8, 0.95)),
        lipstick=between(0.1, 0.5) if has_long_hair else 0.0,
        age=max(0.0, between(-0.8, 1.0)),
        skin=skin,
        hair=one_of(HAIRS if skin in SKINS[:2] else HAIRS[:2] + HAIRS[-1:]),
        iris=one_of(IRISES),
        grain_seed=seed,
    )


CAST: tuple[HeadShape, ...] = (
    HeadShape(
        face_width=1.115,
        jaw_width=0.718,
        jaw_length=1.134,
        cheek_fullness=1.547,
        brow_ridge=1.63,
        eye_distance=1.044,
        eye_size=1.125,
        eye_slant=0.029,
        nose_length=0.918,
        nose_width=0.989,
        nose_height=0.653,
        mouth_width=1.026,
        lip_fullness=1.113,
        brow_thickness=1.344,
        brow_arch=0.066,
        hairline=0.423,
        hair_thickness=0.101,
        has_long_hair=False,
        beard=0.528,
        lipstick=0.0,
        age=0.815,
        skin=(0.44, 0.56, 0.78),
        hair=(0.04, 0.04, 0.05),
        iris=(0.25, 0.42, 0.28),
        grain_seed=0,
    ),
    HeadShape(
        face_width=0.844,
        jaw_width=1.06,
        jaw_length=1.073,
        cheek_fullness=1.084,
        brow_ridge=0.264,
        eye_distance=0.915,
        eye_size=1.274,
        eye_slant=-0.029,
        nose_length=1.226,
        nose_width=1.174,
        nose_height=1.308,
        mouth_width=1.036,
        lip_fullness=1.179,
        brow_thickness=1.244,
        brow_arch=0.071,
        hairline=0.485,
        hair_thickness=0.038,
        has_long_hair=True,
        beard=0.0,
        lipstick=0.3,
        age=0.443,
        skin=(0.62, 0.72, 0.92),
        hair=(0.08, 0.2, 0.42),
        iris=(0.1, 0.2, 0.34),
        grain_seed=1,
    ),
    HeadShape(
        face_width=0.918,
        jaw_width=1.031,
        jaw_length=1.119,
        cheek_fullness=1.537,
        brow_ridge=1.267,
        eye_distance=0.924,
        eye_size=1.124,
        eye_slant=0.018,
        nose_length=0.771,
        nose_width=1.307,
        nose_height=1.159,
        mouth_width=1.134,
        lip_fullness=1.036,
        brow_thickness=0.874,
        brow_arch=-0.017,
        hairline=0.572,
        hair_thickness=0.064,
        has_long_hair=True,
        beard=0.0,
        lipstick=0.26,
        age=0.622,
        skin=(0.11, 0.17, 0.28),
        hair=(0.04, 0.04, 0.05),
        iris=(0.06, 0.1, 0.16),
        grain_seed=2,
    ),
    HeadShape(
        face_width=1.111,
        jaw_width=0.988,
        jaw_length=0.916,
        cheek_fullness=0.502,
        brow_ridge=0.321,
        eye_distance=1.017,
        eye_size=1.049,
        eye_slant=-0.047,
        nose_length=0.819,
        nose_width=1.306,
        nose_height=0.646,
        mouth_width=1.092,
        lip_fullness=1.159,
        brow_thickness=0.817,
        brow_arch=0.046,
        hairline=0.824,
        hair_thickness=0.084,
        has_long_hair=False,
        beard=0.0,
        lipstick=0.0,
        age=0.615,
        skin=(0.62, 0.72, 0.92),
        hair=(0.08, 0.2, 0.42),
        iris=(0.5, 0.38, 0.22),
        grain_seed=3,
    ),
    HeadShape(
        face_width=0.867,
        jaw_width=1.071,
        jaw_length=0.866,
        cheek_fullness=1.781,
        brow_ridge=1.238,
        eye_distance=1.121,
        eye_size=0.997,
        eye_slant=0.053,
        nose_length=0.824,
        nose_width=0.766,
        nose_height=1.082,
        mouth_width=1.13,
        lip_fullness=1.019,
        brow_thickness=0.986,
        brow_arch=0.021,
        hairline=0.945,
        hair_thickness=0.092,
        has_long_hair=True,
        beard=0.0,
        lipstick=0.3,
        age=0.0,
        skin=(0.62, 0.72, 0.92),
        hair=(0.09, 0.14, 0.22),
        iris=(0.25, 0.42, 0.28),
        grain_seed=4,
    ),
)
"""Bred from drawn heads, by small random changes, for template nets to tell them apart: nets trained on people find
computed heads more alike than they look."""


def head_shape(number: int) -> HeadShape:
    """The head of a number: a member of the cast, or one drawn from the number as a seed."""
    return CAST[number] if number < len(CAST) else draw_head_shape(number)
