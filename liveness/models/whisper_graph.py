"""The layers of Whisper as nodes of an ONNX graph, its matrices in 8 bits. What encoder and decoder have in common.

Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022; layers and names as CTranslate2
stores them. Each row of a matrix is rounded to 8 bits with a scale of its own; what is multiplied with it is rounded
while it runs.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from liveness.models.ct2_weights import Weights, read_weights
from liveness.models.errors import MalformedModelError

SPEC = "WhisperSpec"
HEAD = 64
"""Values of one attention head, in every Whisper."""
EPSILON = 1e-5
OPSET = 20
IR_VERSION = 10
STEPS = 127
"""Of 8 bits on either side of zero."""

Value = tuple[str, int, Sequence[str | int]]
"""Name, element type and sizes of an input or output."""


class WhisperGraph:
    """A graph that grows node by node; every method answers the name of its result.

    Args:
        content: `model.bin` of CTranslate2.

    Raises:
        MalformedModelError: the file is none.
    """

    def __init__(self, content: bytes) -> None:
        self._weights: Weights = read_weights(content, SPEC)
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str) -> NDArray[np.float32]:
        """One variable of the file.

        Raises:
            MalformedModelError: the file has none of this name.
        """
        if name not in self._weights:
            raise MalformedModelError(f"the file holds no {name}")
        return self._weights[name]

    def layers(self, part: str) -> list[str]:
        """The paths of the layers of `encoder` or `decoder`, in order."""
        found = {
            name.split("/")[1] for name in self._weights if name.startswith(f"{part}/layer_") and name.count("/") > 2
        }
        return [f"{part}/layer_{index}" for index in range(len(found))]

    def node(self, kind: str, *inputs: str, **settings: Any) -> str:
        """One operator."""
        result = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [result], **settings))
        return result

    def named(self, values: str, name: str) -> str:
        """A result under the name that it has outside."""
        self._nodes.append(helper.make_node("Identity", [values], [name]))
        return name

    def constant(self, name: str, values: Any) -> str:
        """A constant, kept once by its name."""
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def floats(self, name: str) -> str:
        """A variable of the file as it is."""
        return self.constant(name, self.weight(name))

    def whole(self, value: int) -> str:
        """One whole number as a list of one."""
        return self.constant(f"whole_{value}", np.array([value], np.int64))

    def size_at(self, values: str, axis: int) -> str:
        """The size of an axis, as a list of one."""
        return self.node("Slice", self.node("Shape", values), self.whole(axis), self.whole(axis + 1))

    def first_rows(self, name: str, count: str) -> str:
        """As many first rows of a variable."""
        return self.node("Slice", self.floats(name), self.whole(0), count)

    def rounded(self, path: str) -> tuple[str, str]:
        """A matrix (out, in) as 8 bits (in, out), and the scale of each output."""
        matrix = self.weight(path)
        scale = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny * STEPS) / np.float32(STEPS)
        values = np.clip(np.round(matrix / scale[:, None]), -STEPS, STEPS).astype(np.int8)
        return self.constant(f"{path}.8", values.T), self.constant(f"{path}.scale", scale)

    def multiplied(self, values: str, path: str) -> str:
        """Values (..., in) times a matrix (out, in) of the file."""
        matrix, scale = self.rounded(path)
        number = len(self._nodes)
        small, step, zero = (f"{part}_{number}" for part in ("small", "step", "zero"))
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [values], [small, step, zero]))
        whole = self.node("Cast", self.node("MatMulInteger", small, matrix, zero), to=TensorProto.FLOAT)
        return self.node("Mul", whole, self.node("Mul", step, scale))

    def linear(self, values: str, path: str) -> str:
        """Values through a layer with weight and bias."""
        return self.node("Add", self.multiplied(values, f"{path}/weight"), self.floats(f"{path}/bias"))

    def normalised(self, values: str, path: str) -> str:
        """Layer normalisation."""
        gamma, beta = self.floats(f"{path}/gamma"), self.floats(f"{path}/beta")
        return self.node("LayerNormalization", values, gamma, beta, axis=-1, epsilon=EPSILON)

    def parts(self, values: str, count: int) -> list[str]:
        """The last axis cut into equal parts."""
        number = len(self._nodes)
        names = [f"part_{number}_{index}" for index in range(count)]
        self._nodes.append(helper.make_node("Split", [values], names, axis=-1, num_outputs=count))
        return names

    def attention(self, queries: str, keys: str, values: str, mask: str | None = None) -> str:
        """Scaled attention of (batch, n, width) to (batch or 1, m, width). mask: added before the softmax."""
        shrunk = self.node("Mul", self._heads(queries), self.constant("scale", np.float32(HEAD**-0.5)))
        likeness = self.node("MatMul", shrunk, self.node("Transpose", self._heads(keys), perm=[0, 1, 3, 2]))
        if mask is not None:
            likeness = self.node("Add", likeness, mask)
        seen = self.node("MatMul", self.node("Softmax", likeness, axis=-1), self._heads(values))
        joined = self.node("Transpose", seen, perm=[0, 2, 1, 3])
        return self.node("Reshape", joined, self.constant("joined", np.array([0, 0, -1], np.int64)))

    def self_attention(self, values: str, layer: str, mask: str | None = None) -> str:
        """The first half of a layer, what came in added."""
        path = f"{layer}/self_attention"
        queries, keys, contents = self.parts(
            self.linear(self.normalised(values, f"{path}/layer_norm"), f"{path}/linear_0"), 3
        )
        return self.node("Add", values, self.linear(self.attention(queries, keys, contents, mask), f"{path}/linear_1"))

    def feed_forward(self, values: str, layer: str) -> str:
        """The last half of a layer, what came in added."""
        path = f"{layer}/ffn"
        wide = self.node("Gelu", self.linear(self.normalised(values, f"{path}/layer_norm"), f"{path}/linear_0"))
        return self.node("Add", values, self.linear(wide, f"{path}/linear_1"))

    def model(self, name: str, inputs: Sequence[Value], outputs: Sequence[Value]) -> bytes:
        """The ONNX file. The same graph gives the same bytes."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(*value) for value in inputs],
            [helper.make_tensor_value_info(*value) for value in outputs],
            list(self._constants.values()),
        )
        opset = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name=__name__)
        onnx.checker.check_model(model)
        return model.SerializeToString(deterministic=True)

    def _heads(self, values: str) -> str:
        """(batch, n, width) -> (batch, heads, n, HEAD)."""
        cut = self.node("Reshape", values, self.constant("heads", np.array([0, 0, -1, HEAD], np.int64)))
        return self.node("Transpose", cut, perm=[0, 2, 1, 3])
