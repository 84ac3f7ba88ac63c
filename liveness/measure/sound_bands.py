"""Levels of ten frequency bands over time: what lip movement is compared with. Does not know speech from noise."""

import numpy as np
from numpy.typing import NDArray

from liveness.measure.mel_bands import BANDS as MEL_BANDS
from liveness.measure.mel_bands import mel_bands
from liveness.ports import Samples

ROW_S = 0.02
BANDS = 10
"""Four neighbouring mel bands each; their upper edges lie near 0.3, 0.6, 0.9, 1.3, 1.7, 2.2, 2.9, 3.9, 5.2, 7.4 kHz."""
FLOOR = 1e-4
"""Share of a band's mean power below which level is noise: 40 dB down."""
SILENCE = 1e-9
"""Power that keeps the logarithm of digital silence finite."""

NO_SOUND = np.zeros((0, BANDS), np.float32)
"""The levels of a recording without a sound track."""

_HOPS = 2


def band_levels(samples: Samples) -> NDArray[np.float32]:
    """Natural log of the power in each band, shape (m, 10), one row every 20 ms from sample 0; 16 kHz mono."""
    power = mel_bands(samples)
    rows = len(power) // _HOPS
    grouped = power[: rows * _HOPS].reshape(rows, _HOPS, BANDS, MEL_BANDS // BANDS).mean(axis=(1, 3))
    floor = FLOOR * grouped.mean(axis=0) if rows else 0.0
    return np.asarray(np.log(grouped + floor + SILENCE), np.float32)
