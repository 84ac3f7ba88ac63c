"""Turns the published SFace net (weights in blocks of 8-bit numbers) into ONNX with plain weights.

Does not fetch or verify the file (`liveness.models.store` does). The net: Zhong et al., "SFace: Sigmoid-Constrained
Hypersphere Loss for Robust Face Recognition", IEEE TIP 2021, as OpenCV's model zoo publishes it (`2021dec`, int8bq).

The published file multiplies each block of weights out every time it runs, which is 40 % of its time, and it lists
those weights as inputs that no node reads, so a runtime asks for them. Here they are multiplied out once, and the lists
hold what is left. Nothing else changes: what a node computes, and the names by which a library knows how to feed the
net.
"""

from dataclasses import dataclass, field

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import numpy_helper

from liveness.models.errors import MalformedModelError

INPUT = "data"
"""(1, 3, 112, 112) float32, 0..255; the net subtracts and scales itself."""


def convert(quantised: bytes) -> bytes:
    """The net with float32 weights, the same bytes every time; outputs differ by rounding alone.

    Raises:
        MalformedModelError: the bytes are no ONNX net, or not one whose weights are quantised block by block.
    """
    try:
        model = onnx.load_from_string(quantised)
    except DecodeError as error:
        raise MalformedModelError("the file is no ONNX net") from error
    graph = model.graph
    weights = _Weights({tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer})
    nodes = [node for node in graph.node if not weights.took(node)]
    read = {name for node in nodes for name in node.input}
    constants = [tensor for tensor in graph.initializer if tensor.name in read]
    constants += [numpy_helper.from_array(values, name) for name, values in weights.plain.items() if name in read]
    if not weights.plain or [one.name for one in graph.input if one.name in read - weights.given.keys()] != [INPUT]:
        raise MalformedModelError("the file is no net with weights quantised in blocks, and one input")
    inputs = [one for one in graph.input if one.name == INPUT]
    plain = onnx.GraphProto(name=graph.name, node=nodes, initializer=constants, input=inputs, output=graph.output)
    model.graph.CopyFrom(plain)
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


@dataclass
class _Weights:
    """given: constants of the file. plain: what its nodes make of them, multiplied out."""

    given: dict[str, NDArray[np.generic]]
    plain: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def took(self, node: onnx.NodeProto) -> bool:
        """Whether the node only made weights; then its output is one of `plain`."""
        made = node.output[0] if node.output else ""
        if node.op_type == "DequantizeLinear" and all(name in self.given for name in node.input):
            self.plain[made] = self._multiplied_out(node)
        elif node.op_type == "Reshape" and node.input[0] in self.plain and node.input[1] in self.given:
            self.plain[made] = self.plain[node.input[0]].reshape(self.given[node.input[1]])
        else:
            return False
        return True

    def _multiplied_out(self, node: onnx.NodeProto) -> NDArray[np.float32]:
        """(value - zero) * scale, with one zero and one scale for each block along one axis."""
        values, scales, zeros = (self.given[name] for name in node.input)
        number = {attribute.name: attribute.i for attribute in node.attribute}
        size, axis = number.get("block_size", 0), number.get("axis", 1)
        if not size:
            raise MalformedModelError(f"the weights of {node.output[0]} are not quantised in blocks")
        inside = tuple(slice(0, extent) for extent in values.shape)
        zero, scale = (np.repeat(one, size, axis=axis)[inside].astype(np.float32) for one in (zeros, scales))
        return (values.astype(np.float32) - zero) * scale
