"""The nets of InsightFace on faces that were measured already. Reaches no network and judges nothing."""

import warnings
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from insightface.app import FaceAnalysis
from insightface.app.common import Face

from liveness.engines.onnx_session import one_thread
from liveness.models.errors import UnpinnedModelError
from liveness.observations import FaceMeasurement
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
        """What the net of one task says of a face that was found."""
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
        """FaceAnalysis takes the first net of a folder that fits a task, whatever its name."""
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
