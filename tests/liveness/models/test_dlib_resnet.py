"""The converter on weights made up on the spot; parity with dlib on the real ones is in the engine's tests."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from liveness.models import manifest
from liveness.models.dlib_resnet import BLOCKS, CHIP_SIZE, STEM_CHANNELS, TEMPLATE_SIZE, convert
from liveness.models.errors import MalformedModelError
from liveness.models.fetch import digest


def integer(value: int) -> bytes:
    length = (value.bit_length() + 7) // 8
    return bytes([length]) + value.to_bytes(length, "little")


def tensor(values: np.ndarray) -> bytes:
    return integer(2) + integer(len(values)) + integer(1) * 3 + values.astype("<f4").tobytes()


def small_weights(seed: int = 1) -> bytes:
    """A dump in dlib's format with the right sizes and small random weights."""
    random = np.random.default_rng(seed)
    layers, inputs = [], 3
    convolutions = [(STEM_CHANNELS, 7)] + [(channels, 3) for channels, _ in BLOCKS for _ in range(2)]
    for channels, kernel in convolutions:
        count = channels * inputs * kernel**2
        layers.append(b"con_4" + tensor(random.normal(0, (2 / count * channels) ** 0.5, count + channels)))
        layers.append(b"affine_" + tensor(np.concatenate([np.ones(channels), np.zeros(channels)])))
        inputs = channels
    layers.append(
        b"fc_2" + integer(TEMPLATE_SIZE) + integer(inputs) + tensor(random.normal(0, 0.1, TEMPLATE_SIZE * inputs))
    )
    return b"".join(layers)


def test_the_converted_net_takes_chips_and_gives_templates() -> None:
    session = onnxruntime.InferenceSession(convert(small_weights()), providers=["CPUExecutionProvider"])

    (templates,) = session.run(None, {"chips": np.ones((2, 3, CHIP_SIZE, CHIP_SIZE), np.float32)})

    assert templates.shape == (2, TEMPLATE_SIZE)
    assert np.isfinite(templates).all()


def test_the_same_weights_convert_to_the_same_bytes() -> None:
    assert convert(small_weights()) == convert(small_weights())


def test_a_scale_and_shift_after_a_convolution_are_folded_into_it() -> None:
    dump = small_weights()
    first = onnx.load_from_string(convert(dump)).graph.initializer[0]
    doubled = dump.replace(b"affine_" + tensor(np.concatenate([np.ones(32), np.zeros(32)])),
                           b"affine_" + tensor(np.concatenate([np.full(32, 2.0), np.zeros(32)])), 1)  # fmt: skip

    folded = onnx.load_from_string(convert(doubled)).graph.initializer[0]

    assert np.array_equal(onnx.numpy_helper.to_array(folded), 2 * onnx.numpy_helper.to_array(first))


def test_a_truncated_dump_is_refused() -> None:
    with pytest.raises(MalformedModelError, match="ends early"):
        convert(small_weights()[:-1])


def test_a_dump_without_layers_is_refused() -> None:
    with pytest.raises(MalformedModelError, match="no further layer"):
        convert(b"not a network")


def test_a_dump_of_another_net_is_refused() -> None:
    with pytest.raises(MalformedModelError, match="another size"):
        convert(b"con_4" + tensor(np.zeros(10)) + b"affine_" + tensor(np.zeros(64)))


def test_dlibs_own_weights_convert_to_the_pinned_file(reference_files: Mapping[str, Path]) -> None:
    pinned = next(file.pinned for file in manifest.load("open").files if file.role == "face_template")

    assert digest(convert(reference_files["face_template_weights"].read_bytes())) == pinned
