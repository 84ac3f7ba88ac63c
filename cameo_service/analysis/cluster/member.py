"""The service's side of its membership in a cluster: starts the process that has it, and sends jobs through that."""

import logging
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from multiprocessing.connection import Pipe
from typing import Any

from cameo_service.analysis import errors
from cameo_service.analysis.cluster.jobs import NUMBER_BYTES, Entry, Errand, Work
from cameo_service.analysis.cluster.program import program_digest
from cameo_service.analysis.cluster.settings import AnalysisSettings
from cameo_service.analysis.errors import AnalysisError, AnalysisFailed, AnalysisUnavailable, WorkerDied
from cameo_service.analysis.exchange import Status, WorkerLimits, read_reply, result_of
from cameo_service.analysis.worker import Loader, Task
from cameo_service.analysis.worker_process import THREAD_LIMITS, send_job
from liveness import TELEMETRY_OFF

_LOG = logging.getLogger(__name__)
_DOOR = "cameo_service.analysis.cluster.door"
ENTER_S = 90.0
"""Longest time to enter a cluster: 1 s on an idle machine, of which nine tenths are work of processors."""
_HEAD_SILENT_S = "10"
"""A head that is silent for so long is lost: the member ends, and with it every job that it carries. Ray waits 60 s."""
_LATE_S = 30.0
"""How much later than asked an answer may come before the member is taken for dead."""
_LOST = "the service is no member of its cluster any more"
_MESSAGE_BYTES = 4096
"""Room for what is not the result."""
_UNJUDGED = {
    error.__name__: error
    for error in (errors.AnalysisBusy, errors.AnalysisOverLimit, AnalysisUnavailable, WorkerDied, AnalysisFailed)
}


class ClusterMember:
    """One process that is a member of the cluster, started by the constructor; safe for many threads.

    Args:
        settings: how the cluster is reached.
        loader, task, limits: as `AnalysisPool`. Every node has the files that the loader reads, at the same paths.

    Raises:
        AnalysisUnavailable: the extra `ray` is not installed.
    """

    def __init__(self, settings: AnalysisSettings, loader: Loader, task: Task, limits: WorkerLimits) -> None:
        if find_spec("ray") is None:
            raise AnalysisUnavailable("Ray is not installed: install cameo-service[ray]")
        self._limits = limits
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._awaited: dict[int, Future[bytes]] = {}
        self._is_entered = False
        self._missing_walls: tuple[str, ...] = ()
        self._pipe, theirs = Pipe()
        # Held open and never written to: when this process is gone, however it ended, the kernel tells the member.
        lifeline, self._life = os.pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "cameo_service.analysis.cluster.door",
                    str(theirs.fileno()),
                    str(lifeline),
                ],
                env=environment(settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Ray writes there in its own form; what matters comes as a message.
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno(), lifeline],
                start_new_session=True,
            )
        os.close(lifeline)
        work = pickle.dumps(Work(loader, task, limits, program_digest()))
        # If the process ended at once, `wait_until_entered` reports it.
        with suppress(OSError):
            self._pipe.send(Entry(settings.address, settings.places, work, limits.memory_bytes))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_entered(self) -> bool:
        """Whether it takes jobs."""
        return self._is_entered

    def wait_until_entered(self) -> None:
        """Returns when it takes jobs.

        Raises:
            AnalysisUnavailable: the cluster cannot be used; the process has ended then.
        """
        try:
            if not self._pipe.poll(ENTER_S):
                raise AnalysisUnavailable(f"the cluster was not entered in {ENTER_S:.0f} s")
            _result(*read_reply(self._pipe.recv_bytes(_MESSAGE_BYTES)))
        except AnalysisError:
            self.close()
            raise
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            raise AnalysisUnavailable("the process that enters the cluster ended") from error
        self._is_entered = True
        threading.Thread(target=self._listen, name="analysis-cluster", daemon=True).start()

    def run(self, job: object, timeout_s: float, wait_s: float, recording: int | None) -> Any:
        """The result of one job. wait_s: for everything, timeout_s: for the task on its node.

        Raises:
            RecordingError, ChallengeError: the task refused the recording or the challenge.
            AnalysisError: the subclass says why there is no result.
        """
        answer: Future[bytes] = Future()
        number = next(self._numbers)
        try:
            with self._lock:
                if not self._is_entered:
                    raise AnalysisUnavailable(_LOST)
                self._awaited[number] = answer
                send_job(self._pipe, Errand(number, pickle.dumps(job), timeout_s, wait_s), recording)
            return _result(*read_reply(answer.result(wait_s + _LATE_S)))
        except (OSError, NoAnswerError, pickle.UnpicklingError) as error:
            self._process.kill()
            raise AnalysisUnavailable(_LOST) from error
        finally:
            with self._lock:
                self._awaited.pop(number, None)

    def close(self) -> None:
        """Ends the process; the cluster ends its jobs, and each of them raises `AnalysisUnavailable`."""
        self._process.kill()
        self._process.wait()
        if not self._is_entered:
            self._let_go()

    def _listen(self) -> None:
        """Hands out answers until the process is gone."""
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                message = self._pipe.recv_bytes(self._limits.result_bytes + _MESSAGE_BYTES)
                self._hand_out(int.from_bytes(message[:NUMBER_BYTES]), message[NUMBER_BYTES:])
        self._process.kill()
        self._process.wait()
        with self._lock:
            self._is_entered = False
            lost = list(self._awaited.values())
        for answer in lost:
            if not answer.done():
                answer.set_exception(AnalysisUnavailable(_LOST))
        self._let_go()

    def _hand_out(self, number: int, reply: bytes) -> None:
        if not number:
            _, missing = read_reply(reply)
            if missing and missing != self._missing_walls:
                _LOG.warning("workers of the cluster start without these walls: %s", ", ".join(missing))
            self._missing_walls = missing or self._missing_walls
            return
        with self._lock:
            answer = self._awaited.pop(number, None)
        if answer is not None:
            answer.set_result(reply)

    def _let_go(self) -> None:
        with self._lock:
            if not self._pipe.closed:
                os.close(self._life)
            self._pipe.close()


def environment(settings: AnalysisSettings) -> dict[str, str]:
    """Everything that the member is told by its environment: Ray's own settings have no other way."""
    tls = dict(zip(("RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT"), settings.tls_files, strict=False))
    return {
        "PYTHONPATH": os.pathsep.join(sys.path),
        **THREAD_LIMITS,
        **TELEMETRY_OFF,
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(settings.token),
        "RAY_gcs_rpc_server_reconnect_timeout_s": _HEAD_SILENT_S,
        "RAY_USE_TLS": "1" if tls else "0",
        **{name: str(file) for name, file in tls.items()},
    }


def _result(status: Status, payload: Any) -> Any:
    """As `result_of`, and the errors of an analysis that a node or the member tells."""
    if status is Status.UNJUDGED:
        name, detail = payload
        raise _UNJUDGED.get(name, WorkerDied)(detail)
    return None if status is Status.READY else result_of(status, payload)
