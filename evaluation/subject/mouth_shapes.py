"""How a mouth looks while each phone sounds.

Does not know when a phone sounds (`rendered_voice`). The classes follow the usual viseme groups (Fisher 1968;
MPEG-4 facial animation): lips shut for p b m, lip on teeth for f v, rounded for w u o, wide for i e, open for a.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from evaluation.subject.rendered_voice import Phone

RATE_HZ = 200
SMOOTHING_S = 0.022
"""Standard deviation of the blur that stands for the lips' inertia; a closure of 60 ms still closes."""

Shape = tuple[float, float]
"""opening 0..1 and spread -1..1, as in `rendered_head.Pose`."""

CLOSED: Shape = (0.0, 0.0)
NEUTRAL: Shape = (0.18, 0.1)
SHAPES: dict[str, Shape] = {
    **dict.fromkeys("pbm_", CLOSED),
    **dict.fromkeys("fv", (0.07, 0.1)),
    **dict.fromkeys("wu", (0.16, -0.9)),
    "U": (0.25, -0.7),
    **dict.fromkeys("oO0", (0.60, -0.6)),
    **dict.fromkeys("rR", (0.22, -0.4)),
    **dict.fromkeys("SZ", (0.18, -0.5)),
    **dict.fromkeys("iIj", (0.26, 0.7)),
    **dict.fromkeys("eE", (0.52, 0.4)),
    **dict.fromkeys("aA", (0.95, 0.15)),
    **dict.fromkeys("@V3Q", (0.55, 0.0)),
    **dict.fromkeys("szTD", (0.12, 0.3)),
    **dict.fromkeys("tdnlkgNhx?", NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """A mouth over time. Both (n,) float32 at 200 Hz from the first sample of the sound."""

    opening: NDArray[np.float32]
    spread: NDArray[np.float32]

    def at(self, second: float) -> Shape:
        """The shape at a time; closed outside the sound."""
        index = round(second * RATE_HZ)
        if not 0 <= index < len(self.opening):
            return CLOSED
        return float(self.opening[index]), float(self.spread[index])


def phone_shapes(name: str) -> list[Shape]:
    """The shapes one phone passes through: one, or two for a diphthong."""
    shapes = [SHAPES[letter] for letter in name if letter in SHAPES]
    return shapes[:2] or [NEUTRAL]


def mouth_track(phones: tuple[Phone, ...]) -> MouthTrack:
    """The mouth that says these phones."""
    end_s = phones[-1].end_s if phones else 0.0
    targets = np.zeros((int(end_s * RATE_HZ) + 1, 2))
    for phone in phones:
        shapes = phone_shapes(phone.name)
        edges = np.linspace(phone.start_s, phone.end_s, len(shapes) + 1) * RATE_HZ
        for shape, start, end in zip(shapes, edges[:-1], edges[1:], strict=True):
            targets[round(start) : round(end)] = shape
    smooth = gaussian_filter1d(targets, SMOOTHING_S * RATE_HZ, axis=0, mode="nearest").astype(np.float32)
    return MouthTrack(smooth[:, 0], smooth[:, 1])
