"""Turns the published GE2E speaker net (a legacy torch pickle) into ONNX, without torch.

Does not fetch or verify the file (`liveness.models` does). The net: three LSTM layers of 256 over 40 mel bands, the
last hidden state through a 256 x 256 linear layer and a ReLU, divided by its L2 norm. Wan et al., "Generalized
End-to-End Loss for Speaker Verification", ICASSP 2018, as trained and published by Resemblyzer 0.1.4.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from liveness.models.torch_pickle import Tensor, read_tensors

LAYERS = 3
HIDDEN = 256
BANDS = 40
OPSET = 17
IR_VERSION = 8


class NotGe2eWeightsError(ValueError):
    """The file holds no GE2E speaker net of the expected shape."""


def convert(pretrained_pt: bytes) -> bytes:
    """The speaker net as ONNX: `mels` (batch, frames, 40) float32 -> `template` (batch, 256) float32, L2-normalised.

    The same input gives the same bytes.

    Raises:
        NotTorchPickleError: the bytes are no torch file, or name anything but plain tensors.
        NotGe2eWeightsError: a tensor is missing or has another shape.
    """
    tensors = read_tensors(pretrained_pt)
    weights = {name: _weight(tensors, name, shape) for name, shape in _shapes().items()}
    return _model(weights).SerializeToString(deterministic=True)


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"linear.weight": (HIDDEN, HIDDEN), "linear.bias": (HIDDEN,)}
    for layer in range(LAYERS):
        shapes[f"lstm.weight_ih_l{layer}"] = (4 * HIDDEN, HIDDEN if layer else BANDS)
        shapes[f"lstm.weight_hh_l{layer}"] = (4 * HIDDEN, HIDDEN)
        shapes[f"lstm.bias_ih_l{layer}"] = shapes[f"lstm.bias_hh_l{layer}"] = (4 * HIDDEN,)
    return shapes


def _weight(tensors: dict[str, Tensor], name: str, shape: tuple[int, ...]) -> Tensor:
    tensor = tensors.get(f"model_state.{name}")
    if tensor is None or tensor.shape != shape:
        raise NotGe2eWeightsError(f"expected tensor {name} of shape {shape}; fetch the file the manifest names")
    return tensor


def _model(weights: dict[str, Tensor]) -> onnx.ModelProto:
    nodes = [helper.make_node("Transpose", ["mels"], ["sequence0"], perm=[1, 0, 2])]
    constants = [
        numpy_helper.from_array(weights["linear.weight"], "linear.weight"),
        numpy_helper.from_array(weights["linear.bias"], "linear.bias"),
        numpy_helper.from_array(np.array([0], np.int64), "first_axis"),
        numpy_helper.from_array(np.array([1], np.int64), "direction_axis"),
    ]
    for layer in range(LAYERS):
        nodes += _lstm_nodes(layer)
        constants += _lstm_constants(weights, layer)
    nodes += [
        helper.make_node("Squeeze", [f"hidden{LAYERS - 1}", "first_axis"], ["last_hidden"]),
        helper.make_node("Gemm", ["last_hidden", "linear.weight", "linear.bias"], ["projected"], transB=1),
        helper.make_node("Relu", ["projected"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["template"], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "ge2e",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["batch", "frames", BANDS])],
        [helper.make_tensor_value_info("template", TensorProto.FLOAT, ["batch", HIDDEN])],
        constants,
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="liveness.models.ge2e")
    onnx.checker.check_model(model)
    return model


def _lstm_nodes(layer: int) -> list[onnx.NodeProto]:
    inputs = [f"sequence{layer}", f"input{layer}", f"recurrent{layer}", f"bias{layer}"]
    outputs = [f"all_hidden{layer}", f"hidden{layer}"]
    return [
        helper.make_node("LSTM", inputs, outputs, hidden_size=HIDDEN),
        helper.make_node("Squeeze", [f"all_hidden{layer}", "direction_axis"], [f"sequence{layer + 1}"]),
    ]


def _lstm_constants(weights: dict[str, Tensor], layer: int) -> list[onnx.TensorProto]:
    bias = np.concatenate([_gates(weights[f"lstm.bias_{side}_l{layer}"]) for side in ("ih", "hh")])
    return [
        numpy_helper.from_array(_gates(weights[f"lstm.weight_ih_l{layer}"])[None], f"input{layer}"),
        numpy_helper.from_array(_gates(weights[f"lstm.weight_hh_l{layer}"])[None], f"recurrent{layer}"),
        numpy_helper.from_array(bias[None], f"bias{layer}"),
    ]


def _gates(stacked: Tensor) -> Tensor:
    """Torch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""
    into, forget, cell, out = np.split(stacked, 4)
    return np.concatenate([into, out, forget, cell])
