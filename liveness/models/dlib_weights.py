"""Reads the weights out of a serialised dlib network. Knows nothing of how its layers are joined.

The file is a plain dump, input layer first. A layer with weights opens with its type's name and is followed by a
tensor: a format number, four extents, then that many little-endian float32. An integer is one byte that holds its
length (the top bit is the sign) and as many little-endian bytes. Source: dlib `serialize.h` and `cuda/tensor.h`,
and the pinned file itself.
"""

import numpy as np
from numpy.typing import NDArray

from liveness.models.errors import MalformedModelError

TENSOR_FORMAT = 2
LONGEST_INTEGER = 8
Weights = NDArray[np.float32]


class WeightFile:
    """Walks through the layers of one dump in their order in the file."""

    def __init__(self, dump: bytes) -> None:
        self._dump = dump
        self._at = 0

    def convolution(self) -> Weights:
        """Parameters of the next convolution: all filters, then one bias each."""
        self._seek(b"con_4")
        return self._tensor()

    def affine(self) -> Weights:
        """Parameters of the next affine layer: one scale for each channel, then one shift each."""
        self._seek(b"affine_")
        return self._tensor()

    def fully_connected(self) -> tuple[int, int, Weights]:
        """Number of inputs, number of outputs and parameters of the next fully connected layer, inputs outermost."""
        self._seek(b"fc_2")
        outputs, inputs = self._integer(), self._integer()
        return inputs, outputs, self._tensor()

    def _seek(self, layer: bytes) -> None:
        found = self._dump.find(layer, self._at)
        if found < 0:
            raise MalformedModelError(f"no further layer {layer.decode()} in the weight file")
        self._at = found + len(layer)

    def _integer(self) -> int:
        length = self._take(1)[0]
        if length > LONGEST_INTEGER:
            raise MalformedModelError("a negative or overlong integer in the weight file")
        return int.from_bytes(self._take(length), "little")

    def _tensor(self) -> Weights:
        if self._integer() != TENSOR_FORMAT:
            raise MalformedModelError("a tensor of an unknown format in the weight file")
        count = int(np.prod([self._integer() for _ in range(4)], dtype=object))
        return np.frombuffer(self._take(4 * count), dtype="<f4")

    def _take(self, count: int) -> bytes:
        taken = self._dump[self._at : self._at + count]
        if len(taken) != count:
            raise MalformedModelError("the weight file ends early")
        self._at += count
        return taken
