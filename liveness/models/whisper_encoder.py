"""Turns the encoder of a Whisper model of CTranslate2 into ONNX: what it makes of a stretch of sound."""

from onnx import TensorProto

from liveness.models.whisper_graph import WhisperGraph

BANDS = 80


def convert(*model_bin: bytes) -> bytes:
    """`mels` (1, 80, 2 n) float32 -> `heard` (1, n, width) float32, n at most 1,500; `liveness.engines.whisper_net`.

    model_bin: the file, whole or in its parts. The same input gives the same bytes.

    Raises:
        MalformedModelError: the bytes are no Whisper model of CTranslate2.
    """
    graph = WhisperGraph(b"".join(model_bin))
    waves = "mels"
    for name, stride in (("encoder/conv1", 1), ("encoder/conv2", 2)):
        kernel, bias = graph.floats(f"{name}/weight"), graph.floats(f"{name}/bias")
        waves = graph.node("Gelu", graph.node("Conv", waves, kernel, bias, pads=[1, 1], strides=[stride]))
    values = graph.node("Transpose", waves, perm=[0, 2, 1])
    places = graph.first_rows("encoder/position_encodings/encodings", graph.size_at(values, 1))
    values = graph.node("Add", values, places)
    for layer in graph.layers("encoder"):
        values = graph.feed_forward(graph.self_attention(values, layer), layer)
    heard = graph.named(graph.normalised(values, "encoder/layer_norm"), "heard")
    width = graph.weight("encoder/conv1/weight").shape[0]
    return graph.model(
        "whisper_encoder",
        [("mels", TensorProto.FLOAT, (1, BANDS, "frames"))],
        [(heard, TensorProto.FLOAT, (1, "steps", width))],
    )
