"""CAM++ as ONNX: against a forward pass in plain numpy on weights by chance, and torch on the published ones."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from liveness.models.campplus import BANDS, BLOCKS, SEGMENT_FRAMES, TEMPLATE_SIZE, convert
from liveness.models.errors import MalformedModelError
from tests.liveness.models.torch_pickles import Tensors, torch_zip

Array = NDArray[np.float64]
GROWTH, BOTTLENECK, FRONT = 32, 128, 32
FRAMES = (48, 201, 250)
"""Segments of 100 frames that are whole, and that are cut; the net halves the frames before."""
TORCH: Mapping[int, tuple[float, ...]] = {
    48: (-0.0951, -0.03458, 0.0391, -0.0828, -0.06057),
    101: (-0.13043, -0.0178, 0.01702, -0.14334, -0.038),
    158: (-0.08299, -0.05446, 0.07646, -0.10105, -0.04615),
    300: (-0.09615, -0.05435, 0.06713, -0.11703, -0.03582),
    733: (-0.10848, -0.06726, 0.07982, -0.09888, -0.04002),
}
"""Frames -> the first values, length one, that torch 2.11 gives with the published weights in the class of funasr
1.4.16, which is 3D-Speaker's own. At these lengths and 13 more the whole templates differ by 6e-7 at most."""


class Chance:
    """Draws the weights of a net of the right shapes."""

    def __init__(self) -> None:
        self.rng, self.tensors = np.random.default_rng(4), Tensors()

    def conv(self, name: str, *shape: int, bias: bool = False) -> None:
        scale = 1.4 / np.sqrt(np.prod(shape[1:]))
        self.tensors[f"{name}.weight"] = (scale * self.rng.standard_normal(shape)).astype(np.float32)
        if bias:
            self.tensors[f"{name}.bias"] = (0.2 * self.rng.standard_normal(shape[0])).astype(np.float32)

    def norm(self, name: str, channels: int, *, learned: bool = True) -> None:
        drawn = {
            "running_mean": 0.3 * self.rng.standard_normal(channels),
            "running_var": self.rng.uniform(0.5, 2, channels),
        }
        if learned:
            drawn |= {"weight": self.rng.uniform(0.5, 1.5, channels), "bias": 0.2 * self.rng.standard_normal(channels)}
        self.tensors |= {f"{name}.{part}": values.astype(np.float32) for part, values in drawn.items()}


def random_weights() -> Tensors:
    draw = Chance()
    for name, inputs in (("head.conv1", 1), ("head.conv2", FRONT)):
        draw.conv(name, FRONT, inputs, 3, 3)
        draw.norm(name.replace("conv", "bn"), FRONT)
    for block in ("head.layer1.0", "head.layer1.1", "head.layer2.0", "head.layer2.1"):
        for number in (1, 2):
            draw.conv(f"{block}.conv{number}", FRONT, FRONT, 3, 3)
            draw.norm(f"{block}.bn{number}", FRONT)
        if block.endswith("0"):
            draw.conv(f"{block}.shortcut.0", FRONT, FRONT, 1, 1)
            draw.norm(f"{block}.shortcut.1", FRONT)
    draw.conv("xvector.tdnn.linear", 128, FRONT * BANDS // 8, 5)
    draw.norm("xvector.tdnn.nonlinear.batchnorm", 128)
    channels = 128
    for number, (layers, _) in enumerate(BLOCKS, start=1):
        for layer in range(1, layers + 1):
            name = f"xvector.block{number}.tdnnd{layer}"
            draw.norm(f"{name}.nonlinear1.batchnorm", channels)
            draw.conv(f"{name}.linear1", BOTTLENECK, channels, 1)
            draw.norm(f"{name}.nonlinear2.batchnorm", BOTTLENECK)
            draw.conv(f"{name}.cam_layer.linear_local", GROWTH, BOTTLENECK, 3)
            draw.conv(f"{name}.cam_layer.linear1", 64, BOTTLENECK, 1, bias=True)
            draw.conv(f"{name}.cam_layer.linear2", GROWTH, 64, 1, bias=True)
            channels += GROWTH
        draw.norm(f"xvector.transit{number}.nonlinear.batchnorm", channels)
        channels //= 2
        draw.conv(f"xvector.transit{number}.linear", channels, 2 * channels, 1)
    draw.norm("xvector.out_nonlinear.batchnorm", channels)
    draw.conv("xvector.dense.linear", TEMPLATE_SIZE, 2 * channels, 1)
    draw.norm("xvector.dense.nonlinear.batchnorm", TEMPLATE_SIZE, learned=False)
    return draw.tensors


class Plain:
    """The net as its paper and its published class say it, one recording at a time."""

    def __init__(self, weights: Tensors) -> None:
        self.weights = {name: values.astype(np.float64) for name, values in weights.items()}

    def template(self, bands: Array) -> Array:
        frames = self.front(bands.T)
        frames = self.positive(
            self.conv1("xvector.tdnn.linear", frames, stride=2, pad=2), "xvector.tdnn.nonlinear.batchnorm"
        )
        for number, (layers, dilation) in enumerate(BLOCKS, start=1):
            for layer in range(1, layers + 1):
                new = self.dense_layer(f"xvector.block{number}.tdnnd{layer}", frames, dilation)
                frames = np.concatenate([frames, new])
            name = f"xvector.transit{number}"
            frames = self.conv1(f"{name}.linear", self.positive(frames, f"{name}.nonlinear.batchnorm"))
        frames = self.positive(frames, "xvector.out_nonlinear.batchnorm")
        statistics = np.concatenate([frames.mean(axis=1), frames.std(axis=1, ddof=1)])[:, np.newaxis]
        values = self.norm(self.conv1("xvector.dense.linear", statistics), "xvector.dense.nonlinear.batchnorm")[:, 0]
        return np.asarray(values / np.linalg.norm(values))

    def front(self, bands: Array) -> Array:
        picture = self.positive(self.conv2("head.conv1", bands[np.newaxis], 1), "head.bn1")
        for block, stride in (("1.0", 2), ("1.1", 1), ("2.0", 2), ("2.1", 1)):
            name = f"head.layer{block}"
            inner = self.positive(self.conv2(f"{name}.conv1", picture, stride), f"{name}.bn1")
            inner = self.norm(self.conv2(f"{name}.conv2", inner, 1), f"{name}.bn2")
            if stride == 2:
                shrunk = np.einsum(
                    "oi,ift->oft", self.weights[f"{name}.shortcut.0.weight"][:, :, 0, 0], picture[:, ::2]
                )
                picture = self.norm(shrunk, f"{name}.shortcut.1")
            picture = np.maximum(0, inner + picture)
        picture = self.positive(self.conv2("head.conv2", picture, 2), "head.bn2")
        return picture.reshape(-1, picture.shape[2])

    def dense_layer(self, name: str, frames: Array, dilation: int) -> Array:
        inner = self.conv1(f"{name}.linear1", self.positive(frames, f"{name}.nonlinear1.batchnorm"))
        inner = self.positive(inner, f"{name}.nonlinear2.batchnorm")
        local = self.conv1(f"{name}.cam_layer.linear_local", inner, pad=dilation, dilation=dilation)
        context = np.repeat(inner.mean(axis=1, keepdims=True), inner.shape[1], axis=1)
        for start in range(0, inner.shape[1], SEGMENT_FRAMES):
            segment = slice(start, start + SEGMENT_FRAMES)
            context[:, segment] += inner[:, segment].mean(axis=1, keepdims=True)
        context = np.maximum(0, self.conv1(f"{name}.cam_layer.linear1", context))
        return np.asarray(local / (1 + np.exp(-self.conv1(f"{name}.cam_layer.linear2", context))))

    def conv1(self, name: str, frames: Array, stride: int = 1, pad: int = 0, dilation: int = 1) -> Array:
        filters = self.weights[f"{name}.weight"]
        reach = dilation * (filters.shape[2] - 1) + 1
        windows = sliding_window_view(np.pad(frames, ((0, 0), (pad, pad))), reach, axis=1)[:, ::stride, ::dilation]
        answer = np.einsum("oik,itk->ot", filters, windows, optimize=True)
        return np.asarray(answer + self.weights.get(f"{name}.bias", np.zeros(len(filters)))[:, np.newaxis])

    def conv2(self, name: str, picture: Array, stride: int) -> Array:
        padded = np.pad(picture, ((0, 0), (1, 1), (1, 1)))
        windows = sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::stride]
        return np.asarray(np.einsum("oikl,iftkl->oft", self.weights[f"{name}.weight"], windows, optimize=True))

    def positive(self, values: Array, norm: str) -> Array:
        return np.maximum(0, self.norm(values, norm))

    def norm(self, values: Array, name: str) -> Array:
        mean, variance = self.weights[f"{name}.running_mean"], self.weights[f"{name}.running_var"]
        scale = self.weights.get(f"{name}.weight", np.ones(len(mean))) / np.sqrt(variance + 1e-5)
        shift = self.weights.get(f"{name}.bias", np.zeros(len(mean))) - mean * scale
        channels = (-1, *[1] * (values.ndim - 1))
        return values * scale.reshape(channels) + shift.reshape(channels)


def session_of(content: bytes | Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(content if isinstance(content, bytes) else content.read_bytes())


def bands_of(frames: int) -> NDArray[np.float32]:
    return np.random.default_rng(frames).normal(0, 3, (1, frames, BANDS)).astype(np.float32)


def test_the_converted_net_answers_like_a_plain_forward_pass() -> None:
    weights = random_weights()
    session, plain = session_of(convert(torch_zip(weights))), Plain(weights)

    for frames in FRAMES:
        (template,) = session.run(["template"], {"bands": bands_of(frames)})[0]
        np.testing.assert_allclose(template, plain.template(bands_of(frames)[0].astype(np.float64)), atol=5e-6)


@pytest.mark.parametrize("frames", TORCH)
def test_the_published_net_gives_what_torch_gives(frames: int, models_dir: Path) -> None:
    session = session_of(models_dir / "open-2" / "voice_template.onnx")

    (template,) = session.run(["template"], {"bands": bands_of(frames)})[0]

    np.testing.assert_allclose(template[:5], TORCH[frames], atol=1e-5)
    assert np.linalg.norm(template) == pytest.approx(1, abs=1e-6)


def test_the_same_weights_give_the_same_bytes() -> None:
    content = torch_zip(random_weights())

    assert convert(content) == convert(content)


def test_a_missing_tensor_is_refused_by_name() -> None:
    weights = random_weights()
    del weights["xvector.block3.tdnnd16.linear1.weight"]

    with pytest.raises(MalformedModelError, match=r"xvector\.block3\.tdnnd16\.linear1\.weight"):
        convert(torch_zip(weights))


@pytest.mark.parametrize("name", ["head.bn1.running_mean", "xvector.tdnn.linear.weight"])
def test_a_tensor_of_another_shape_is_refused_by_name(name: str) -> None:
    weights = random_weights()
    weights[name] = weights[name][..., :-1].copy()

    with pytest.raises(MalformedModelError, match=name):
        convert(torch_zip(weights))


def test_tensors_that_do_not_fit_together_are_refused() -> None:
    weights = random_weights()
    weights["xvector.transit1.linear.weight"] = weights["xvector.transit1.linear.weight"][:-1].copy()

    with pytest.raises(MalformedModelError, match="do not fit together"):
        convert(torch_zip(weights))
