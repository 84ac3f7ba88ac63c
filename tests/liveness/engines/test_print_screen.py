"""The veto against prints and screens: what the net is shown, and what its answers mean."""

import math
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from liveness.engines.choice import AttackNets, EngineChoice
from liveness.engines.loading import print_screen
from liveness.engines.print_screen import AROUND, PrintScreenNet, surroundings
from liveness.limits.attacks import PRINT_SCREEN_LIVE_MIN
from liveness.observations import FaceMeasurement
from liveness.ports import Image
from tests.liveness.handmade import face


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Answers with the mean of each channel, a hundredth of it."""
    nodes = [
        helper.make_node("GlobalAveragePool", ["input"], ["means"]),
        helper.make_node("Flatten", ["means"], ["flat"]),
        helper.make_node("Mul", ["flat", "hundredth"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "means",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 128, 128])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3])],
        [helper.make_tensor("hundredth", TensorProto.FLOAT, [1], [0.01])],
    )
    path = tmp_path / "net.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), path)
    return path


def at(left: float, top: float, side: float) -> FaceMeasurement:
    corners = np.array([[left, top, 0], [left + side, top + side, 0]], np.float32)
    return face(landmarks_px=corners)


def picture(blue: int = 0, green: int = 0, red: int = 0) -> Image:
    return np.full((300, 400, 3), (blue, green, red), np.uint8)


def test_the_net_sees_blue_first_and_its_first_answer_is_the_living_one(model: Path) -> None:
    net = PrintScreenNet(model)

    living = math.exp(2) / (math.exp(2) + 2)
    assert net.live_probability(picture(blue=200), at(150, 100, 60)) == pytest.approx(living)
    assert net.live_probability(picture(red=200), at(150, 100, 60)) == pytest.approx((1 - living) / 2, abs=0.02)


def test_the_crop_is_so_many_times_the_face_and_whole(model: Path) -> None:
    middle = surroundings(picture(), at(150, 100, 60))
    corner = surroundings(picture(), at(0, 0, 60))

    assert middle is not None
    assert corner is not None
    assert middle.shape[0] == pytest.approx(AROUND * 60, abs=2)
    assert corner.shape[:2] == pytest.approx(middle.shape[:2], abs=2)


def test_a_face_that_fills_the_picture_is_shown_with_as_much_as_there_is() -> None:
    crop = surroundings(picture(), at(60, 10, 280))

    assert crop is not None
    assert crop.shape[0] == pytest.approx(300, abs=2)


def test_a_face_without_an_extent_is_not_examined(model: Path) -> None:
    assert PrintScreenNet(model).live_probability(picture(), at(150, 100, 0)) is None


def test_it_is_off_unless_it_is_chosen(model: Path) -> None:
    chosen = EngineChoice(presentation_attack=AttackNets.PRINT_SCREEN)

    assert "print-screen" not in EngineChoice().packs
    assert chosen.packs == ("open-2", "print-screen", "whisper")
    assert print_screen({"open-2": {}}) is None
    engine = print_screen({"print-screen": {"presentation_attack": model}})
    assert engine is not None
    assert engine.live_min == PRINT_SCREEN_LIVE_MIN.value
