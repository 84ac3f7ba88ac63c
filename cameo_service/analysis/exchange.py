"""What passes between the pool and a worker: limits go in, replies come out.

A worker decodes recordings of strangers, so it may be under their control. Its replies are unpickled in the process
that holds the keys: only plain values, numpy arrays and the project's own dataclasses and enums are let through.
"""

import io
import pickle
from dataclasses import dataclass, is_dataclass
from enum import Enum, StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Bounds of one worker process.

    Attributes:
        memory_bytes: private memory (RLIMIT_DATA) and resident memory (watched by the pool), models included.
        cpu_seconds: CPU time of one job, whole seconds, re-armed for each.
        result_bytes: size of one pickled result.
        jobs: a worker that has done so many is retired as soon as its successor has loaded.
        load_seconds: wall time to load the models.
    """

    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 60
    result_bytes: int = 64 * 1024**2
    jobs: int = 50
    load_seconds: float = 120.0


_OUR_PACKAGES = frozenset({"liveness", "cameo_service"})
_NUMPY_PARTS = frozenset(
    {
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
    }
)


class Status(StrEnum):
    """What happened in the worker."""

    READY = "ready"
    """Models are loaded; no payload."""
    DONE = "done"
    """The payload is the result."""
    REFUSED = "refused"
    """The recording was refused; the payload is (code, message) of a `RecordingError`."""
    MISASKED = "misasked"
    """What was asked was refused; the payload is (code, message) of a `ChallengeError`."""
    FAILED = "failed"
    """The payload says what the task or the loader raised, for the operator."""


def read_reply(reply: bytes) -> tuple[Status, Any]:
    """The status and payload of one reply.

    Raises:
        pickle.UnpicklingError: it holds anything that is no plain value, array, dataclass or enum of the project.
    """
    try:
        status, payload = _PlainUnpickler(io.BytesIO(reply)).load()
        return Status(status), payload
    except (pickle.UnpicklingError, ImportError, AttributeError, EOFError, TypeError, ValueError, LookupError) as error:
        raise pickle.UnpicklingError("a worker's reply cannot be read") from error


def write_reply(status: Status, payload: object) -> bytes:
    """The bytes of one reply."""
    return pickle.dumps((status.value, payload), protocol=5)


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _NUMPY_PARTS:
            return super().find_class(module, name)
        # No dots: "Class.method" and "module.function" would reach everything a module imports.
        if module.partition(".")[0] in _OUR_PACKAGES and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} may not come from a worker")
