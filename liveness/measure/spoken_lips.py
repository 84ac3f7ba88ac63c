"""What lips do while known phones are spoken: how far they open and how far they round. Looks at no picture.

Phones are those of the pronouncing dictionary (CMUdict, 39 phones). The classes follow the usual viseme groups (Fisher,
"Confusions among visually perceived consonants", 1968): lips shut for p b m, lip on teeth for f v, open for a, rounded
for w o u, spread for i e s. Numbers are a choice of steps between the extremes, not fitted.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from liveness.measure.sound_bands import ROW_S
from liveness.observations import PhoneTime

Floats = NDArray[np.float64]

SMOOTHED_ROWS = 7
"""0.14 s: the lips' inertia, and the error of the alignment."""
AT_REST = (0.2, 0.4)
UNKNOWN = (0.4, 0.3)
"""Consonants made behind the lips, which follow their neighbours."""


def _classes(*groups: tuple[str, float]) -> Mapping[str, float]:
    return {phone: value for phones, value in groups for phone in phones.split()}


OPENING = _classes(
    ("P B M", 0.0),
    ("F V", 0.15),
    ("IY IH", 0.55),
    ("UW UH OW OY W", 0.6),
    ("EH EY ER", 0.75),
    ("AA AE AH AO AW AY", 1.0),
)
ROUNDING = _classes(
    ("IY IH EY AE EH S Z Y", 0.0),
    ("P B M F V", 0.4),
    ("AW", 0.6),
    ("AO ER R SH ZH CH JH", 0.8),
    ("UW UH OW OY W", 1.0),
)


def expected_lips(phones: Sequence[PhoneTime], rows: int) -> tuple[Floats, Floats]:
    """Opening and rounding, 0..1 each: (rows,), one value every 20 ms from media time 0."""
    opening, rounding = np.full(rows, AT_REST[0]), np.full(rows, AT_REST[1])
    for phone in phones:
        span = slice(round(phone.start_s / ROW_S), round(phone.end_s / ROW_S))
        opening[span] = OPENING.get(phone.name, UNKNOWN[0])
        rounding[span] = ROUNDING.get(phone.name, UNKNOWN[1])
    return _smooth(opening), _smooth(rounding)


def _smooth(curve: Floats) -> Floats:
    kernel = np.hanning(SMOOTHED_ROWS + 2)
    padded = np.pad(curve, len(kernel) // 2, mode="edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), "valid"))
