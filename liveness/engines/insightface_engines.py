"""What InsightFace's nets say of one measured face: template, age, whether it lives. Compares and judges nothing."""

from pathlib import Path

import numpy as np
from insightface.addons.liveness import DEFAULT_THRESHOLD, Liveness

from liveness.engines.insightface_faces import InsightFaces
from liveness.engines.onnx_session import one_thread
from liveness.flat_signals import direction
from liveness.limits.models import W600K_R50
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image


class InsightFaceTemplate:
    """w600k_r50: 512 values."""

    model_id = W600K_R50

    def __init__(self, faces: InsightFaces) -> None:
        self._faces = faces

    def template(self, image: Image, face: FaceMeasurement) -> Vector | None:
        """L2-normalised template, shape (512,); None where InsightFace does not find the face."""
        found = self._faces.find(image, face)
        if found is None:
            return None
        raw = np.asarray(self._faces.ask("recognition", image, found), np.float32)
        return direction(raw)


class InsightFaceAge:
    """genderage: whole years. What else the net says is not looked at."""

    def __init__(self, faces: InsightFaces) -> None:
        self._faces = faces

    def years(self, image: Image, face: FaceMeasurement) -> float | None:
        """The age that the face looks; None where InsightFace does not find it."""
        found = self._faces.find(image, face)
        return None if found is None else float(self._faces.ask("genderage", image, found)[1])


class InsightFaceLiveness:
    """The liveness addon.

    live_min: the package's default of integration. Its makers call it no guarantee and publish no error rate.
    """

    live_min = DEFAULT_THRESHOLD

    def __init__(self, faces: InsightFaces, model: Path) -> None:
        self._faces = faces
        # Made here and not by FaceAnalysis, which would fetch the addon where it is missing.
        self._net = Liveness(model, providers=["CPUExecutionProvider"], sess_options=one_thread())

    def live_probability(self, image: Image, face: FaceMeasurement) -> float | None:
        """0..1; None where InsightFace does not find the face, or too little of its surroundings is in the picture."""
        found = self._faces.find(image, face)
        score = None if found is None else self._net.predict(image, found.kps)["live_score"]
        return None if score is None else float(score)
