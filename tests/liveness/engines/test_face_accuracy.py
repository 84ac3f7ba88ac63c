"""Our whole path (detector, mesh, chip, ONNX) against dlib's own (detector, five points, chip, net), on real photos."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest

from liveness.engines.face_template import DlibFaceTemplate
from liveness.observations import Vector
from liveness.ports import Engines, Image
from tests.liveness.engines.photos import ErrorRates, Photo, error_rates, photos_of_one_person

LARGEST_SIDE = 640
"""dlib's detector looks at photos of this size: its time grows with the area, and it finds as many faces here."""
ALLOWED_RATIO = 1.2


class DlibPath:
    """dlib's own way from a photo to a template."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._detect = dlib.get_frontal_face_detector()
        self._points = dlib.shape_predictor(str(files["five_points"]))
        self._net = dlib.face_recognition_model_v1(str(files["face_template_weights"]))

    def chip(self, image: Image) -> Image | None:
        """RGB chip of the largest face, or None where dlib finds none."""
        scale = min(1, LARGEST_SIDE / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        faces = self._detect(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 0)
        if not faces:
            return None
        largest = max(faces, key=lambda face: face.width())
        edges = (largest.left(), largest.top(), largest.right(), largest.bottom())
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        chip: Image = dlib.get_face_chip(rgb, self._points(rgb, dlib.rectangle(*(round(e / scale) for e in edges))))
        return chip

    def template(self, chip: Image) -> Vector:
        raw = np.array(self._net.compute_face_descriptor(chip), dtype=np.float32)
        return raw / np.float32(np.linalg.norm(raw))


@dataclass(frozen=True)
class Measured:
    people: list[str]
    ours: list[Vector | None]
    theirs: list[Vector | None]
    parity: list[float]
    """Cosine of our net's and dlib's template of one and the same dlib chip."""


Show = Callable[[str], None]


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Prints past pytest: these figures are wanted when the test passes, too."""

    def past_pytest(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")  # noqa: T201 - the figures are the point of the measurement

    return past_pytest


@pytest.fixture(scope="module")
def measured(testdata: Path, reference_files: Mapping[str, Path], models_dir: Path, engines: Engines) -> Measured:
    photos = photos_of_one_person(testdata)
    path, net = DlibPath(reference_files), DlibFaceTemplate(models_dir / "open" / "face_template.onnx")
    engines = replace(engines, face_template=net)
    chips = [path.chip(photo.image) for photo in photos]
    theirs = [None if chip is None else path.template(chip) for chip in chips]
    parity = [
        float(template @ ours)
        for chip, template in zip(chips, theirs, strict=True)
        if chip is not None and template is not None
        if (ours := net.of_chip(np.ascontiguousarray(chip[:, :, ::-1]))) is not None
    ]
    return Measured([photo.person for photo in photos], [_template(engines, p) for p in photos], theirs, parity)


def _template(engines: Engines, photo: Photo) -> Vector | None:
    _, face = engines.face.measure(photo.image)
    return None if face is None else engines.face_template.template(photo.image, face)


def test_our_net_gives_dlibs_templates_on_dlibs_chips_of_real_faces(measured: Measured, show: Show) -> None:
    show(f"parity on {len(measured.parity)} chips of real faces: lowest cosine {min(measured.parity):.7f}")

    assert min(measured.parity) >= 0.9999


def test_a_face_is_found_on_every_photo(measured: Measured) -> None:
    assert all(template is not None for template in measured.ours)


def test_our_path_errs_no_more_than_dlibs_where_both_find_a_face(measured: Measured, show: Show) -> None:
    both = [at for at, template in enumerate(measured.theirs) if template is not None]
    people = [measured.people[at] for at in both]
    ours = error_rates(people, [measured.ours[at] for at in both])
    theirs = error_rates(people, [measured.theirs[at] for at in both])
    show(_table(f"{len(both)} photos where both find a face", ours, theirs))

    assert ours.eer <= ALLOWED_RATIO * theirs.eer
    assert ours.fnmr_at_fmr_1e_3 <= ALLOWED_RATIO * theirs.fnmr_at_fmr_1e_3


def test_our_path_errs_no_more_than_dlibs_on_all_photos(measured: Measured, show: Show) -> None:
    ours, theirs = (error_rates(measured.people, side) for side in (measured.ours, measured.theirs))
    show(_table(f"all {len(measured.people)} photos, a face not found matches nothing", ours, theirs))

    assert ours.eer <= ALLOWED_RATIO * theirs.eer
    assert ours.fnmr_at_fmr_1e_3 <= ALLOWED_RATIO * theirs.fnmr_at_fmr_1e_3


def test_todays_net_errs_less_than_dlibs_on_the_same_photos(
    testdata: Path, measured: Measured, engines: Engines, show: Show
) -> None:
    photos = photos_of_one_person(testdata)
    today = error_rates([photo.person for photo in photos], [_template(engines, photo) for photo in photos])
    before = error_rates(measured.people, measured.ours)
    show(_table(f"{engines.face_template.model_id}, {len(photos)} photos", today, before))

    assert today.eer <= 0.01 < before.eer
    assert today.fnmr_at_fmr_1e_3 <= 0.02 < before.fnmr_at_fmr_1e_3


def _table(what: str, ours: ErrorRates, theirs: ErrorRates) -> str:
    rows = [
        f"  {name}: EER {rates.eer:.2%}, FNMR at FMR 1e-3 {rates.fnmr_at_fmr_1e_3:.2%}"
        for name, rates in (("ours", ours), ("dlib", theirs))
    ]
    return "\n".join([f"{what}: {ours.genuine} genuine and {ours.impostor} impostor pairs", *rows])
