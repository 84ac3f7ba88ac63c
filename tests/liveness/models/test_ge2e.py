import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from liveness.models.ge2e import BANDS, HIDDEN, LAYERS, NotGe2eWeightsError, convert
from tests.liveness.models.torch_pickles import Tensors, torch_pickle

Array = NDArray[np.float64]


def random_weights() -> Tensors:
    chance = np.random.default_rng(5)
    shapes = {"linear.weight": (HIDDEN, HIDDEN), "linear.bias": (HIDDEN,)}
    for layer in range(LAYERS):
        shapes[f"lstm.weight_ih_l{layer}"] = (4 * HIDDEN, HIDDEN if layer else BANDS)
        shapes[f"lstm.weight_hh_l{layer}"] = (4 * HIDDEN, HIDDEN)
        shapes[f"lstm.bias_ih_l{layer}"] = shapes[f"lstm.bias_hh_l{layer}"] = (4 * HIDDEN,)
    return {name: (0.1 * chance.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}


def sigmoid(values: Array) -> Array:
    return 1 / (1 + np.exp(-values))


def lstm(weights: Tensors, layer: int, sequence: Array) -> Array:
    into, across = weights[f"lstm.weight_ih_l{layer}"], weights[f"lstm.weight_hh_l{layer}"]
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    hidden = cell = np.zeros(HIDDEN)
    states = []
    for values in sequence:
        enter, forget, new, leave = np.split(into @ values + across @ hidden + bias, 4)
        cell = sigmoid(forget) * cell + sigmoid(enter) * np.tanh(new)
        hidden = sigmoid(leave) * np.tanh(cell)
        states.append(hidden)
    return np.array(states)


def plain_forward(weights: Tensors, mels: Array) -> Array:
    sequence = mels
    for layer in range(LAYERS):
        sequence = lstm(weights, layer, sequence)
    positive = np.maximum(0.0, weights["linear.weight"] @ sequence[-1] + weights["linear.bias"])
    return np.asarray(positive / np.linalg.norm(positive))


def test_the_converted_net_answers_like_a_plain_forward_pass() -> None:
    weights = random_weights()
    mels = np.random.default_rng(6).random((3, 160, BANDS)).astype(np.float32)
    session = onnxruntime.InferenceSession(convert(torch_pickle(weights)))

    (templates,) = session.run(["template"], {"mels": mels})

    expected = np.stack([plain_forward(weights, one.astype(np.float64)) for one in mels])
    np.testing.assert_allclose(templates, expected, atol=2e-6)


def test_the_same_weights_give_the_same_bytes() -> None:
    content = torch_pickle(random_weights())

    assert convert(content) == convert(content)


def test_a_missing_tensor_is_refused_by_name() -> None:
    weights = random_weights()
    del weights["lstm.weight_hh_l2"]

    with pytest.raises(NotGe2eWeightsError, match=r"lstm\.weight_hh_l2"):
        convert(torch_pickle(weights))


def test_a_tensor_of_another_shape_is_refused() -> None:
    weights = random_weights()
    weights["linear.bias"] = weights["linear.bias"][:-1]

    with pytest.raises(NotGe2eWeightsError, match=r"linear\.bias"):
        convert(torch_pickle(weights))
