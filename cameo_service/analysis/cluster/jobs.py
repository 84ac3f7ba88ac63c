"""What passes from the service through its member of the cluster to a node. Pickled by the service alone."""

from dataclasses import dataclass

from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.worker import Loader, Task

NUMBER_BYTES = 8
"""Each message from the member to the service begins with the number of its errand; 0 is none."""


@dataclass(frozen=True, slots=True)
class Work:
    """What workers do; see `AnalysisPool`. program: digest of the program that asks."""

    loader: Loader
    task: Task
    limits: WorkerLimits
    program: str


@dataclass(frozen=True, slots=True)
class Entry:
    """How the cluster is entered. work: a pickled `Work`. memory_bytes: what a job takes of its node."""

    address: str
    places: int
    work: bytes
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Errand:
    """One job. job: pickled. timeout_s: for the task. wait_s: until there must be an answer."""

    number: int
    job: bytes
    timeout_s: float
    wait_s: float


@dataclass(frozen=True, slots=True)
class NodeJob:
    """One job as a node reads it. recording: the bytes that go to the task with it, if any do."""

    job: bytes
    recording: bytes | None
    timeout_s: float
