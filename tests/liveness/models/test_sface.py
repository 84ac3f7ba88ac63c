"""SFace with its weights multiplied out: a small net of the same kind, and the pinned bytes."""

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from liveness.models.errors import MalformedModelError
from liveness.models.sface import convert

PICTURE = np.random.default_rng(8).uniform(0, 255, (1, 3, 8, 8)).astype(np.float32)


def quantised_net(*, block: int = 4, listed: tuple[str, ...] = ("data", "zero", "w"), picture: str = "data") -> bytes:
    """A subtraction, then a convolution whose weights are quantised in blocks and reshaped, with a quantised bias.

    listed: what the file calls its inputs; `w` is read by no node.
    """
    chance = np.random.default_rng(9)
    constants: dict[str, NDArray[np.generic]] = {
        "zero": np.array([127.5], np.float32),
        "wq": chance.integers(-127, 127, (4, 27), dtype=np.int8),
        "ws": chance.uniform(0.01, 0.02, (4, 7)).astype(np.float32),
        "wz": chance.integers(-5, 5, (4, 7), dtype=np.int8),
        "wshape": np.array([4, 3, 3, 3], np.int64),
        "bq": chance.integers(-127, 127, 4, dtype=np.int8),
        "bs": np.array([0.5, 0.25], np.float32),
        "bz": np.array([3, -2], np.int8),
        "unread": np.array([1.0], np.float32),
    }
    nodes = [
        helper.make_node("DequantizeLinear", ["bq", "bs", "bz"], ["b"], axis=0, block_size=2),
        helper.make_node("DequantizeLinear", ["wq", "ws", "wz"], ["wd"], axis=1, block_size=block),
        helper.make_node("Reshape", ["wd", "wshape"], ["wr"]),
        helper.make_node("Sub", [picture, "zero"], ["s"], name="_minusscalar0"),
        helper.make_node("Conv", ["s", "wr", "b"], ["fc1"]),
    ]
    shapes = {picture: [1, 3, 8, 8], "data": [1, 3, 8, 8], "zero": [1], "w": [4, 27]}
    graph = helper.make_graph(
        nodes,
        "quantised",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[name]) for name in listed],
        [helper.make_tensor_value_info("fc1", TensorProto.FLOAT, [1, 4, 6, 6])],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    opset = [helper.make_opsetid("", 21)]
    return helper.make_model(graph, opset_imports=opset, ir_version=10).SerializeToString()


def answer(net: bytes, **more: NDArray[np.float32]) -> NDArray[np.float32]:
    answered: NDArray[np.float32] = onnxruntime.InferenceSession(net).run(None, {"data": PICTURE, **more})[0]
    return answered


def test_the_net_answers_as_the_published_one_does() -> None:
    unread = np.zeros((4, 27), np.float32)

    np.testing.assert_allclose(answer(convert(quantised_net())), answer(quantised_net(), w=unread), atol=1e-3)


def test_the_picture_is_all_that_the_net_asks_for_and_no_weight_is_quantised() -> None:
    graph = onnx.load_from_string(convert(quantised_net())).graph

    assert [one.name for one in graph.input] == ["data"]
    assert [node.op_type for node in graph.node] == ["Sub", "Conv"]
    assert {tensor.name for tensor in graph.initializer} == {"zero", "wr", "b"}


def test_the_same_file_gives_the_same_bytes() -> None:
    assert convert(quantised_net()) == convert(quantised_net())


@pytest.mark.parametrize(
    "content",
    [b"text", b"", quantised_net(block=0), quantised_net(listed=("picture", "w"), picture="picture")],
    ids=["no net", "empty", "one scale a row", "another input"],
)
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedModelError):
        convert(content)
