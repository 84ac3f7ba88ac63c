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
    (0.52, 0.63, 0.83),
    (0.24, 0.36, 0.55),
    (0.44, 0.56, 0.78),
    (0.14, 0.21, 0.34),
    (0.34, 0.47, 0.70),
)
HAIRS: tuple[Colour, ...] = (
    (0.09, 0.14, 0.22),
    (0.05, 0.05, 0.06),
    (0.24, 0.42, 0.58),
    (0.08, 0.20, 0.42),
    (0.55, 0.56, 0.58),
)
IRISES: tuple[Colour, ...] = ((0.50, 0.38, 0.22), (0.06, 0.10, 0.16), (0.25, 0.42, 0.28), (0.10, 0.20, 0.34))


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
    skin: Colour
    hair: Colour
    iris: Colour
    grain_seed: int


def draw_head_shape(seed: int) -> HeadShape:
    """Draws a head; the same seed always gives the same one.

    Colours and hair style step through their lists, so that neighbouring seeds never look alike; proportions
    are uniform over ranges about as wide as those of adults.
    """
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    return HeadShape(
        face_width=between(0.88, 1.12),
        jaw_width=between(0.80, 1.20),
        jaw_length=between(0.90, 1.12),
        cheek_fullness=between(0.6, 1.4),
        brow_ridge=between(0.5, 1.5),
        eye_distance=between(0.90, 1.10),
        eye_size=between(0.88, 1.16),
        eye_slant=between(-0.03, 0.05),
        nose_length=between(0.85, 1.15),
        nose_width=between(0.75, 1.40),
        nose_height=between(0.80, 1.25),
        mouth_width=between(0.85, 1.18),
        lip_fullness=between(0.65, 1.5),
        brow_thickness=between(0.6, 1.6),
        brow_arch=between(-0.02, 0.07),
        hairline=between(0.62, 0.88),
        hair_thickness=between(0.03, 0.12),
        has_long_hair=seed % 2 == 1,
        beard=between(0.35, 0.9) if seed % 4 == 2 else 0.0,
        skin=SKINS[seed % len(SKINS)],
        hair=HAIRS[(seed * 2) % len(HAIRS)],
        iris=IRISES[seed % len(IRISES)],
        grain_seed=seed,
    )
