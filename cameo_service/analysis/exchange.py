"""What passes between the pool and a worker: limits go in, replies come out.

A worker decodes recordings of strangers, so it may be under their control. Its replies are unpickled in the process
that holds the keys: only plain values, numpy arrays and the project's own dataclasses and enums are let through.
"""

import io
import pickle
from dataclasses import dataclass, is_dataclass
from enum import Enum, StrEnum
from typing import Any

from cameo_service.analysis.errors import AnalysisFailed
from liveness.errors import challenge_error
from liveness.media.recording_errors import recording_error


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of one worker process.

    Attributes: memory_bytes: limit of private memory (RLIMIT_DATA) and of resident memory (watched by the pool), models
        included. cpu_seconds: CPU time of one job in whole seconds, set again for each job. result_bytes: largest
        pickled result. jobs: number of jobs after which a worker is replaced, as soon as its successor has loaded.
        load_seconds: longest wall time to load the models. niceness: 0..19, the lowest priority is 19: what decides
        about consent goes first. is_walled: False only for what reads no stranger's bytes.
    """

    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 60
    result_bytes: int = 64 * 1024**2
    jobs: int = 50
    load_seconds: float = 120.0
    niceness: int = 19
    is_walled: bool = True


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
    """Status of a reply."""

    READY = "ready"
    """Models are loaded; the payload is the walls that do not stand."""
    DONE = "done"
    """The payload is the result."""
    REFUSED = "refused"
    """The recording was refused; the payload is (code, message) of a `RecordingError`."""
    MISASKED = "misasked"
    """The challenge was refused; the payload is (code, message) of a `ChallengeError`."""
    FAILED = "failed"
    """The task or the loader failed; the payload describes the error for the operator."""
    UNJUDGED = "unjudged"
    """A cluster has no result; the payload is (class, detail) of an `AnalysisError`. Never said by a worker."""


def result_of(status: Status, payload: Any) -> Any:
    """The result that a worker's reply tells.

    Raises:
        RecordingError, ChallengeError: the task refused the recording or the challenge.
        AnalysisFailed: the task raised another error, or the reply is of no other kind.
    """
    if status is Status.DONE:
        return payload
    if status is Status.REFUSED:
        raise recording_error(*payload)
    if status is Status.MISASKED:
        raise challenge_error(*payload)
    raise AnalysisFailed(f"the task raised {payload}")


def read_reply(reply: bytes) -> tuple[Status, Any]:
    """The status and payload of one reply.

    Raises:
        pickle.UnpicklingError: it holds anything except plain values, arrays, and dataclasses and enums of the project.
    """
    try:
        status, payload = _PlainUnpickler(io.BytesIO(reply)).load()
        return Status(status), payload
    except (pickle.UnpicklingError, ImportError, AttributeError, EOFError, TypeError, ValueError, LookupError) as error:
        raise pickle.UnpicklingError("a worker's reply cannot be read") from error


def write_reply(status: Status, payload: object) -> bytes:
    """The bytes of one reply."""
    spelled = io.BytesIO()
    _PlainPickler(spelled, protocol=5).dump((status.value, payload))
    return spelled.getvalue()


class _PlainPickler(pickle.Pickler):
    """Spells an enum by its class and value: Python 3.11.0 to 3.11.3 spell it with `getattr`, which may not come."""

    def reducer_override(self, found: object) -> Any:
        return (type(found), (found.value,)) if isinstance(found, Enum) else NotImplemented


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
