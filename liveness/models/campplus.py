"""Turns the published CAM++ speaker net (a torch state dict) into ONNX, without torch.

Does not fetch or verify the file (`liveness.models.store` does). The net: Wang et al., "CAM++: A Fast and Efficient
Network for Speaker Verification Using Context-Aware Masking", Interspeech 2023, as trained and published by 3D-Speaker
(`speech_campplus_sv_zh_en_16k-common_advanced`). 80 bands go through a front of 2-D convolutions on 32 channels that
leaves 10 rows; then through a time-delay layer that halves the frames, three blocks of 12, 24 and 16 densely connected
layers with 32 new channels each, mean and deviation over time, and a projection to 192 values.

Each dense layer has a mask: a bottleneck's mean over the whole recording plus its mean over each 100 frames, through
two small layers and a sigmoid. Those two see one value a segment, so they run once a segment here, and their answer is
repeated for its frames; the published code repeats first, which gives the same numbers for 100 times the work.
Batch norm that follows a convolution is folded into it; where it comes before one, it stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from liveness.models.errors import MalformedModelError
from liveness.models.torch_pickle import Tensor, read_tensors

BANDS = 80
TEMPLATE_SIZE = 192
FRONT_CHANNELS = 32
BLOCKS = ((12, 1), (24, 2), (16, 2))
"""(layers, dilation) of each block."""
SEGMENT_FRAMES = 100
EPSILON = 1e-5
"""torch's own, in every batch norm."""
OPSET, IR_VERSION = 19, 9


def convert(state: bytes) -> bytes:
    """The speaker net as ONNX, the same bytes every time.

    It takes `bands`, (batch, frames, 80) float32: Kaldi's log mel bands less their mean over time, at least 3 frames;
    and gives `template`, (batch, 192) float32, L2-normalised.

    Raises:
        NotTorchPickleError: the bytes are no torch file, or name anything but plain tensors.
        MalformedModelError: a tensor is missing or has another shape.
    """
    graph = _Graph(read_tensors(state))
    graph.add("Transpose", ["bands"], perm=[0, 2, 1])
    graph.add("Unsqueeze", [graph.top, graph.whole([1])])
    _front(graph)
    _time_delay(graph)
    for number, (layers, dilation) in enumerate(BLOCKS, start=1):
        for layer in range(1, layers + 1):
            _dense_layer(graph, f"xvector.block{number}.tdnnd{layer}", dilation)
        _transit(graph, number)
    graph.add("Relu", [graph.top])
    _statistics(graph)
    graph.convolve("xvector.dense.linear", "xvector.dense.nonlinear.batchnorm", kernel_shape=[1])
    graph.add("Squeeze", [graph.top, graph.whole([2])])
    graph.nodes.append(helper.make_node("LpNormalization", [graph.top], ["template"], axis=1, p=2))
    return _model(graph).SerializeToString(deterministic=True)


@dataclass
class _Graph:
    """The ONNX graph as it grows; `top` names the newest value."""

    tensors: Mapping[str, Tensor]
    top: str = "bands"
    segments: str = ""
    """The segment of each frame."""
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        self.top = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [self.top], name=self.top, **attributes))
        return self.top

    def constant(self, values: np.ndarray) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def whole(self, numbers: list[int]) -> str:
        """Axes, shapes and bounds."""
        return self.constant(np.array(numbers, np.int64))

    def weight(self, name: str) -> Tensor:
        """Raises MalformedModelError where the file has no tensor of that name."""
        if name not in self.tensors:
            raise MalformedModelError(f"no tensor {name} in the weight file")
        return self.tensors[name]

    def norm(self, name: str, channels: int) -> tuple[Tensor, Tensor]:
        """Scale and shift of a batch norm; the last one of the net learned neither, and only centres and divides."""
        mean, variance = (self.vector(f"{name}.running_{part}", channels) for part in ("mean", "var"))
        scale, shift = 1 / np.sqrt(variance.astype(np.float64) + EPSILON), np.zeros(channels)
        if f"{name}.weight" in self.tensors:
            scale = scale * self.vector(f"{name}.weight", channels)
            shift = shift + self.vector(f"{name}.bias", channels)
        return scale.astype(np.float32), (shift - mean * scale).astype(np.float32)

    def vector(self, name: str, channels: int) -> Tensor:
        found = self.weight(name)
        if found.shape != (channels,):
            raise MalformedModelError(f"tensor {name} has shape {found.shape} instead of {(channels,)}")
        return found

    def convolve(self, name: str, norm: str = "", **attributes: Any) -> str:
        """A convolution without bias, with the batch norm after it multiplied in."""
        filters = self.weight(f"{name}.weight")
        if filters.shape[2:] != tuple(attributes["kernel_shape"]):
            raise MalformedModelError(f"tensor {name}.weight has shape {filters.shape}: its net is not CAM++")
        inputs = [self.top]
        if norm:
            scale, shift = self.norm(norm, len(filters))
            filters = filters * scale.reshape(-1, *[1] * (filters.ndim - 1))
            inputs += [self.constant(filters), self.constant(shift)]
        else:
            inputs.append(self.constant(filters))
        return self.add("Conv", inputs, **attributes)


def _front(graph: _Graph) -> None:
    """Two residual groups of two blocks; each group, and the convolution after them, halves the bands."""
    _square(graph, "head.conv1", "head.bn1", 1)
    graph.add("Relu", [graph.top])
    for group in (1, 2):
        for block in (0, 1):
            _residual(graph, f"head.layer{group}.{block}", 2 if block == 0 else 1)
    _square(graph, "head.conv2", "head.bn2", 2)
    graph.add("Relu", [graph.top])
    graph.add("Reshape", [graph.top, graph.whole([0, FRONT_CHANNELS * BANDS // 8, -1])])


def _square(graph: _Graph, name: str, norm: str, stride: int) -> str:
    """3 x 3; the stride is over bands alone."""
    return graph.convolve(name, norm, kernel_shape=[3, 3], strides=[stride, 1], pads=[1, 1, 1, 1])


def _residual(graph: _Graph, name: str, stride: int) -> None:
    source = graph.top
    _square(graph, f"{name}.conv1", f"{name}.bn1", stride)
    graph.add("Relu", [graph.top])
    branch = _square(graph, f"{name}.conv2", f"{name}.bn2", 1)
    if stride > 1:
        graph.top = source
        source = graph.convolve(f"{name}.shortcut.0", f"{name}.shortcut.1", kernel_shape=[1, 1], strides=[stride, 1])
    graph.add("Add", [branch, source])
    graph.add("Relu", [graph.top])


def _time_delay(graph: _Graph) -> None:
    norm = "xvector.tdnn.nonlinear.batchnorm"
    graph.convolve("xvector.tdnn.linear", norm, kernel_shape=[5], strides=[2], pads=[2, 2])
    frames = graph.add("Relu", [graph.top])
    graph.add("Shape", [frames], start=2, end=3)
    count = graph.add("Squeeze", [graph.top])
    zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
    graph.add("Range", [zero, count, one])
    graph.segments = graph.add("Div", [graph.top, graph.constant(np.array(SEGMENT_FRAMES, np.int64))])
    graph.top = frames


def _dense_layer(graph: _Graph, name: str, dilation: int) -> None:
    """New channels, joined to all that came before."""
    source = graph.top
    _activate(graph, f"{name}.nonlinear1.batchnorm", graph.weight(f"{name}.linear1.weight").shape[1])
    graph.convolve(f"{name}.linear1", f"{name}.nonlinear2.batchnorm", kernel_shape=[1])
    bottleneck = graph.add("Relu", [graph.top])
    local = graph.convolve(
        f"{name}.cam_layer.linear_local", kernel_shape=[3], dilations=[dilation], pads=[dilation, dilation]
    )
    mask = _mask(graph, f"{name}.cam_layer", bottleneck)
    new = graph.add("Mul", [local, mask])
    graph.add("Concat", [source, new], axis=1)


def _activate(graph: _Graph, norm: str, channels: int) -> None:
    """A batch norm that comes before a convolution, and what is positive of it."""
    scale, shift = (graph.constant(values[:, np.newaxis]) for values in graph.norm(norm, channels))
    graph.add("Mul", [graph.top, scale])
    graph.add("Add", [graph.top, shift])
    graph.add("Relu", [graph.top])


def _mask(graph: _Graph, name: str, bottleneck: str) -> str:
    """How much of each new channel counts in each frame, 0..1."""
    overall = graph.add("ReduceMean", [bottleneck, graph.whole([2])], keepdims=1)
    step = [SEGMENT_FRAMES]
    pooled = graph.add("AveragePool", [bottleneck], kernel_shape=step, strides=step, ceil_mode=1)
    graph.add("Add", [pooled, overall])
    for layer, activation in (("linear1", "Relu"), ("linear2", "Sigmoid")):
        filters, bias = graph.weight(f"{name}.{layer}.weight"), graph.weight(f"{name}.{layer}.bias")
        graph.add("Conv", [graph.top, graph.constant(filters), graph.constant(bias)], kernel_shape=[1])
        graph.add(activation, [graph.top])
    return graph.add("Gather", [graph.top, graph.segments], axis=2)


def _transit(graph: _Graph, number: int) -> None:
    """Halves the channels. After the last block the net's closing batch norm follows at once."""
    name = f"xvector.transit{number}"
    _activate(graph, f"{name}.nonlinear.batchnorm", graph.weight(f"{name}.linear.weight").shape[1])
    closing = "xvector.out_nonlinear.batchnorm" if number == len(BLOCKS) else ""
    graph.convolve(f"{name}.linear", closing, kernel_shape=[1])


def _statistics(graph: _Graph) -> None:
    """Mean and deviation of each channel over time, the latter as of a sample (divided by one frame less)."""
    frames, time = graph.top, graph.whole([2])
    mean = graph.add("ReduceMean", [frames, time], keepdims=1)
    graph.add("Sub", [frames, mean])
    squares = graph.add("ReduceSumSquare", [graph.top, time], keepdims=1)
    graph.add("Shape", [frames], start=2, end=3)
    graph.add("Sub", [graph.top, graph.whole([1])])
    others = graph.add("Cast", [graph.top], to=TensorProto.FLOAT)
    graph.add("Div", [squares, others])
    deviation = graph.add("Sqrt", [graph.top])
    graph.add("Concat", [mean, deviation], axis=1)


def _model(graph: _Graph) -> onnx.ModelProto:
    described = helper.make_graph(
        graph.nodes,
        "campplus",
        [helper.make_tensor_value_info("bands", TensorProto.FLOAT, ["batch", "frames", BANDS])],
        [helper.make_tensor_value_info("template", TensorProto.FLOAT, ["batch", TEMPLATE_SIZE])],
        graph.constants,
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(described, opset_imports=opset, ir_version=IR_VERSION, producer_name=__name__)
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise MalformedModelError("the tensors of the weight file do not fit together as CAM++") from error
    return model
