"""The photos of real people in the test data, and error rates over all their pairs."""

import csv
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from liveness.observations import Vector
from liveness.ports import Image

TWO_PEOPLE = "obama_biden_two"


@dataclass(frozen=True)
class Photo:
    person: str
    image: Image


def photos_of_one_person(testdata: Path) -> list[Photo]:
    """Every photo that shows one person alone."""
    with (testdata / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["group"] == "faces_image"]
    return [Photo(row["person"], read(testdata / row["file"])) for row in rows if row["person"] != TWO_PEOPLE]


def read(path: Path) -> Image:
    image = cv2.imread(str(path))
    assert image is not None, f"{path.name} is no picture"
    return image.astype(np.uint8, copy=False)


@dataclass(frozen=True)
class ErrorRates:
    """Over all pairs of photos (ISO/IEC 19795-1): `genuine` pairs show one person, `impostor` pairs two."""

    eer: float
    fnmr_at_fmr_1e_3: float
    genuine: int
    impostor: int


def error_rates(people: list[str], templates: list[Vector | None]) -> ErrorRates:
    """A photo without a template matches nothing."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for (one, first), (other, second) in combinations(zip(people, templates, strict=True), 2):
        similarity = -1.0 if first is None or second is None else float(first @ second)
        scores[one == other].append(similarity)
    genuine, impostor = np.array(scores[True]), np.array(scores[False])
    thresholds = np.unique(np.concatenate([genuine, impostor, [2.0]]))
    fnmr = np.array([(genuine < threshold).mean() for threshold in thresholds])
    fmr = np.array([(impostor >= threshold).mean() for threshold in thresholds])
    crossing = int(np.argmin(np.abs(fnmr - fmr)))
    eer = float(fnmr[crossing] + fmr[crossing]) / 2
    return ErrorRates(eer, float(fnmr[fmr <= 1e-3].min()), len(genuine), len(impostor))
