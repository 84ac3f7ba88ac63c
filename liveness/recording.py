"""Container bytes -> timed frames + 16 kHz mono PCM, inside hard limits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """Enforced before memory is spent."""

    seconds: float = 60.0
    bytes: int = 100 * 1024 * 1024
    pixels: int = 1920 * 1920
    frames_per_second: float = 61.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright frame. image: (height, width, 3) uint8 BGR; media_s: seconds from the first frame or sound."""

    media_s: float
    image: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sound:
    """samples: (n,) float32 in -1..1, 16 kHz mono, sample 0 at media time `start_s`."""

    samples: NDArray[np.float32]
    start_s: float
