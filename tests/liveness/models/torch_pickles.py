"""Writes small files as torch saves them, in the old layout and in the new one, without torch."""

import io
import pickle
import struct
import zipfile
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from liveness.models.torch_pickle import MAGIC, PROTOCOL

Tensors = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class _Global:
    module: str
    name: str


class _Writer(pickle._Pickler):
    """Names classes that are not installed here, and storages, as torch does."""

    write: Any
    save: Any
    dispatch: ClassVar[Any] = pickle._Pickler.dispatch.copy()

    def persistent_id(self, obj: Any) -> Any:
        return obj.pid if isinstance(obj, _Storage) else None

    def save_global_name(self, obj: _Global) -> None:
        self.write(b"c" + f"{obj.module}\n{obj.name}\n".encode())

    def save_tensor(self, obj: "_Tensor") -> None:
        self.save(_Global("torch._utils", "_rebuild_tensor_v2"))
        self.save((obj.storage, obj.offset, obj.shape, obj.strides, False, None))
        self.write(b"R")


@dataclass(frozen=True)
class _Storage:
    pid: tuple[Any, ...]


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


_Writer.dispatch[_Global] = _Writer.save_global_name
_Writer.dispatch[_Tensor] = _Writer.save_tensor


def torch_pickle(tensors: Tensors, *, beyond: int = 0) -> bytes:
    """`model_state` with these tensors, one storage each. beyond: elements that each shape claims too many."""
    state, storages = {}, {}
    for index, (name, tensor) in enumerate(tensors.items()):
        storages[str(index)] = tensor
        storage = _Storage(("storage", _Global("torch", "FloatStorage"), str(index), "cpu", tensor.size, None))
        strides = tuple(step // tensor.itemsize for step in tensor.strides)
        state[name] = _Tensor(storage, beyond, tensor.shape, strides)
    parts = [MAGIC, PROTOCOL, {}, {"step": 1, "model_state": state}, sorted(storages)]
    raw = b"".join(struct.pack("<q", storages[key].size) + storages[key].tobytes() for key in sorted(storages))
    return b"".join(_pickled(part) for part in parts) + raw


def torch_zip(tensors: Tensors, *, beyond: int = 0, extra: object = None, lost: str = "") -> bytes:
    """A state dict as torch saves it since 1.6, with a step counter. beyond: as above; lost: storage that is left out.

    extra: one more value of the dictionary.
    """
    counter = _Storage(("storage", _Global("torch", "LongStorage"), "steps", "cpu", 1))
    state: dict[str, object] = {"steps": _Tensor(counter, 0, (), ())}
    for name, tensor in tensors.items():
        storage = _Storage(("storage", _Global("torch", "FloatStorage"), f"s{name}", "cpu", tensor.size))
        strides = tuple(step // tensor.itemsize for step in tensor.strides)
        state[name] = _Tensor(storage, beyond, tensor.shape, strides)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as saved:
        saved.writestr("archive/data.pkl", _pickled(state | ({"extra": extra} if extra else {})))
        saved.writestr("archive/data/steps", struct.pack("<q", 7))
        for name, tensor in tensors.items():
            if name != lost:
                saved.writestr(f"archive/data/s{name}", tensor.tobytes())
    return content.getvalue()


def _pickled(value: object) -> bytes:
    stream = io.BytesIO()
    _Writer(stream, protocol=2).dump(value)
    return stream.getvalue()
