"""SFace by InsightFace's class, against the same cut and the same net run by hand."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from liveness.engines.face_template import similarity
from liveness.engines.onnx_session import open_session
from liveness.engines.sface import SFaceTemplate, five_points
from liveness.observations import Vector
from liveness.ports import Image

ARCFACE_POINTS = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)]
)
"""Where the five points of a face lie on a cut of 112 px (Deng et al., "ArcFace", CVPR 2019, as published with it)."""
Points = NDArray[np.float64]


@pytest.fixture(scope="module")
def engine(models_dir: Path) -> SFaceTemplate:
    return SFaceTemplate(models_dir / "open-2" / "face_template.onnx")


def picture(seed: int) -> Image:
    noise = np.random.default_rng(seed).normal(size=(480, 640, 3))
    return np.clip(128 + 900 * cv2.GaussianBlur(noise, (0, 0), 9), 0, 255).astype(np.uint8)


def face_at(scale: float, turn_deg: float) -> Points:
    turn = np.deg2rad(turn_deg)
    rotation = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (ARCFACE_POINTS - 56) @ rotation.T + (320, 240)


def by_hand(models_dir: Path, image: Image, points: Points) -> Vector:
    cut = cv2.warpAffine(image, similarity(points, ARCFACE_POINTS), (112, 112))
    session = open_session(models_dir / "open-2" / "face_template.onnx")
    (raw,) = session.run(None, {"data": cut[:, :, ::-1].transpose(2, 0, 1)[np.newaxis].astype(np.float32)})[0]
    return np.asarray(raw / np.linalg.norm(raw), np.float32)


@pytest.mark.parametrize(("scale", "turn_deg"), [(0.6, 0), (1.0, 12), (1.7, -8), (2.6, 25)])
def test_templates_agree_with_the_net_run_by_hand_on_red_green_blue(
    engine: SFaceTemplate, models_dir: Path, scale: float, turn_deg: float
) -> None:
    image, points = picture(int(10 * scale)), face_at(scale, turn_deg)

    template = engine.of_points(image, points)

    assert template is not None
    assert template.shape == (128,)
    assert template @ by_hand(models_dir, image, points) >= 0.9999


def test_the_five_points_go_from_the_left_of_the_picture_to_the_right() -> None:
    mesh = np.zeros((468, 3), np.float32)
    mesh[[33, 133, 362, 263], 0] = (30, 46, 66, 82)
    mesh[[33, 133, 362, 263], 1] = (50, 52, 52, 50)
    mesh[[1, 61, 291], :2] = ((56, 72), (41, 92), (71, 92))

    np.testing.assert_array_equal(five_points(mesh), [(38, 51), (74, 51), (56, 72), (41, 92), (71, 92)])
