"""The code that loads and asks InsightFace's nets, on tiny nets in the same formats. A white square is a face."""

import socket
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from liveness.engines.insightface_engines import InsightFaceAge, InsightFaceLiveness, InsightFaces, InsightFaceTemplate
from liveness.limits.net_ids import W600K_R50
from liveness.models.errors import UnpinnedModelError
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from tests.liveness.engines import standin_nets
from tests.liveness.handmade import face

MIDDLE = 160


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("models") / "buffalo_l"
    standin_nets.write_detector(folder / "det_10g.onnx")
    standin_nets.write_recognition(folder / "w600k_r50.onnx", seed=1)
    standin_nets.write_genderage(folder / "genderage.onnx")
    standin_nets.write_liveness(folder.parent / "liveness.onnx")
    return {
        "detection": folder / "det_10g.onnx",
        "recognition": folder / "w600k_r50.onnx",
        "genderage": folder / "genderage.onnx",
    }


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def faces(files: Mapping[str, Path]) -> InsightFaces:
    return InsightFaces(files)


@pytest.fixture(scope="module")
def addon(files: Mapping[str, Path]) -> Path:
    return files["detection"].parents[1] / "liveness.onnx"


def picture(*squares: tuple[int, int], grey: int = 0) -> Image:
    """320 x 320 pixels, all of one grey but for white cells of 8 pixels."""
    image = np.full((320, 320, 3), grey, np.uint8)
    for x, y in squares:
        image[y : y + 8, x : x + 8] = 255
    return image


def measured(x: float, y: float, half: float = 40.0) -> FaceMeasurement:
    """A face whose mesh fills a square around a point."""
    corners = np.zeros((468, 3), np.float32)
    corners[0::2, :2], corners[1::2, :2] = (x - half, y - half), (x + half, y + half)
    return face(landmarks_px=corners)


HERE = measured(MIDDLE, MIDDLE)


def test_a_template_has_512_values_and_length_one_and_names_its_model(faces: InsightFaces) -> None:
    engine = InsightFaceTemplate(faces)
    vector = engine.template(picture((MIDDLE, MIDDLE)), HERE)
    assert vector is not None
    assert vector.shape == (512,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0)
    assert engine.model_id == W600K_R50


def test_one_face_gives_one_template_wherever_it_is_and_another_picture_another(faces: InsightFaces) -> None:
    engine = InsightFaceTemplate(faces)
    here, moved, darker = (
        engine.template(image, where)
        for image, where in (
            (picture((MIDDLE, MIDDLE)), HERE),
            (picture((96, 96)), measured(96, 96)),
            (picture((MIDDLE, MIDDLE), grey=120), HERE),
        )
    )
    assert here is not None
    assert moved is not None
    assert darker is not None
    assert float(here @ moved) == pytest.approx(1.0, abs=1e-4)
    assert float(here @ darker) < 0.99


def test_the_face_that_was_measured_is_taken_not_the_one_beside_it(faces: InsightFaces) -> None:
    two = picture((64, 64), (240, 240))
    for at in (64, 240):
        found = faces.find(two, measured(at, at))
        assert found is not None
        assert found.bbox == pytest.approx([at - 32, at - 32, at + 32, at + 32])


@pytest.mark.parametrize("where", [measured(40, 280), measured(280, 40)])
def test_a_face_that_insightface_does_not_find_there_has_no_template_age_or_life(
    faces: InsightFaces, addon: Path, where: FaceMeasurement
) -> None:
    image = picture((MIDDLE, MIDDLE))
    assert InsightFaceTemplate(faces).template(image, where) is None
    assert InsightFaceAge(faces).years(image, where) is None
    assert InsightFaceLiveness(faces, addon).live_probability(image, where) is None


@pytest.mark.parametrize(("grey", "years"), [(0, 0), (102, 40), (204, 80)])
def test_the_age_is_in_years(faces: InsightFaces, grey: int, years: int) -> None:
    assert InsightFaceAge(faces).years(picture((MIDDLE, MIDDLE), grey=grey), HERE) == pytest.approx(years, abs=2)


def test_the_probability_of_life_is_the_nets_own(faces: InsightFaces, addon: Path) -> None:
    engine = InsightFaceLiveness(faces, addon)
    assert engine.live_min == 0.8
    assert engine.live_probability(picture((MIDDLE, MIDDLE), grey=230), HERE) == pytest.approx(0.9, abs=0.02)


def test_a_face_at_the_edge_has_too_little_around_it_to_say_whether_it_lives(faces: InsightFaces, addon: Path) -> None:
    assert InsightFaceLiveness(faces, addon).live_probability(picture((0, 0)), measured(4, 4)) is None


def test_a_picture_is_searched_once_and_not_kept(faces: InsightFaces, monkeypatch: pytest.MonkeyPatch) -> None:
    image, looks = picture((MIDDLE, MIDDLE)), iter(range(9))
    detect = faces._analysis.det_model.detect
    monkeypatch.setattr(faces._analysis.det_model, "detect", lambda seen: (next(looks), detect(seen))[1])
    for _ in range(3):
        assert faces.find(image, HERE) is not None
    assert next(looks) == 1
    assert faces.find(image.copy(), HERE) is not None
    assert next(looks) == 3
    assert faces._last is not None
    assert faces._last[0]() is None


def test_a_net_that_nobody_pinned_is_not_taken_for_the_pinned_one(files: Mapping[str, Path], tmp_path: Path) -> None:
    moved = {task: tmp_path / file.name for task, file in files.items()}
    for task, file in files.items():
        moved[task].write_bytes(file.read_bytes())
    standin_nets.write_recognition(tmp_path / "another.onnx", seed=2)

    with pytest.raises(UnpinnedModelError, match=r"another\.onnx instead of w600k_r50\.onnx"):
        InsightFaces(moved)


def test_a_folder_that_is_not_there_is_an_error_and_no_reason_to_fetch_one(files: Mapping[str, Path]) -> None:
    gone = {task: file.parent / "gone" / file.name for task, file in files.items()}
    with pytest.raises(FileNotFoundError):
        InsightFaces(gone)


def test_only_the_nets_that_were_asked_for_are_kept(files: Mapping[str, Path]) -> None:
    only = InsightFaces({task: files[task] for task in ("detection", "genderage")})
    assert set(only._analysis.models) == {"detection", "genderage"}
