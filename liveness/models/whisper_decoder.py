"""Turns the decoder of a Whisper model of CTranslate2 into ONNX: how likely given texts are. It writes no text.

Every token is scored at once, after those before it, as they were given and not as the net would have written them.
"""

import numpy as np
from onnx import TensorProto

from liveness.models.whisper_graph import WhisperGraph

EMBEDDINGS = "decoder/embeddings/weight"
UNSEEN = -1e9
"""Added to the attention to tokens that come later."""


def convert(*model_bin: bytes) -> bytes:
    """How likely texts are in one stretch of sound.

    `heard` (1, n, width) float32 of the encoder, `tokens` and `targets` (texts, m) int64 -> `likelihoods` (texts, m)
    float32: the natural logarithm of the probability that target i follows tokens 0 to i. m: at most 448.

    model_bin: the file, whole or in its parts. The same input gives the same bytes.

    Raises:
        MalformedModelError: the bytes are no Whisper model of CTranslate2.
    """
    graph = WhisperGraph(b"".join(model_bin))
    values, mask = _embedded(graph), _causal(graph)
    for layer in graph.layers("decoder"):
        values = graph.self_attention(values, layer, mask)
        values = graph.node("Add", values, _listening(graph, values, layer))
        values = graph.feed_forward(values, layer)
    likelihoods = graph.named(_likelihoods(graph, graph.normalised(values, "decoder/layer_norm")), "likelihoods")
    width = graph.weight(EMBEDDINGS).shape[1]
    return graph.model(
        "whisper_decoder",
        [
            ("heard", TensorProto.FLOAT, (1, "steps", width)),
            ("tokens", TensorProto.INT64, ("texts", "length")),
            ("targets", TensorProto.INT64, ("texts", "length")),
        ],
        [(likelihoods, TensorProto.FLOAT, ("texts", "length"))],
    )


def _embedded(graph: WhisperGraph) -> str:
    """The matrix that makes words of the results is that of the embeddings, so it is kept once."""
    matrix, scale = graph.rounded(EMBEDDINGS)
    columns = graph.node("Cast", graph.node("Gather", matrix, "tokens", axis=1), to=TensorProto.FLOAT)
    scaled = graph.node("Mul", columns, graph.node("Gather", scale, "tokens"))
    places = graph.first_rows("decoder/position_encodings/encodings", graph.size_at("tokens", 1))
    return graph.node("Add", graph.node("Transpose", scaled, perm=[1, 2, 0]), places)


def _causal(graph: WhisperGraph) -> str:
    length = graph.size_at("tokens", 1)
    square = graph.node("Concat", length, length, axis=0)
    everywhere = graph.node("Expand", graph.constant("unseen", np.float32(UNSEEN)), square)
    return graph.node("Trilu", everywhere, graph.constant("above", np.int64(1)), upper=1)


def _listening(graph: WhisperGraph, values: str, layer: str) -> str:
    path = f"{layer}/attention"
    queries = graph.linear(graph.normalised(values, f"{path}/layer_norm"), f"{path}/linear_0")
    keys, contents = graph.parts(graph.linear("heard", f"{path}/linear_1"), 2)
    return graph.linear(graph.attention(queries, keys, contents), f"{path}/linear_2")


def _likelihoods(graph: WhisperGraph, values: str) -> str:
    last = graph.whole(-1)
    words = graph.multiplied(values, EMBEDDINGS)
    wanted = graph.node("GatherElements", words, graph.node("Unsqueeze", "targets", last), axis=2)
    of_all = graph.node("ReduceLogSumExp", words, last, keepdims=1)
    return graph.node("Squeeze", graph.node("Sub", wanted, of_all), last)
