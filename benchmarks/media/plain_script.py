"""An enrollment's analysis beside a plain script over public nets, on the same recording, by processor time.

The script is what a reader of `face_recognition`'s manual writes: every picture of the recording goes through dlib's
face detector, its five points and its net, with that package's defaults; the sound goes through GE2E once. It measures
who it is and no more: no check of liveness, no words, no challenge. Its detector and net cost the same for every
picture, so they are timed on every MEASURED_EVERY-th and counted for all; decoding and voice are timed whole.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

import av
import cv2
import dlib
import numpy as np

from benchmarks.enrollment import ASKED, recording
from evaluation.subject.media_files import read_sound
from liveness.engines import loading
from liveness.engines.choice import OPEN_1, EngineChoice
from liveness.engines.voice import Ge2eVoiceTemplate
from liveness.limits.recordings import RecordingLimits
from liveness.models import manifest, store
from liveness.ports import Image
from liveness.verdict.analysis import Analyser
from liveness.verdict.policy import DEMO

REPEATS = 3
UPSAMPLED = 1
"""How often the detector doubles a picture first, as `face_recognition.face_locations` does."""
MEASURED_EVERY, SPARING_EVERY = 18, 5
T = TypeVar("T")
LEAST_RATIO = 5.0
"""The target: the script's processor time to ours."""


def rows() -> list[dict[str, Any]]:
    """`value`: CPU-seconds of ours; `ratio`: the script's to ours.

    sparing_ratio: as if the script looked at every SPARING_EVERY-th picture alone. faces_found: in the timed pictures.
    """
    data = recording()
    models = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as the other suites
    cv2.setNumThreads(1)
    ours_s = _ours_s(data, models)
    script = PlainScript(models)
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(data)
        file.flush()
        decoded_s, (pictures, timed) = _spent(lambda: _decoded(Path(file.name)))
        voice_s, _ = _spent(lambda: script.voice.template(read_sound(Path(file.name))))
    looked_s, found = _spent(lambda: sum(len(script.encodings(picture)) for picture in timed))
    each_s = looked_s / len(timed)
    whole_s, sparing_s = (decoded_s + voice_s + each_s * pictures / every for every in (1, SPARING_EVERY))
    return [
        {
            "name": "peer_cpu_ratio",
            "value": round(ours_s, 3),
            "unit": "CPU s",
            "ratio": round(whole_s / ours_s, 2),
            "sparing_ratio": round(sparing_s / ours_s, 2),
            "script_cpu_seconds": round(whole_s, 2),
            "script_picture_ms": round(1e3 * each_s, 1),
            "script_voice_seconds": round(voice_s, 3),
            "pictures": pictures,
            "pictures_timed": len(timed),
            "faces_found": found,
            "n": REPEATS,
            "limit": LEAST_RATIO,
        }
    ]


class PlainScript:
    """What `face_recognition.face_encodings` does with a picture, on the same files, and GE2E by the open pack."""

    def __init__(self, models: Path) -> None:
        weights = store.verify(manifest.load("reference"), models).files
        self._detector = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(str(weights["five_points"]))
        self._net = dlib.face_recognition_model_v1(str(weights["face_template_weights"]))
        self.voice = Ge2eVoiceTemplate(store.verify(manifest.load(OPEN_1), models).files["voice_template"])

    def encodings(self, rgb: Image) -> list[Any]:
        """One encoding a face."""
        faces = self._detector(rgb, UPSAMPLED)
        return [self._net.compute_face_descriptor(rgb, self._points(rgb, face), 1) for face in faces]


def _ours_s(data: bytes, models: Path) -> float:
    analyser = Analyser(loading.load(models, EngineChoice()), RecordingLimits(), time.process_time)
    analyser.analyse(data, ASKED, DEMO)
    return median(_spent(lambda: analyser.analyse(data, ASKED, DEMO))[0] for _ in range(REPEATS))


def _decoded(path: Path) -> tuple[int, list[Image]]:
    """How many pictures there are, all of them converted, and those that are looked at."""
    kept: list[Image] = []
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            rgb = frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
            if number % MEASURED_EVERY == 0:
                kept.append(rgb)
    return number + 1, kept


def _spent(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, and what came of it."""
    began_s = time.process_time()
    done = work()
    return time.process_time() - began_s, done
