"""What runs on a node of the cluster: opens one sealed job, has it done behind walls, and seals the result.

This process decodes nothing itself. It hands the recording to a worker that stands behind the walls of ADR 0044, as a
service does, and takes plain values from it. The worker stays for later jobs: its models take seconds to load.
"""

import pickle

from cameo_service.analysis.cluster.jobs import NodeJob, Work
from cameo_service.analysis.cluster.program import program_digest
from cameo_service.analysis.cluster.sealing import Way, seal, unseal
from cameo_service.analysis.errors import AnalysisError, AnalysisUnavailable
from cameo_service.analysis.exchange import Status, WorkerLimits, write_reply
from cameo_service.analysis.spool import MemorySpool
from cameo_service.analysis.worker_process import WorkerProcess
from cameo_service.clock import SystemClock
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError

_WORKERS: dict[bytes, WorkerProcess] = {}
"""The worker of this process for each kind of work, by its bytes; there is one kind, as long as it runs."""


def judge(work: bytes, key: bytes, sealed: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Does one job. Returns the sealed reply, and the walls that do not stand around the worker.

    Args:
        work: a pickled `Work`.
        key: of this job alone.
        sealed: a pickled `NodeJob`.
    """
    reply, missing = _reply(work, key, sealed)
    return seal(key, Way.BACK, reply), missing


def _reply(work: bytes, key: bytes, sealed: bytes) -> tuple[bytes, tuple[str, ...]]:
    try:
        worker, limits = _worker(work)
        missing = tuple(wall.value for wall in worker.missing_walls)
    except AnalysisError as error:
        return unjudged(error), ()
    try:
        asked = pickle.loads(unseal(key, Way.THERE, sealed))  # noqa: S301 - sealed by the service
        return write_reply(Status.DONE, _done(worker, asked)), missing
    except RecordingError as refusal:
        return write_reply(Status.REFUSED, (refusal.code, str(refusal))), missing
    except ChallengeError as refusal:
        return write_reply(Status.MISASKED, (refusal.code, str(refusal))), missing
    except AnalysisError as error:
        return unjudged(error), missing
    finally:
        if not worker.is_alive() or worker.jobs_done >= limits.jobs:
            worker.kill()
            del _WORKERS[work]


def unjudged(error: AnalysisError) -> bytes:
    """The reply that makes the service raise this error."""
    return write_reply(Status.UNJUDGED, (type(error).__name__, error.detail))


def _worker(work: bytes) -> tuple[WorkerProcess, WorkerLimits]:
    asked: Work = pickle.loads(work)  # noqa: S301 - from the service, by a cluster that lets no stranger in
    if asked.program != program_digest():
        raise AnalysisUnavailable("a node of the cluster has another version of the program than this service")
    if work not in _WORKERS:
        worker = WorkerProcess(asked.loader, asked.task, asked.limits, SystemClock())
        worker.wait_until_loaded()
        _WORKERS[work] = worker
    return _WORKERS[work], asked.limits


def _done(worker: WorkerProcess, asked: NodeJob) -> object:
    job = pickle.loads(asked.job)  # noqa: S301 - as above
    deadline_s = SystemClock().monotonic_s() + asked.timeout_s
    if asked.recording is None:
        return worker.run(job, deadline_s)
    with MemorySpool() as recording:
        recording.write(asked.recording)
        return worker.run(job, deadline_s, recording.seal())
