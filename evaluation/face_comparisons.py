"""Every face of the data against every other: scores for FMR and FNMR (ISO/IEC 19795-1). Decides nothing.

`photo` compares single photos on our path, `dlib` the same photos on dlib's own, `pooled` templates pooled over
several pictures as in enrollment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from evaluation.dlib_path import DlibMissingError, DlibPath
from evaluation.manifest_data import Entry
from evaluation.score_file import Row
from liveness.measure.frame_picks import FramePicks, FramePose
from liveness.measure.templates import pooled
from liveness.media.recording import ANALYSE_FORMATS, RecordingLimits, open_recording
from liveness.media.recording_errors import RecordingError
from liveness.observations import Vector
from liveness.ports import Engines, Image

LOOKS_PER_SECOND = 3.0
POOLED_PHOTOS = 2
"""Pictures of one person that make one pooled template."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. vector: None where no face was found, which matches nobody."""

    person: str
    name: str
    vector: Vector | None


class FaceComparisons:
    """Measures photos and videos, then compares all pairs.

    Args:
        folder: of the manifest.
        engines: of the pack that is judged.
        models: where the pack `reference` may lie.
    """

    def __init__(self, folder: Path, engines: Engines, models: Path) -> None:
        self._folder, self._engines, self._models = folder, engines, models

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """One row a pair, and one for each file that could not be read."""
        photos = [entry for entry in entries if entry.kind == "image"]
        images = {entry: self._image(entry) for entry in photos}
        yield from (_unreadable(entry) for entry, image in images.items() if image is None)
        alone = {entry: image for entry, image in images.items() if image is not None and self._shows_one(image)}
        ours = [Side(entry.person, entry.file, self._template(image)) for entry, image in alone.items()]
        yield from compared("photo", ours)
        yield from self._by_dlib(alone)
        videos = [entry for entry in entries if entry.kind == "video"]
        yield from compared("pooled", [*grouped(ours), *self._filmed(videos)])

    def _image(self, entry: Entry) -> Image | None:
        image = cv2.imread(str(self._folder / entry.file))
        return None if image is None else image.astype(np.uint8, copy=False)

    def _shows_one(self, image: Image) -> bool:
        """Whether it is no picture of several people, of whom nobody knows which is meant."""
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
        return [side for entry in entries if (side := self._pooled_video(entry)) is not None]

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
    """Pooled templates of POOLED_PHOTOS pictures each, of people who have so many."""
    people: dict[str, list[Vector]] = {}
    for side in sides:
        people.setdefault(side.person, []).extend([] if side.vector is None else [side.vector])
    return [
        Side(person, f"{person} {start}", pooled(vectors[start : start + POOLED_PHOTOS]))
        for person, vectors in people.items()
        for start in range(0, len(vectors) - POOLED_PHOTOS + 1, POOLED_PHOTOS)
    ]


def compared(path: str, sides: Sequence[Side]) -> Iterator[Row]:
    """A row for every pair; score: cosine, or -1 where a face was not found."""
    for one, other in combinations(sides, 2):
        score = -1.0 if one.vector is None or other.vector is None else float(one.vector @ other.vector)
        yield {
            "set": "face", "path": path, "subject": one.person, "other": other.person, "score": round(score, 5),
            "is_same": one.person == other.person,
        }  # fmt: skip


def _unreadable(entry: Entry) -> Row:
    return {"set": "remark", "about": entry.file, "text": "the picture cannot be read"}
