"""Writes small model files of CTranslate2, without it."""

import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Variables = Mapping[str, NDArray[np.float32]]

WIDTH, LAYERS = 128, 1


def ct2_file(variables: Variables, version: int = 6, spec: str = "WhisperSpec") -> bytes:
    """A model file with these variables as 16-bit floats, and with a setting of one byte."""
    rows = [_variable(name, values.shape, 4, values.astype("<f2").tobytes()) for name, values in variables.items()]
    rows.append(_variable("decoder/pre_norm", (), 1, b"\x01"))
    return struct.pack("<I", version) + _text(spec) + struct.pack("<II", 3, len(rows)) + b"".join(rows)


def small_whisper(tokens: int, seed: int = 5, width: int = WIDTH) -> dict[str, NDArray[np.float32]]:
    """Random weights of a Whisper with one layer on either side; values that 16 bits hold exactly."""
    chance = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "encoder/conv1/weight": (width, 80, 3),
        "encoder/conv1/bias": (width,),
        "encoder/conv2/weight": (width, width, 3),
        "encoder/conv2/bias": (width,),
        "encoder/position_encodings/encodings": (1_500, width),
        "decoder/embeddings/weight": (tokens, width),
        "decoder/position_encodings/encodings": (448, width),
    }
    for part in ("encoder", "decoder"):
        shapes |= _normalisation(f"{part}/layer_norm", width)
        layer = f"{part}/layer_0"
        shapes |= _block(f"{layer}/self_attention", width, {"linear_0": (3 * width, width), "linear_1": (width, width)})
        shapes |= _block(f"{layer}/ffn", width, {"linear_0": (4 * width, width), "linear_1": (width, 4 * width)})
    listening = {"linear_0": (width, width), "linear_1": (2 * width, width), "linear_2": (width, width)}
    shapes |= _block("decoder/layer_0/attention", width, listening)
    drawn = {name: chance.standard_normal(shape) / np.sqrt(shape[-1]) for name, shape in shapes.items()}
    # So that what was said before weighs as much as what is said now.
    drawn["decoder/layer_0/self_attention/linear_1/weight"] *= 8
    return {name: values.astype(np.float16).astype(np.float32) for name, values in drawn.items()}


def _block(path: str, width: int, matrices: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, ...]]:
    shapes = _normalisation(f"{path}/layer_norm", width)
    for name, shape in matrices.items():
        shapes |= {f"{path}/{name}/weight": shape, f"{path}/{name}/bias": (shape[0],)}
    return shapes


def _normalisation(path: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{path}/gamma": (width,), f"{path}/beta": (width,)}


def _variable(name: str, shape: tuple[int, ...], kind: int, content: bytes) -> bytes:
    sizes = struct.pack(f"<B{len(shape)}I", len(shape), *shape)
    return _text(name) + sizes + struct.pack("<BI", kind, len(content)) + content


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"
