"""The process that is a member of the cluster: takes jobs from the service, and brings back what nodes answer.

It holds no key, no database and no secret but the cluster's own, because Ray unpickles what other members of the
cluster send. The service takes plain values from it, as from every worker (`cameo_service.analysis.exchange`).
"""

import os
import pickle
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection

import ray
from ray._common.usage.usage_lib import get_cluster_metadata
from ray.exceptions import GetTimeoutError

from cameo_service.analysis.cluster.jobs import NUMBER_BYTES, Entry, Errand, NodeJob
from cameo_service.analysis.cluster.node import judge, unjudged
from cameo_service.analysis.cluster.safety import reports_use
from cameo_service.analysis.cluster.sealing import Way, new_key, seal, unseal
from cameo_service.analysis.errors import AnalysisBusy, AnalysisUnavailable, WorkerDied
from cameo_service.analysis.exchange import Status, write_reply
from cameo_service.analysis.spool import read_whole
from cameo_service.analysis.worker import end_with, received_file
from cameo_service.core_dumps import forbid_core_dumps

REACH_S = 5.0
"""Longest wait for the head's port; Ray itself tries for minutes."""
_NODE_RUNS = 1
"""A job whose node was lost is done once more, by another node."""


def main() -> None:
    """Serves the service on the first of the two file descriptors that the command line names."""
    forbid_core_dumps()
    descriptor, lifeline = map(int, sys.argv[1:])
    end_with(lifeline)
    with (
        Connection(descriptor) as service,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=os.dup(descriptor)) as files,
        # The service closed the connection: this process ends, and the cluster ends its jobs.
        suppress(EOFError, BrokenPipeError, ConnectionResetError),
    ):
        serve(service, files)
    os._exit(0)


def serve(service: Connection, files: socket.socket) -> None:
    """Receives how to enter, then errands."""
    entry: Entry = service.recv()
    try:
        carry = _enter(entry)
    except Exception as error:  # noqa: BLE001 - every error is reported to the operator
        service.send_bytes(unjudged(AnalysisUnavailable(f"{type(error).__name__}: {error}")))
        return
    service.send_bytes(write_reply(Status.READY, ()))
    lock = threading.Lock()

    def answer(errand: Errand, recording: list[int]) -> None:
        reply, missing = carry(errand, recording)
        with lock, suppress(OSError):
            service.send_bytes(bytes(NUMBER_BYTES) + write_reply(Status.READY, missing))
            service.send_bytes(errand.number.to_bytes(NUMBER_BYTES) + reply)

    with ThreadPoolExecutor(entry.places) as threads:
        while True:
            recording = received_file(files)
            threads.submit(answer, service.recv(), recording)


Carry = Callable[[Errand, list[int]], tuple[bytes, tuple[str, ...]]]


def _enter(entry: Entry) -> Carry:
    host, _, port = entry.address.rpartition(":")
    socket.create_connection((host, int(port)), REACH_S).close()
    ray.init(address=entry.address, log_to_driver=False, configure_logging=False)
    if reports_use(get_cluster_metadata(ray.worker.global_worker.gcs_client)):
        raise AnalysisUnavailable("the cluster reports its use: start its head with --disable-usage-stats")
    # The same job twice gives the same answer, so a node that is lost costs time.
    remote = ray.remote(max_retries=_NODE_RUNS, num_cpus=1, memory=entry.memory_bytes)(judge)

    def carry(errand: Errand, recording: list[int]) -> tuple[bytes, tuple[str, ...]]:
        key = new_key()
        answer = remote.remote(entry.work, key, seal(key, Way.THERE, _packed(errand, recording)))
        try:
            sealed, missing = ray.get(answer, timeout=errand.wait_s)
            return unseal(key, Way.BACK, sealed), missing
        except GetTimeoutError:
            ray.cancel(answer, force=True)
            return unjudged(AnalysisBusy("no node of the cluster was free in time")), ()
        except Exception as error:  # noqa: BLE001 - an answer that cannot be read is none
            return unjudged(WorkerDied(f"a job was lost in the cluster: {type(error).__name__}")), ()

    return carry


def _packed(errand: Errand, recording: list[int]) -> bytes:
    data = None
    for descriptor in recording:
        data = read_whole(descriptor)
        os.close(descriptor)
    return pickle.dumps(NodeJob(errand.job, data, errand.timeout_s))


if __name__ == "__main__":
    main()
