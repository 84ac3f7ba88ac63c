"""Reads the tensors of a legacy torch pickle without torch and without running what the pickle asks for.

Does not read the zip format of torch >= 1.6. The legacy layout is five pickles (magic number, protocol, system,
the object, the storage keys), then for each key a 64-bit little-endian count and that many raw floats.
"""

import io
import pickle  # only ever through _TensorUnpickler, which can name three harmless things
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001


class NotTorchPickleError(ValueError):
    """The bytes are no legacy torch pickle of plain float tensors."""


@dataclass(frozen=True, slots=True)
class _TensorReference:
    """Where a tensor lies: storage key, first element, shape, and strides in elements."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _TensorUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        allowed: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch", "FloatStorage"): "float32",
            ("torch._utils", "_rebuild_tensor_v2"): _reference,
        }
        if (module, name) not in allowed:
            raise NotTorchPickleError(f"the file names {module}.{name}: only plain float tensors are read")
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> str:
        if pid[0] != "storage" or pid[1] != "float32" or pid[5] is not None:
            raise NotTorchPickleError("only whole float32 storages are read")
        return str(pid[2])


def read_tensors(content: bytes) -> dict[str, NDArray[np.float32]]:
    """All float32 tensors, named by their path in the pickled dictionaries joined with dots.

    Raises:
        NotTorchPickleError: another format, anything but plain float tensors, or a truncated file.
    """
    stream = io.BytesIO(content)
    try:
        return _read(stream)
    except NotTorchPickleError:
        raise
    except Exception as error:  # a corrupt pickle raises nearly any type
        raise NotTorchPickleError("the bytes are no legacy torch pickle; fetch the file again") from error


def _read(stream: io.BytesIO) -> dict[str, NDArray[np.float32]]:
    if (_TensorUnpickler(stream).load(), _TensorUnpickler(stream).load()) != (MAGIC, PROTOCOL):
        _refuse("it does not start with torch's magic number")
    _TensorUnpickler(stream).load()
    pickled = _TensorUnpickler(stream).load()
    storages = {str(key): _storage(stream) for key in _TensorUnpickler(stream).load()}
    return {name: _tensor(storages[found.storage], found) for name, found in _walk("", pickled)}


def _storage(stream: io.BytesIO) -> NDArray[np.float32]:
    count = int.from_bytes(stream.read(8), "little")
    content = stream.read(4 * count)
    if len(content) != 4 * count:
        _refuse("it is truncated")
    return np.frombuffer(content, "<f4")


def _walk(prefix: str, value: object) -> list[tuple[str, _TensorReference]]:
    if isinstance(value, _TensorReference):
        return [(prefix, value)]
    if not isinstance(value, dict):
        return []
    return [found for key, child in value.items() for found in _walk(f"{prefix}.{key}" if prefix else str(key), child)]


def _tensor(storage: NDArray[np.float32], found: _TensorReference) -> NDArray[np.float32]:
    last = found.offset + sum((size - 1) * step for size, step in zip(found.shape, found.strides, strict=True))
    if min((found.offset, *found.strides, *found.shape)) < 0 or last >= storage.size:
        _refuse("a tensor reaches beyond its storage")
    strides = [4 * step for step in found.strides]
    return as_strided(storage[found.offset :], found.shape, strides, writeable=False).copy()


def _reference(storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> Any:
    return _TensorReference(storage, offset, tuple(shape), tuple(strides))


def _refuse(why: str) -> NoReturn:
    raise NotTorchPickleError(f"the file is no legacy torch pickle: {why}")
