"""Encoder and decoder of a small Whisper, against a forward pass in plain numpy."""

import math

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from liveness.models import whisper_decoder, whisper_encoder
from liveness.models.errors import MalformedModelError
from tests.liveness.models.ct2_files import ct2_file, small_whisper

Array = NDArray[np.float64]
TOKENS = 50
WEIGHTS = {name: values.astype(np.float64) for name, values in small_whisper(TOKENS).items()}
FILE = ct2_file(small_whisper(TOKENS))
ROUNDING = 0.01
"""Of log-likelihoods: the nets compute in 8 bits."""


def linear(values: Array, path: str) -> Array:
    return values @ WEIGHTS[f"{path}/weight"].T + WEIGHTS[f"{path}/bias"]


def normalised(values: Array, path: str) -> Array:
    spread = np.sqrt(values.var(axis=-1, keepdims=True) + 1e-5)
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred / spread * WEIGHTS[f"{path}/gamma"] + WEIGHTS[f"{path}/beta"])


def gelu(values: Array) -> Array:
    return np.asarray(0.5 * values * (1 + np.vectorize(math.erf)(values / math.sqrt(2))))


def attention(queries: Array, keys: Array, contents: Array, *, causal: bool = False) -> Array:
    heads = []
    for at in range(0, queries.shape[-1], 64):
        one = slice(at, at + 64)
        likeness = queries[:, one] @ keys[:, one].T / 8
        if causal:
            likeness = np.where(np.tri(*likeness.shape) > 0, likeness, -np.inf)
        weight = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        heads.append(weight / weight.sum(axis=-1, keepdims=True) @ contents[:, one])
    return np.concatenate(heads, axis=-1)


def layer(values: Array, path: str, heard: Array | None = None) -> Array:
    own = linear(normalised(values, f"{path}/self_attention/layer_norm"), f"{path}/self_attention/linear_0")
    mixed = attention(*np.split(own, 3, axis=-1), causal=heard is not None)
    values = values + linear(mixed, f"{path}/self_attention/linear_1")
    if heard is not None:
        asked = linear(normalised(values, f"{path}/attention/layer_norm"), f"{path}/attention/linear_0")
        found = attention(asked, *np.split(linear(heard, f"{path}/attention/linear_1"), 2, axis=-1))
        values = values + linear(found, f"{path}/attention/linear_2")
    wide = gelu(linear(normalised(values, f"{path}/ffn/layer_norm"), f"{path}/ffn/linear_0"))
    return values + linear(wide, f"{path}/ffn/linear_1")


def convolved(waves: Array, path: str, stride: int) -> Array:
    kernel, padded = WEIGHTS[f"{path}/weight"], np.pad(waves, ((0, 0), (1, 1)))
    steps = range(0, waves.shape[1], stride)
    found = [np.einsum("oit,it->o", kernel, padded[:, at : at + 3]) + WEIGHTS[f"{path}/bias"] for at in steps]
    return gelu(np.array(found).T)


def plain_encoder(mels: Array) -> Array:
    values = convolved(convolved(mels, "encoder/conv1", 1), "encoder/conv2", 2).T
    values = values + WEIGHTS["encoder/position_encodings/encodings"][: len(values)]
    return normalised(layer(values, "encoder/layer_0"), "encoder/layer_norm")


def plain_decoder(heard: Array, tokens: list[int], targets: list[int]) -> Array:
    embeddings = WEIGHTS["decoder/embeddings/weight"]
    values = embeddings[tokens] + WEIGHTS["decoder/position_encodings/encodings"][: len(tokens)]
    values = normalised(layer(values, "decoder/layer_0", heard), "decoder/layer_norm")
    scores = values @ embeddings.T
    return np.asarray(scores[range(len(targets)), targets] - np.log(np.exp(scores).sum(axis=-1)))


@pytest.fixture(scope="module")
def mels() -> NDArray[np.float32]:
    return np.random.default_rng(8).standard_normal((1, 80, 40)).astype(np.float32)


def test_the_encoder_hears_what_a_plain_forward_pass_hears(mels: NDArray[np.float32]) -> None:
    (heard,) = onnxruntime.InferenceSession(whisper_encoder.convert(FILE)).run(["heard"], {"mels": mels})

    expected = plain_encoder(mels[0].astype(np.float64))
    assert heard.shape == (1, 20, 128)
    assert np.corrcoef(heard.ravel(), expected.ravel())[0, 1] > 0.999


def test_the_decoder_scores_each_token_after_those_before_it(mels: NDArray[np.float32]) -> None:
    heard = plain_encoder(mels[0].astype(np.float64))
    session = onnxruntime.InferenceSession(whisper_decoder.convert(FILE))
    texts = [([7, 3, 41, 0], [3, 41, 0, 12]), ([7, 8, 8, 30], [8, 8, 30, 1])]
    feeds = {"tokens": np.array([tokens for tokens, _ in texts]), "targets": np.array([wanted for _, wanted in texts])}

    (likely,) = session.run(["likelihoods"], {"heard": heard[None].astype(np.float32), **feeds})

    expected = [plain_decoder(heard, tokens, wanted) for tokens, wanted in texts]
    np.testing.assert_allclose(likely, expected, atol=ROUNDING)


def test_what_comes_later_changes_no_score_before_it(mels: NDArray[np.float32]) -> None:
    heard = plain_encoder(mels[0].astype(np.float64))[None].astype(np.float32)
    session = onnxruntime.InferenceSession(whisper_decoder.convert(FILE))

    def scores(last: int) -> NDArray[np.float32]:
        feeds = {"heard": heard, "tokens": np.array([[7, 3, *[last] * 6]]), "targets": np.array([[3, *[5] * 7]])}
        (likely,) = session.run(["likelihoods"], feeds)
        return np.asarray(likely[0, :2])

    np.testing.assert_allclose(scores(9), scores(30), atol=ROUNDING)


@pytest.mark.parametrize("net", [whisper_encoder, whisper_decoder])
def test_the_same_weights_give_the_same_bytes(net: object) -> None:
    assert net.convert(FILE) == net.convert(FILE)  # type: ignore[attr-defined]


@pytest.mark.parametrize("net", [whisper_encoder, whisper_decoder])
def test_a_file_without_a_layer_is_refused_by_its_name(net: object) -> None:
    weights = {name: values for name, values in small_whisper(TOKENS).items() if "linear_1/bias" not in name}

    with pytest.raises(MalformedModelError, match="linear_1/bias"):
        net.convert(ct2_file(weights))  # type: ignore[attr-defined]
