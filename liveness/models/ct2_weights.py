"""Reads the weights out of a CTranslate2 model file (`model.bin`), without CTranslate2. Runs nothing that it holds.

The format (version 6): the name of a model class, then a count of variables, each with a name, its sizes, a type and
raw bytes; little-endian. Only 16-bit floats are weights here; single bytes and small integers are settings, left out.
"""

import io
import math
import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from liveness.models.errors import MalformedModelError

Weights = Mapping[str, NDArray[np.float32]]

VERSION = 6
FLOAT16 = 4


def read_weights(content: bytes, spec: str) -> Weights:
    """All 16-bit float variables as float32, by their path such as `encoder/conv1/weight`.

    spec: the model class that the file must name.

    Raises:
        MalformedModelError: another format, version or class, or a truncated file.
    """
    stream = io.BytesIO(content)
    try:
        found = _number(stream, "I"), _text(stream)
        if found != (VERSION, spec):
            raise MalformedModelError(f"expected a CTranslate2 model file of version {VERSION} with a {spec}")
        _number(stream, "I")
        variables = [_variable(stream) for _ in range(_number(stream, "I"))]
    except (struct.error, ValueError) as error:  # UnicodeDecodeError is a ValueError
        raise MalformedModelError("the file is no whole CTranslate2 model file") from error
    return {name: values for name, values in variables if values is not None}


def _variable(stream: io.BytesIO) -> tuple[str, NDArray[np.float32] | None]:
    name = _text(stream)
    sizes = [_number(stream, "I") for _ in range(_number(stream, "B"))]
    kind, count = _number(stream, "B"), _number(stream, "I")
    raw = stream.read(count)
    if len(raw) != count:
        raise ValueError(name)
    if kind != FLOAT16:
        return name, None
    if count != 2 * math.prod(sizes):
        raise ValueError(name)
    return name, np.frombuffer(raw, "<f2").reshape(sizes).astype(np.float32)


def _number(stream: io.BytesIO, form: str) -> int:
    (value,) = struct.unpack(f"<{form}", stream.read(struct.calcsize(form)))
    return int(value)


def _text(stream: io.BytesIO) -> str:
    """Its length counts a zero byte at its end."""
    count = _number(stream, "H")
    return stream.read(count)[:-1].decode()
