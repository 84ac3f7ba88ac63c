"""Turns the published GE2E speaker net (a legacy torch pickle) into ONNX, without torch.

Does not fetch or verify the file (`liveness.models` does). The net: three LSTM layers of 256 over 40 mel bands, the
last hidden state through a 256 x 256 linear layer and a ReLU, divided by its L2 norm. Wan et al., "Generalized
End-to-End Loss for Speaker Verification", ICASSP 2018, as trained and published by Resemblyzer 0.1.4.

The tensors are read without running what the pickle asks for. The legacy layout is five pickles (magic number,
protocol, system, the object, the storage keys), then for each key a 64-bit little-endian count and that many raw
floats; the zip format of torch >= 1.6 is not read.
"""

import io
import pickle  # only ever through _TensorUnpickler, which can name three harmless things
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import onnx
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001


class NotTorchPickleError(ValueError):
    """The bytes are no legacy torch pickle of plain float tensors."""


@dataclass(frozen=True, slots=True)
class _TensorReference:
    """Where a tensor lies: storage key, first element, shape, and strides in elements."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _TensorUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        allowed: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch", "FloatStorage"): "float32",
            ("torch._utils", "_rebuild_tensor_v2"): _reference,
        }
        if (module, name) not in allowed:
            raise NotTorchPickleError(f"the file names {module}.{name}: only plain float tensors are read")
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> str:
        if pid[0] != "storage" or pid[1] != "float32" or pid[5] is not None:
            raise NotTorchPickleError("only whole float32 storages are read")
        return str(pid[2])


def read_tensors(content: bytes) -> dict[str, NDArray[np.float32]]:
    """All float32 tensors, named by their path in the pickled dictionaries joined with dots.

    Raises:
        NotTorchPickleError: another format, anything but plain float tensors, or a truncated file.
    """
    stream = io.BytesIO(content)
    try:
        return _read(stream)
    except NotTorchPickleError:
        raise
    except Exception as error:  # a corrupt pickle raises nearly any type
        raise NotTorchPickleError("the bytes are no legacy torch pickle; fetch the file again") from error


def _read(stream: io.BytesIO) -> dict[str, NDArray[np.float32]]:
    if (_TensorUnpickler(stream).load(), _TensorUnpickler(stream).load()) != (MAGIC, PROTOCOL):
        _refuse("it does not start with torch's magic number")
    _TensorUnpickler(stream).load()
    pickled = _TensorUnpickler(stream).load()
    storages = {str(key): _storage(stream) for key in _TensorUnpickler(stream).load()}
    return {name: _tensor(storages[found.storage], found) for name, found in _walk("", pickled)}


def _storage(stream: io.BytesIO) -> NDArray[np.float32]:
    count = int.from_bytes(stream.read(8), "little")
    content = stream.read(4 * count)
    if len(content) != 4 * count:
        _refuse("it is truncated")
    return np.frombuffer(content, "<f4")


def _walk(prefix: str, value: object) -> list[tuple[str, _TensorReference]]:
    if isinstance(value, _TensorReference):
        return [(prefix, value)]
    if not isinstance(value, dict):
        return []
    return [found for key, child in value.items() for found in _walk(f"{prefix}.{key}" if prefix else str(key), child)]


def _tensor(storage: NDArray[np.float32], found: _TensorReference) -> NDArray[np.float32]:
    last = found.offset + sum((size - 1) * step for size, step in zip(found.shape, found.strides, strict=True))
    if min((found.offset, *found.strides, *found.shape)) < 0 or last >= storage.size:
        _refuse("a tensor reaches beyond its storage")
    strides = [4 * step for step in found.strides]
    return as_strided(storage[found.offset :], found.shape, strides, writeable=False).copy()


def _reference(storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> Any:
    return _TensorReference(storage, offset, tuple(shape), tuple(strides))


def _refuse(why: str) -> NoReturn:
    raise NotTorchPickleError(f"the file is no legacy torch pickle: {why}")


LAYERS = 3
HIDDEN = 256
BANDS = 40
OPSET = 17
IR_VERSION = 8

Tensor = NDArray[np.float32]


class NotGe2eWeightsError(ValueError):
    """The file holds no GE2E speaker net of the expected shape."""


def convert(pretrained_pt: bytes) -> bytes:
    """The speaker net as ONNX: `mels` (batch, frames, 40) float32 -> `template` (batch, 256) float32, L2-normalised.

    The same input gives the same bytes.

    Raises:
        NotTorchPickleError: the bytes are no legacy torch pickle, or name anything but plain tensors.
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
