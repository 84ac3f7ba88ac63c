"""Turns net speech into an ECAPA speaker template. Silence was cut before (`liveness.measure.net_speech`)."""

from pathlib import Path

import numpy as np

from liveness.engines.onnx_session import open_session
from liveness.engines.voice_template import require_speech
from liveness.limits.models import ECAPA
from liveness.observations import Vector
from liveness.ports import Samples


class EcapaVoice:
    """SpeechBrain's ECAPA-TDNN, filter banks included, as `liveness.models.ecapa` exported it; needs no torch.

    Not shareable between threads.
    """

    model_id = ECAPA

    def __init__(self, model: bytes | Path) -> None:
        self._session = open_session(model)

    def template(self, speech: Samples) -> Vector:
        """L2-normalised template, shape (192,), of all of the net speech.

        Raises:
            TooLittleSpeechError: less than 0.5 s, or digital silence; ask for a longer answer.
        """
        require_speech(speech)
        (templates,) = self._session.run(["template"], {"samples": speech[np.newaxis].astype(np.float32, copy=False)})
        return np.asarray(templates[0], np.float32)
