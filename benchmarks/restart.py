"""Time from the start of `cameo serve` over existing data until a RevokeAccess is answered, idle and beside busy loops.

Every start is of a fresh interpreter over the data of a deployment that has run before. The nets load behind it: their
processor time is not counted, because what is counted ends with the answer.
"""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from cameo_client.connection import open_channel
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import Callers, named, new_request_id
from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile

RUNS = 12
BUSY_LOOPS = 4
LIMIT_S = 1.0
"""Target on an idle machine."""
LOOK_S = 0.002
PATIENCE_S = 120.0
MODELS = Path(".cache/models")


def rows() -> list[dict[str, Any]]:
    """`value`: median seconds from exec to the answer; the target is LIMIT_S on an idle machine.

    busy_seconds: the same beside BUSY_LOOPS loops that use the processors. cpu_seconds: processor time of the service
    up to the answer. p95_seconds: by nearest rank.
    """
    with TemporaryDirectory() as folder:
        deployment = Deployment(Path(folder))
        deployment.restarted()
        idle = [deployment.restarted() for _ in range(RUNS)]
        with busy(BUSY_LOOPS):
            loaded = [deployment.restarted() for _ in range(RUNS)]
    waits = sorted(wait for wait, _ in idle)
    return [
        {
            "name": "restart_to_first_revoke_seconds",
            "value": round(median(waits), 2),
            "unit": "s",
            "p95_seconds": round(waits[ceil(0.95 * len(waits)) - 1], 2),
            "cpu_seconds": round(median(spent for _, spent in idle), 2),
            "busy_seconds": round(median(wait for wait, _ in loaded), 2),
            "busy_loops": BUSY_LOOPS,
            "n": RUNS,
            "limit": LIMIT_S,
        }
    ]


class Deployment:
    """Data and keys in `folder`, and two people."""

    def __init__(self, folder: Path) -> None:
        self._data, self._ring, self._port = folder / "data", folder / "keys" / "ring.json", free_port()
        KeyRingFile(self._ring, self._data).create(new_key_ring(os.urandom, SystemClock().utc_us()))

    def restarted(self) -> tuple[float, float]:
        """Seconds until a revocation is answered, and the processor time that the service used for it."""
        began = time.perf_counter()
        service = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
        try:
            self._wait_for_port()
            with open_channel(f"127.0.0.1:{self._port}") as channel:
                self._revoke(Callers(channel))
            waited, used = time.perf_counter() - began, psutil.Process(service.pid).cpu_times()
        finally:
            service.kill()
            service.wait()
        return waited, used.user + used.system

    @property
    def _command(self) -> list[str]:
        places = ["--data-dir", str(self._data), "--key-ring", str(self._ring), "--models", str(MODELS)]
        ports = ["--port", str(self._port), "--stream-port", "0", "--watch-port", "0"]
        return [sys.executable, "-m", "cameo_service", "serve", *places, *ports, "--policy", "demo", "--insecure-dev"]

    def _wait_for_port(self) -> None:
        ends = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(LOOK_S)
        raise RuntimeError("the service opened no port")

    def _revoke(self, callers: Callers) -> None:
        """Of a person who is met for the first time in the first run, and known in all others."""
        ada = callers.consent("ada")
        if not self._data.with_name("met").exists():
            for person in ("ada", "ben"):
                request = pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id=new_request_id())
                callers.consent(person).assert_age(request)
            self._data.with_name("met").touch()
        ada.revoke_access(pb.RevokeAccessRequest(grantee=named("ben"), request_id=new_request_id()))


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """So many processes that compute without end."""
    spinning = [multiprocessing.get_context("spawn").Process(target=spin, daemon=True) for _ in range(loops)]
    for process in spinning:
        process.start()
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.join()


def spin() -> None:
    """Uses a processor until it is killed."""
    while True:
        pass


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    print(rows())
