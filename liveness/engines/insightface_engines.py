"""InsightFace's nets on one measured face: template, age, whether it lives. Compares and judges nothing.

Reaches no network: every net comes out of a pack that was verified.
"""

import warnings
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from insightface.addons.liveness import DEFAULT_THRESHOLD, Liveness
from insightface.app import FaceAnalysis
from insightface.app.common import Face

from liveness.engines.choice import EngineChoice, Extra, FaceTemplates
from liveness.engines.onnx_session import one_thread
from liveness.limits.net_ids import W600K_R50
from liveness.measure.flat_signals import direction
from liveness.models.errors import UnpinnedModelError
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Image

DETECTOR_SIZE = (320, 320)
"""The face of a selfie fills a large part of the picture; the package's default looks at 128 and 640 px as well."""
CPU_ONLY = -1


class InsightFaces:
    """`insightface.app.FaceAnalysis` out of one folder.

    Args:
        files: the verified files by task (`detection`, and `recognition`, `genderage` where wanted), all in one folder.

    Raises:
        UnpinnedModelError: the folder holds another net for one of the tasks.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        # A folder that exists is opened where it lies; for any other name the package would fetch one.
        folder = files["detection"].parent.resolve(strict=True)
        self._analysis = FaceAnalysis(
            str(folder),
            allowed_modules=list(files),
            providers=["CPUExecutionProvider"],
            sess_options=one_thread(),
            static_shape_sessions=False,
        )
        self._analysis.prepare(CPU_ONLY, det_size=DETECTOR_SIZE)
        self._require(files)
        self._last: tuple[weakref.ref[Image], list[Any]] | None = None

    def find(self, image: Image, face: FaceMeasurement) -> Any | None:
        """InsightFace's own box and five points of the measured face; None where its detector does not find it."""
        for found in self._all(image):
            if _is_one_face(found.bbox, face):
                return found
        return None

    def ask(self, task: str, image: Image, found: Any) -> Any:
        """The answer of one task's net on a face that was found."""
        with warnings.catch_warnings():
            # insightface 2.1 aligns with a method that scikit-image 0.26 calls old; the lock holds both still.
            warnings.simplefilter("ignore", FutureWarning)
            return self._analysis.models[task].get(image, found)

    def _all(self, image: Image) -> list[Any]:
        """All faces of a picture. Several nets look at each, so the last answer is kept, and the picture is not."""
        if self._last is None or self._last[0]() is not image:
            self._last = weakref.ref(image), self._detected(image)
        return self._last[1]

    def _detected(self, image: Image) -> list[Any]:
        boxes, points = self._analysis.det_model.detect(image)
        return [Face(bbox=box[:4], kps=five, det_score=box[4]) for box, five in zip(boxes, points, strict=True)]

    def _require(self, files: Mapping[str, Path]) -> None:
        """FaceAnalysis takes the first net of a folder that fits a task, under any name."""
        for task, file in files.items():
            loaded = self._analysis.models.get(task)
            if loaded is None or not Path(loaded.model_file).samefile(file):
                raise UnpinnedModelError(task, file.name, loaded and Path(loaded.model_file).name)


def _is_one_face(box: Any, face: FaceMeasurement) -> bool:
    """Each of the two boxes holds the centre of the other."""
    points = face.landmarks_px[:, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    centre, other = (box[:2] + box[2:]) / 2, (low + high) / 2
    return bool(np.all((low <= centre) & (centre <= high)) and np.all((box[:2] <= other) & (other <= box[2:])))


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
    """genderage: whole years. The net's other answers are not read."""

    def __init__(self, faces: InsightFaces) -> None:
        self._faces = faces

    def years(self, image: Image, face: FaceMeasurement) -> float | None:
        """Apparent age in years; None where InsightFace does not find the face."""
        found = self._faces.find(image, face)
        return None if found is None else float(self._faces.ask("genderage", image, found)[1])


class InsightFaceLiveness:
    """The liveness addon.

    live_min: the default of the package. Its makers give no guarantee and publish no error rate.
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


def roles(choice: EngineChoice, files: Mapping[str, Mapping[str, Path]]) -> dict[str, Any]:
    """An engine for every role that the choice gives to InsightFace, by its name in `Engines`.

    files: of each chosen pack by role.

    Raises:
        UnpinnedModelError: the pack's folder holds another net for one of the roles.
    """
    pack = files["insightface"]
    tasks = {"detection": pack["face_points"]}
    if FaceTemplates.INSIGHTFACE in choice.faces:
        tasks["recognition"] = pack["face_template"]
    if choice.age is Extra.INSIGHTFACE:
        tasks["genderage"] = pack["age"]
    faces = InsightFaces(tasks)
    filled: dict[str, Any] = {}
    for role in ("face_template", "earlier_face_template"):
        if getattr(choice, role) is FaceTemplates.INSIGHTFACE:
            filled[role] = InsightFaceTemplate(faces)
    if "genderage" in tasks:
        filled["age"] = InsightFaceAge(faces)
    if addon := files.get("insightface-liveness"):
        filled["presentation_attack"] = InsightFaceLiveness(faces, addon["presentation_attack"])
    return filled
