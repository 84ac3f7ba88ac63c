"""Tiny nets with the inputs, outputs and names of InsightFace's, so that the code that loads those can be run.

They see brightness instead of faces: a white square is a face, and whiter ones are older and livelier.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

STRIDES = (8, 16, 32)
DETECTOR_OUTPUTS = (("448", "471", "494"), ("451", "474", "497"), ("454", "477", "500"))
"""Names in det_10g.onnx: scores, boxes and points of each stride."""
HALF_BOX = 4.0
"""Half the width of every face, in strides."""
EYES_NOSE_MOUTH = (-1.0, -1.0, 1.0, -1.0, 0.0, 0.0, -0.8, 1.0, 0.8, 1.0)
"""Five points around the middle of a face, in strides."""


def write_detector(path: Path) -> None:
    """As det_10g: nine outputs, two anchors a cell; a cell is a face when it is nearly white."""
    nodes, weights, outputs = [], [], []
    for at, stride in enumerate(STRIDES):
        cells = f"cells{stride}"
        nodes.append(
            helper.make_node("AveragePool", ["input.1"], [cells], kernel_shape=[stride] * 2, strides=[stride] * 2)
        )
        for names, bias, weight in zip(
            DETECTOR_OUTPUTS, ([-27.0], [HALF_BOX] * 4, EYES_NOSE_MOUTH), (10.0, 0.0, 0.0), strict=True
        ):
            width, raw = len(bias), f"raw{names[at]}"
            weights += [
                _constant(f"w{names[at]}", np.full((2 * width, 3, 1, 1), weight)),
                _constant(f"b{names[at]}", np.tile(bias, 2)),
                _constant(f"s{names[at]}", [-1, width], np.int64),
            ]
            nodes += [
                helper.make_node("Conv", [cells, f"w{names[at]}", f"b{names[at]}"], [raw]),
                helper.make_node("Transpose", [raw], [f"t{raw}"], perm=[0, 2, 3, 1]),
                helper.make_node("Reshape", [f"t{raw}", f"s{names[at]}"], [f"r{raw}" if width == 1 else names[at]]),
            ]
            if width == 1:
                nodes.append(helper.make_node("Sigmoid", [f"r{raw}"], [names[at]]))
    for names, width in zip(DETECTOR_OUTPUTS, (1, 4, 10), strict=True):
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width]) for name in names]
    _save(path, nodes, weights, [1, 3, "h", "w"], outputs)


def write_recognition(path: Path, seed: int) -> None:
    """As w600k_r50: 112 x 112 pixels to 512 values; the values depend on the seed and on the picture."""
    chance = np.random.default_rng(seed)
    weights = [
        _constant("w", chance.normal(size=(8, 3, 16, 16))),
        _constant("g", chance.normal(size=(8 * 7 * 7, 512))),
        _constant("b", np.zeros(512)),
    ]
    nodes = [
        helper.make_node("Conv", ["input.1", "w"], ["c"], strides=[16, 16]),
        helper.make_node("Relu", ["c"], ["a"]),
        helper.make_node("Flatten", ["a"], ["f"]),
        helper.make_node("Gemm", ["f", "g", "b"], ["683"]),
    ]
    _save(path, nodes, weights, ["None", 3, 112, 112], [_value("683", [1, 512])])


def write_genderage(path: Path) -> None:
    """As genderage: 96 x 96 raw pixels to two values and the age over 100; white is 100 years old."""
    weights = [
        _constant("zero", [0.0]),
        _constant("one", [1.0]),
        _constant("g", np.array([[0, 0, 1 / 765]] * 3)),
        _constant("b", [1.0, 0.0, 0.0]),
    ]
    nodes = [
        helper.make_node("Sub", ["data", "zero"], ["m"], name="_minusscalar0"),
        helper.make_node("Mul", ["m", "one"], ["s"], name="_mulscalar0"),
        helper.make_node("GlobalAveragePool", ["s"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "g", "b"], ["fc1"]),
    ]
    _save(path, nodes, weights, ["None", 3, 96, 96], [_value("fc1", [1, 3])], "data")


def write_liveness(path: Path) -> None:
    """As the liveness addon: 80 x 80 pixels, 0..1, to one probability: mean brightness."""
    weights = [_constant("axes", [1, 2, 3], np.int64)]
    nodes = [helper.make_node("ReduceMean", ["input", "axes"], ["probability"], keepdims=0)]
    _save(path, nodes, weights, ["N", 3, 80, 80], [_value("probability", ["N"])], "input")


def _constant(name: str, values: object, dtype: type = np.float32) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(values, dtype), name)


def _value(name: str, shape: Sequence[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _save(
    path: Path,
    nodes: list[onnx.NodeProto],
    weights: list[onnx.TensorProto],
    shape: Sequence[int | str],
    outputs: list[onnx.ValueInfoProto],
    source: str = "input.1",
) -> None:
    graph = helper.make_graph(nodes, path.stem, [_value(source, shape)], outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
