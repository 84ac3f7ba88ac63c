"""Reads the sound of a test recording (wav, flac, or the sound track of a video) for measurements.

Not for recordings of callers: it opens any container FFmpeg knows; `liveness.media.recording` does not.
"""

from pathlib import Path

import av
import numpy as np

from liveness.ports import Samples


def read_sound(path: Path) -> Samples:
    """The first sound track as 16 kHz mono, shape (n,), -1..1.

    Raises:
        ValueError: the file has no sound.
    """
    with av.open(str(path)) as container:
        if not container.streams.audio:
            raise ValueError("the file has no sound track")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
        pieces += resampler.resample(None)
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces]).astype(np.float32)
