"""Compares every face of the data with every other face: scores for FMR and FNMR (ISO/IEC 19795-1).

`photo` compares single photos on our path, `dlib` compares the same photos on dlib's path, and `pooled` compares
templates pooled over several pictures, as in enrollment. dlib is used for evaluation only and is no dependency of the
product.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from evaluation.manifest_data import Entry
from evaluation.run import Row
from liveness.limits.recordings import RecordingLimits
from liveness.measure.frame_picks import FramePicks, FramePose
from liveness.measure.templates import pooled
from liveness.media.recording import ANALYSE_FORMATS, open_recording
from liveness.media.recording_errors import RecordingError
from liveness.models import manifest, store
from liveness.models.errors import ModelPackError
from liveness.observations import Vector
from liveness.ports import Engines, Image

LARGEST_SIDE_PX = 640
"""Photos are scaled to this size for dlib's detector: its time grows with the area, and it finds as many faces."""


class DlibMissingError(RuntimeError):
    """dlib or its model files are missing; the message says what to install."""


class DlibPath:
    """Templates made by dlib's own path (its `face_recognition.py` example): detector, five-point predictor, chip, net.

    Args:
        models: folder of model packs that holds the pack `reference`.

    Raises:
        DlibMissingError: the package or the pack is missing.
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
        """L2-normalised (128,) float32 template of the largest face in a BGR picture; None if dlib finds no face."""
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


LOOKS_PER_SECOND = 3.0
POOLED_PHOTOS = 2
"""Pictures of one person that make one pooled template."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. vector: the template; None if no face was found, which matches no person."""

    person: str
    name: str
    vector: Vector | None


class FaceComparisons:
    """Measures photos and videos, then compares all pairs.

    Args:
        folder: folder of the manifest.
        engines: engines of the pack under test.
        models: folder that may hold the pack `reference`.
    """

    def __init__(self, folder: Path, engines: Engines, models: Path) -> None:
        self._folder, self._engines, self._models = folder, engines, models

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """One row for each pair, and one for each file that could not be read."""
        images = self._images(entries)
        yield from (_unreadable(entry) for entry, image in images.items() if image is None)
        alone = self._of_one(images)
        ours = self._photographed(alone)
        yield from compared("photo", ours)
        yield from self._by_dlib(alone)
        yield from compared("pooled", [*grouped(ours), *self._filmed(entries)])

    def takes(self, entries: Sequence[Entry]) -> list[Side]:
        """Pooled templates, as a take has them: one of each video, and one of every two photos of a person."""
        return [*grouped(self._photographed(self._of_one(self._images(entries)))), *self._filmed(entries)]

    def _images(self, entries: Sequence[Entry]) -> dict[Entry, Image | None]:
        return {entry: self._image(entry) for entry in entries if entry.kind == "image"}

    def _of_one(self, images: Mapping[Entry, Image | None]) -> dict[Entry, Image]:
        return {entry: image for entry, image in images.items() if image is not None and self._shows_one(image)}

    def _photographed(self, images: Mapping[Entry, Image]) -> list[Side]:
        return [Side(entry.person, entry.file, self._template(image)) for entry, image in images.items()]

    def _image(self, entry: Entry) -> Image | None:
        image = cv2.imread(str(self._folder / entry.file))
        return None if image is None else image.astype(np.uint8, copy=False)

    def _shows_one(self, image: Image) -> bool:
        """Whether the picture shows at most one face: with several faces the person meant is unknown."""
        return self._engines.face.measure(image)[0] <= 1

    def _template(self, image: Image) -> Vector | None:
        _, face = self._engines.face.measure(image)
        return None if face is None else self._engines.face_template.template(image, face)

    def _by_dlib(self, images: dict[Entry, Image]) -> Iterator[Row]:
        try:
            path = DlibPath(self._models)
        except DlibMissingError as error:
            yield {"set": "remark", "about": "dlib", "text": str(error)}
            return
        yield from compared("dlib", [Side(one.person, one.file, path.template(image)) for one, image in images.items()])

    def _filmed(self, entries: Sequence[Entry]) -> list[Side]:
        videos = [entry for entry in entries if entry.kind == "video"]
        return [side for entry in videos if (side := self._pooled_video(entry)) is not None]

    def _pooled_video(self, entry: Entry) -> Side | None:
        try:
            recording = open_recording(
                (self._folder / entry.file).read_bytes(), RecordingLimits(), formats=ANALYSE_FORMATS
            )
            picks = FramePicks(recording.duration_s)
            for frame in recording.frames(LOOKS_PER_SECOND):
                _, face = self._engines.face.measure(frame.image)
                if face is not None:
                    picks.offer(frame.media_s, frame.image, face)
        except RecordingError:
            return None
        looks = [self._engines.face_template.template(pick.image, pick.face) for pick in picks.of(FramePose.FRONT)]
        vectors = [vector for vector in looks if vector is not None]
        return Side(entry.person, entry.file, pooled(vectors)) if vectors else None


def grouped(sides: Sequence[Side]) -> list[Side]:
    """Pooled templates of POOLED_PHOTOS pictures each, of people with at least that many pictures."""
    people: dict[str, list[Vector]] = {}
    for side in sides:
        people.setdefault(side.person, []).extend([] if side.vector is None else [side.vector])
    return [
        Side(person, f"{person} {start}", pooled(vectors[start : start + POOLED_PHOTOS]))
        for person, vectors in people.items()
        for start in range(0, len(vectors) - POOLED_PHOTOS + 1, POOLED_PHOTOS)
    ]


def compared(path: str, sides: Sequence[Side]) -> Iterator[Row]:
    """One row for every pair. score: cosine, or -1 if a face was not found."""
    for one, other in combinations(sides, 2):
        score = -1.0 if one.vector is None or other.vector is None else float(one.vector @ other.vector)
        yield {
            "set": "face", "path": path, "subject": one.person, "other": other.person, "score": round(score, 5),
            "is_same": one.person == other.person,
        }  # fmt: skip


def _unreadable(entry: Entry) -> Row:
    return {"set": "remark", "about": entry.file, "text": "the picture cannot be read"}
