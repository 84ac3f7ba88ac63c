"""Says where somebody speaks, with the silero-vad net. Does not say who speaks or what."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from liveness.engines.onnx_session import open_session
from liveness.ports import Samples

WINDOW_SAMPLES = 512
"""32 ms at 16 kHz, the only window length the net was trained on."""
CONTEXT_SAMPLES = 64
"""The net sees the end of the window before; silence before the first."""
SAMPLE_RATE = np.array(16_000, np.int64)


class SileroVoiceActivity:
    """silero-vad 6 (MIT), `silero_vad/data/silero_vad.onnx`. 0.1 ms CPU a window; not shareable between threads."""

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def speech_probability(self, samples: Samples) -> NDArray[np.float32]:
        """One probability per 32 ms window from sample 0, shape (ceil(n / 512),); the last window is zero-padded.

        Each call starts from silence: nothing is remembered of the call before.
        """
        count = -(-len(samples) // WINDOW_SAMPLES)
        padded = np.zeros(CONTEXT_SAMPLES + count * WINDOW_SAMPLES, np.float32)
        padded[CONTEXT_SAMPLES : CONTEXT_SAMPLES + len(samples)] = samples
        probability = np.zeros(count, np.float32)
        state = np.zeros((2, 1, 128), np.float32)
        for index in range(count):
            start = index * WINDOW_SAMPLES
            window = padded[None, start : start + CONTEXT_SAMPLES + WINDOW_SAMPLES]
            feeds = {"input": window, "state": state, "sr": SAMPLE_RATE}
            output, state = self._session.run(["output", "stateN"], feeds)
            probability[index] = output[0, 0]
        return probability
