"""The engine that runs exported ECAPA nets, on a tiny net with the same input and output. Needs no torch."""

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from liveness.engines.voice import EcapaVoice
from liveness.limits.models import voice_limits
from liveness.limits.net_ids import ECAPA
from liveness.ports import TooLittleSpeechError


@pytest.fixture(scope="module")
def engine() -> EcapaVoice:
    """Loudness in the first of 192 values, a constant in the others; divided by the norm."""
    weights = [
        numpy_helper.from_array(np.eye(1, 192, dtype=np.float32), "first"),
        numpy_helper.from_array(np.full((1, 192), 0.1, np.float32), "rest"),
    ]
    nodes = [
        helper.make_node("Abs", ["samples"], ["loud"]),
        helper.make_node("ReduceMean", ["loud"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "first"], ["scaled"]),
        helper.make_node("Add", ["scaled", "rest"], ["raw"]),
        helper.make_node("LpNormalization", ["raw"], ["template"], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("samples", TensorProto.FLOAT, [1, "n"])],
        [helper.make_tensor_value_info("template", TensorProto.FLOAT, [1, 192])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return EcapaVoice(model.SerializeToString())


@pytest.mark.parametrize("samples", [8_000, 12_345, 192_000])
def test_speech_of_any_length_gives_192_values_of_length_one(engine: EcapaVoice, samples: int) -> None:
    vector = engine.template(np.full(samples, 0.2, np.float32))
    assert vector.shape == (192,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0)
    assert vector[0] > vector[1]


@pytest.mark.parametrize("speech", [np.full(7_999, 0.2, np.float32), np.zeros(16_000, np.float32)])
def test_too_little_speech_and_silence_make_no_template(engine: EcapaVoice, speech: np.ndarray) -> None:
    with pytest.raises(TooLittleSpeechError):
        engine.template(speech)


def test_its_templates_are_named_and_have_limits(engine: EcapaVoice) -> None:
    assert engine.model_id == ECAPA
    assert voice_limits(ECAPA).between_takes(1.0) == voice_limits(ECAPA).between_takes(9.0) == 0.25
