"""Whether pictures come too seldom for their movement to be judged, as those of slow machines and dim cameras do.

What moves then seems to jump, lips miss their sounds and a blink falls between two pictures: none of it is evidence of
an attack, and none of it may pass. The checks ask for another try.
"""

from collections.abc import Sequence

import numpy as np

from liveness.limits.attacks import SPARSE_STEP
from liveness.observations import FrameObservation


def is_sparse(frames: Sequence[FrameObservation]) -> bool:
    """Whether the median step from one analysed frame to the next is above SPARSE_STEP; False for fewer than two."""
    steps_s = np.diff([frame.media_s for frame in frames])
    return bool(len(steps_s) and np.median(steps_s) > SPARSE_STEP.value)
