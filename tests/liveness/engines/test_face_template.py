from collections.abc import Mapping
from pathlib import Path

import dlib
import numpy as np
import pytest

from liveness.engines.face_template import DlibFaceTemplate
from liveness.observations import Vector
from liveness.ports import Image


@pytest.fixture(scope="module")
def chips() -> list[Image]:
    random = np.random.default_rng(11)
    noise = [random.integers(0, 256, (150, 150, 3), dtype=np.uint8) for _ in range(3)]
    return [*noise, np.zeros((150, 150, 3), np.uint8), np.full((150, 150, 3), 255, np.uint8)]


@pytest.fixture(scope="module")
def ours(models_dir: Path) -> DlibFaceTemplate:
    return DlibFaceTemplate(models_dir / "open" / "face_template.onnx")


def template_of(ours: DlibFaceTemplate, chip: Image) -> Vector:
    template = ours.of_chip(chip)
    assert template is not None
    return template


def test_a_template_is_the_one_dlib_makes_of_the_same_chip(
    ours: DlibFaceTemplate, chips: list[Image], reference_files: Mapping[str, Path]
) -> None:
    net = dlib.face_recognition_model_v1(str(reference_files["face_template_weights"]))

    for chip in chips:
        theirs = np.array(net.compute_face_descriptor(np.ascontiguousarray(chip[:, :, ::-1])))
        assert template_of(ours, chip) @ (theirs / np.linalg.norm(theirs)) >= 0.9999


def test_a_template_has_unit_length_and_128_values(ours: DlibFaceTemplate, chips: list[Image]) -> None:
    template = template_of(ours, chips[0])

    assert template.shape == (128,)
    assert template.dtype == np.float32
    assert np.linalg.norm(template) == pytest.approx(1, abs=1e-5)


def test_red_and_blue_are_not_mixed_up(ours: DlibFaceTemplate, chips: list[Image]) -> None:
    assert template_of(ours, chips[0]) @ template_of(ours, np.ascontiguousarray(chips[0][:, :, ::-1])) < 0.9999
