"""A signal that stands still counts for nothing. One rule for every division by a spread, a length or a power.

Sums and filters leave rounding noise of about 1e-15 of the numbers that went in. Divided by its own spread, that noise
looks like any other signal, and differs from one processor to the next. So a spread is compared with the scale of the
numbers it was computed from, before any offset was taken off or any filter ran: at most FLAT of it is no spread.
The scale of sound is full scale (1), that of luma is 255, that of a correlation or of a unit vector is 1; every other
signal's scale is its own largest absolute value.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FLAT = 1e-5
"""Share of the scale, without unit. Far above rounding (float32 resolves 6e-8) and far below anything measured: the
face mesh resolves 1e-3 of a face, and one step of 16-bit sound is 3e-5 of full scale. Chosen for both distances. Inputs
that move by 1e-12 of themselves move the quotient by at most 1e-12 / FLAT, a tenth of a millionth."""

SOUND_SCALE = 1.0
"""Full scale of samples."""
LUMA_SCALE = 255.0
"""White."""
CORRELATION_SCALE = 1.0
"""Of correlations and of unit vectors."""


def is_flat(spread: ArrayLike, scale: ArrayLike) -> NDArray[np.bool_]:
    """Where a spread is rounding noise or nothing. spread: in the unit of scale, >= 0; NaN is flat, too."""
    return ~(np.asarray(spread) > FLAT * np.asarray(scale))


def in_units(values: ArrayLike, unit: ArrayLike, flat: ArrayLike) -> Floats:
    """Values / unit, and 0 where flat: nothing is measured in units of nothing. The shapes broadcast."""
    divisor = np.where(flat, 1.0, unit)
    return np.where(flat, 0.0, np.asarray(values) / divisor)


def scale_of(signals: Floats) -> Floats:
    """The largest absolute value of each column of (n, ...) signals; 0 where there are no rows."""
    return np.asarray(np.max(np.abs(signals), axis=0, initial=0.0))


def without_noise(signals: Floats, scale: ArrayLike) -> Floats:
    """The (n, ...) signals with 0 in each column whose standard deviation is flat. scale: before offset and filter."""
    if not len(signals):
        return signals
    return np.where(is_flat(signals.std(axis=0), scale), 0.0, signals)


def direction(vector: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The (n,) vector with length 1; None where its length is flat, for it points nowhere. Its scale is that of unit
    vectors: what nets give, and means of unit vectors.
    """
    length = float(np.linalg.norm(vector))
    return None if is_flat(length, CORRELATION_SCALE) else np.asarray(vector / length, np.float32)


def root_mean_square(samples: NDArray[np.float32]) -> float:
    """Of (n,) samples, full scale = 1; 0 where there are none."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def is_silent(samples: NDArray[np.float32]) -> bool:
    """Whether (n,) samples hold no sound, or less than one step of 16-bit sound."""
    return bool(is_flat(root_mean_square(samples), SOUND_SCALE))
