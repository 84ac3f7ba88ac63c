"""Reads the float tensors of a file that torch saved, without torch, and runs nothing that the file asks for.

Two layouts. Up to torch 1.5: five pickles (magic number, protocol, system, the object, the storage keys), then for each
key a 64-bit little-endian count and that many raw floats. Since torch 1.6: a zip of one pickle, `data.pkl`, and
one file of raw little-endian values a storage, under `data/`.
"""

import io
import pickle  # only ever through _TensorUnpickler, which can name four harmless things
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
ZIP_START = b"PK\x03\x04"

Tensor = NDArray[np.float32]


class NotTorchPickleError(ValueError):
    """The bytes are no torch file of plain float tensors."""


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
            ("torch", "LongStorage"): "int64",
            ("torch._utils", "_rebuild_tensor_v2"): _reference,
        }
        if (module, name) not in allowed:
            raise NotTorchPickleError(f"the file names {module}.{name}: only plain float tensors are read")
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> str | None:
        """The key of a float storage; None for one of whole numbers, which count training steps and are not read."""
        kind, values, key, *rest = pid
        if kind != "storage" or values not in {"float32", "int64"} or any(view is not None for view in rest[2:]):
            raise NotTorchPickleError("only whole float32 storages are read")
        return str(key) if values == "float32" else None


def read_tensors(content: bytes) -> dict[str, Tensor]:
    """All float32 tensors, named by their path in the pickled dictionaries joined with dots.

    Raises:
        NotTorchPickleError: another format, anything but plain tensors, or a truncated file.
    """
    try:
        return _read_zip(content) if content.startswith(ZIP_START) else _read_legacy(io.BytesIO(content))
    except NotTorchPickleError:
        raise
    except Exception as error:  # a corrupt pickle raises nearly any type
        raise NotTorchPickleError("the bytes are no torch pickle; fetch the file again") from error


def _read_legacy(stream: io.BytesIO) -> dict[str, Tensor]:
    if (_TensorUnpickler(stream).load(), _TensorUnpickler(stream).load()) != (MAGIC, PROTOCOL):
        _refuse("it does not start with torch's magic number")
    _TensorUnpickler(stream).load()
    references = _walk("", _TensorUnpickler(stream).load())
    return _placed(references, {str(key): _storage(stream) for key in _TensorUnpickler(stream).load()})


def _storage(stream: io.BytesIO) -> Tensor:
    count = int.from_bytes(stream.read(8), "little")
    content = stream.read(4 * count)
    if len(content) != 4 * count:
        _refuse("it is truncated")
    return np.frombuffer(content, "<f4")


def _read_zip(content: bytes) -> dict[str, Tensor]:
    with zipfile.ZipFile(io.BytesIO(content)) as saved:
        (pickled,) = [name for name in saved.namelist() if name.endswith("/data.pkl")]
        folder = pickled.removesuffix("data.pkl")
        references = _walk("", _TensorUnpickler(io.BytesIO(saved.read(pickled))).load())
        keys = sorted({found.storage for _, found in references})
        return _placed(references, {key: np.frombuffer(saved.read(f"{folder}data/{key}"), "<f4") for key in keys})


def _placed(references: list[tuple[str, _TensorReference]], storages: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: _tensor(storages[found.storage], found) for name, found in references}


def _walk(prefix: str, value: object) -> list[tuple[str, _TensorReference]]:
    if isinstance(value, _TensorReference):
        return [(prefix, value)]
    if not isinstance(value, dict):
        return []
    return [found for key, child in value.items() for found in _walk(f"{prefix}.{key}" if prefix else str(key), child)]


def _tensor(storage: Tensor, found: _TensorReference) -> Tensor:
    last = found.offset + sum((size - 1) * step for size, step in zip(found.shape, found.strides, strict=True))
    if min((found.offset, *found.strides, *found.shape)) < 0 or last >= storage.size:
        _refuse("a tensor reaches beyond its storage")
    strides = [4 * step for step in found.strides]
    return as_strided(storage[found.offset :], found.shape, strides, writeable=False).copy()


def _reference(storage: str | None, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> Any:
    return None if storage is None else _TensorReference(storage, offset, tuple(shape), tuple(strides))


def _refuse(why: str) -> NoReturn:
    raise NotTorchPickleError(f"the file is no torch pickle: {why}")
