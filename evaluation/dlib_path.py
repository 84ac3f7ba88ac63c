"""dlib's own way from a photo to a template, to compare ours with. For evaluation only: dlib is no dependency.

Source: dlib's `face_recognition.py` example: frontal face detector, five-point predictor, chip, net.
"""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from liveness.models import manifest, store
from liveness.models.errors import ModelPackError
from liveness.observations import Vector
from liveness.ports import Image

LARGEST_SIDE_PX = 640
"""dlib's detector looks at photos of this size: its time grows with the area, and it finds as many faces here."""


class DlibMissingError(RuntimeError):
    """dlib or its model files are not there; the message says what to install."""


class DlibPath:
    """Templates as dlib makes them.

    Args:
        models: the folder of model packs, with the pack `reference` in it.

    Raises:
        DlibMissingError: the package or the pack is not there.
    """

    def __init__(self, models: Path) -> None:
        try:
            import dlib  # noqa: PLC0415 - a development dependency: looked for only when it is compared with
        except ImportError as error:
            raise DlibMissingError("dlib is not installed: install dlib-bin") from error
        files = _files(models)
        self._dlib = dlib
        self._detect = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(str(files["five_points"]))
        self._net = dlib.face_recognition_model_v1(str(files["face_template_weights"]))

    def template(self, image: Image) -> Vector | None:
        """L2-normalised (128,) template of the largest face, None where dlib finds none."""
        scale = min(1, LARGEST_SIDE_PX / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        faces = self._detect(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 0)
        if not faces:
            return None
        largest = max(faces, key=lambda face: face.width())
        edges = (largest.left(), largest.top(), largest.right(), largest.bottom())
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        points = self._points(rgb, self._dlib.rectangle(*(round(edge / scale) for edge in edges)))
        raw = np.array(self._net.compute_face_descriptor(self._dlib.get_face_chip(rgb, points)), np.float32)
        return np.asarray(raw / np.linalg.norm(raw), np.float32)


def _files(models: Path) -> Mapping[str, Path]:
    try:
        return store.verify(manifest.load("reference"), models).files
    except ModelPackError as error:
        raise DlibMissingError("dlib's model files are missing: run `cameo models build --pack reference`") from error
