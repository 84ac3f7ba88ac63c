"""What one analysis worker may use."""

from dataclasses import dataclass


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
