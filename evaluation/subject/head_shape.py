"""The proportions and colours of one computed head.

Does not draw anything: `head_surface` turns these numbers into points. Lengths are head units: the eyes lie at
height 0, the chin near -1.15, the crown near 1.15; x grows to the picture's right (the subject's own left),
y up, z towards the camera.
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
