"""Converts dlib's face recognition ResNet-29 to ONNX, without dlib and without torch.

The graph is dlib's `anet_type` (dlib `dnn_face_recognition_ex.cpp`): 7x7/2 stem, 3x3/2 maximum pool, then 14 residual
blocks of two 3x3 convolutions on 32, 64, 128 and 256 channels, mean over the picture, and a 256 -> 128 projection
without bias. Convolutions with stride 2 have no padding; where the two branches of a block differ in size, dlib pads
the smaller with zeros at its end. Affine layers are folded into the convolutions before them.

The weight file is a plain dump, input layer first. A layer with weights opens with its type's name and is followed by a
tensor: a format number, four extents, then that many little-endian float32. An integer is one byte that holds its
length (the top bit is the sign) and as many little-endian bytes. Source: dlib `serialize.h` and `cuda/tensor.h`,
and the pinned file itself.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from liveness.models.errors import MalformedModelError

TENSOR_FORMAT = 2
LONGEST_INTEGER = 8
Weights = NDArray[np.float32]


class WeightFile:
    """Walks through the layers of one dump in their order in the file."""

    def __init__(self, dump: bytes) -> None:
        self._dump = dump
        self._at = 0

    def convolution(self) -> Weights:
        """Parameters of the next convolution: all filters, then one bias each."""
        self._seek(b"con_4")
        return self._tensor()

    def affine(self) -> Weights:
        """Parameters of the next affine layer: one scale for each channel, then one shift each."""
        self._seek(b"affine_")
        return self._tensor()

    def fully_connected(self) -> tuple[int, int, Weights]:
        """Number of inputs, number of outputs and parameters of the next fully connected layer, inputs outermost."""
        self._seek(b"fc_2")
        outputs, inputs = self._integer(), self._integer()
        return inputs, outputs, self._tensor()

    def _seek(self, layer: bytes) -> None:
        found = self._dump.find(layer, self._at)
        if found < 0:
            raise MalformedModelError(f"no further layer {layer.decode()} in the weight file")
        self._at = found + len(layer)

    def _integer(self) -> int:
        length = self._take(1)[0]
        if length > LONGEST_INTEGER:
            raise MalformedModelError("a negative or overlong integer in the weight file")
        return int.from_bytes(self._take(length), "little")

    def _tensor(self) -> Weights:
        if self._integer() != TENSOR_FORMAT:
            raise MalformedModelError("a tensor of an unknown format in the weight file")
        count = int(np.prod([self._integer() for _ in range(4)], dtype=object))
        return np.frombuffer(self._take(4 * count), dtype="<f4")

    def _take(self, count: int) -> bytes:
        taken = self._dump[self._at : self._at + count]
        if len(taken) != count:
            raise MalformedModelError("the weight file ends early")
        self._at += count
        return taken


CHIP_SIZE = 150
TEMPLATE_SIZE = 128
STEM_CHANNELS = 32
BLOCKS: tuple[tuple[int, bool], ...] = (
    *((32, False),) * 3,
    *((64, True), *((64, False),) * 3),
    *((128, True), *((128, False),) * 2),
    *((256, True), *((256, False),) * 2),
    (256, True),
)
"""(channels, halves the picture) of each block, from the input on."""
OPSET, IR_VERSION = 17, 8
PRODUCER = "cameo"


@dataclass
class _Graph:
    """The ONNX graph as it grows; `top` names the newest value, `channels` and `size` its shape."""

    weights: WeightFile
    top: str = "chips"
    channels: int = 3
    size: int = CHIP_SIZE
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        name = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        self.top = name
        return name

    def constant(self, values: np.ndarray) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def convolve(self, channels: int, kernel: int, stride: int) -> None:
        filters, bias = _folded(self.weights, channels, self.channels, kernel)
        padding = 0 if stride > 1 else kernel // 2
        self.add(
            "Conv",
            [self.top, self.constant(filters), self.constant(bias)],
            kernel_shape=[kernel] * 2,
            strides=[stride] * 2,
            pads=[padding] * 4,
        )
        self.channels, self.size = channels, (self.size + 2 * padding - kernel) // stride + 1

    def pool(self, operator: str, kernel: int) -> None:
        self.add(operator, [self.top], kernel_shape=[kernel] * 2, strides=[2, 2])
        self.size = (self.size - kernel) // 2 + 1

    def pad_to(self, channels: int, size: int) -> None:
        if (self.channels, self.size) == (channels, size):
            return
        ends = [0, 0, 0, 0, 0, channels - self.channels, size - self.size, size - self.size]
        self.add("Pad", [self.top, self.constant(np.array(ends, dtype=np.int64))])
        self.channels, self.size = channels, size

    def block(self, channels: int, *, halves: bool) -> None:
        source, source_channels, source_size = self.top, self.channels, self.size
        self.convolve(channels, 3, 2 if halves else 1)
        self.add("Relu", [self.top])
        self.convolve(channels, 3, 1)
        if halves:
            self._join_halved(source, source_channels, source_size)
        else:
            self.add("Add", [self.top, source])
        self.add("Relu", [self.top])

    def _join_halved(self, source: str, source_channels: int, source_size: int) -> None:
        branch, channels, size = self.top, self.channels, self.size
        self.top, self.channels, self.size = source, source_channels, source_size
        self.pool("AveragePool", 2)
        joined = max(size, self.size)
        self.pad_to(channels, joined)
        shortcut = self.top
        self.top, self.channels, self.size = branch, channels, size
        self.pad_to(channels, joined)
        self.add("Add", [self.top, shortcut])


def _folded(weights: WeightFile, channels: int, inputs: int, kernel: int) -> tuple[Weights, Weights]:
    """Filters and biases of the next convolution with the affine layer after it multiplied in."""
    convolution, affine = weights.convolution(), weights.affine()
    count = channels * inputs * kernel * kernel
    if len(convolution) != count + channels or len(affine) != 2 * channels:
        raise MalformedModelError("a layer of the weight file has another size than dlib's ResNet-29")
    scale, shift = affine[:channels], affine[channels:]
    filters = convolution[:count].reshape(channels, inputs, kernel, kernel) * scale[:, None, None, None]
    return filters, convolution[count:] * scale + shift


def _project(graph: _Graph) -> None:
    inputs, outputs, matrix = graph.weights.fully_connected()
    if (inputs, outputs, len(matrix)) != (graph.channels, TEMPLATE_SIZE, graph.channels * TEMPLATE_SIZE):
        raise MalformedModelError("the last layer of the weight file has another size than dlib's ResNet-29")
    graph.add("GlobalAveragePool", [graph.top])
    graph.add("Flatten", [graph.top])
    graph.add("MatMul", [graph.top, graph.constant(matrix.reshape(inputs, outputs))])


def convert(dump: bytes) -> bytes:
    """ONNX model from a dlib weight dump, the same bytes every time.

    The model takes `chips`, (n, 3, 150, 150) float32: RGB after dlib's normalisation, (value - mean) / 256; and gives
    `templates`, (n, 128) float32, not normalised.

    Raises:
        MalformedModelError: the dump is not dlib's face recognition ResNet-29.
    """
    graph = _Graph(WeightFile(dump))
    graph.convolve(STEM_CHANNELS, 7, 2)
    graph.add("Relu", [graph.top])
    graph.pool("MaxPool", 3)
    for channels, halves in BLOCKS:
        graph.block(channels, halves=halves)
    _project(graph)
    graph.nodes[-1].output[0] = "templates"
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "dlib_face_recognition_resnet_v1",
            [helper.make_tensor_value_info("chips", TensorProto.FLOAT, ["n", 3, CHIP_SIZE, CHIP_SIZE])],
            [helper.make_tensor_value_info("templates", TensorProto.FLOAT, ["n", TEMPLATE_SIZE])],
            graph.constants,
        ),
        producer_name=PRODUCER,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    onnx.checker.check_model(model)
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised
