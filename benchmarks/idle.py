"""What a service costs that has nothing to do: the share of one core of all its processes together.

A real service over an empty deployment, with no caller and no watcher. Its nets are loaded before the measurement.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import psutil

from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile

SETTLED_S = 5.0
"""After it is ready: what a start leaves behind is done by then."""
MEASURED_S = 30.0
LIMIT = 0.5


def rows() -> list[dict[str, Any]]:
    """`value`: percent of one core. by_process: the service itself, the watch, the analysis workers. n: seconds."""
    with _service() as service:
        sleep(SETTLED_S)
        parts = [service, *service.children(recursive=True)]
        before, began = list(map(_cpu_s, parts)), monotonic()
        sleep(MEASURED_S)
        taken = monotonic() - began
        used = [100 * (_cpu_s(part) - earlier) / taken for part, earlier in zip(parts, before, strict=True)]
    named = {"name": "idle_cpu_percent", "value": round(sum(used), 2), "unit": "percent of one core"}
    return [{**named, "n": round(taken), "limit": LIMIT, "by_process": [round(one, 2) for one in used]}]


def _cpu_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system


@contextmanager
def _service() -> Iterator[psutil.Process]:
    with TemporaryDirectory() as directory:
        folder = Path(directory)
        data_dir, ring = folder / "data", folder / "keys" / "ring.json"
        KeyRingFile(ring, data_dir).create(new_key_ring(os.urandom, SystemClock().utc_us()))
        places = ["--data-dir", str(data_dir), "--key-ring", str(ring), "--policy", "demo", "--insecure-dev"]
        ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
        command = [sys.executable, "-m", "cameo_service", "serve", *places, *ports]
        with (
            (folder / "service.log").open("wb") as log,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603 - ourselves
        ):
            if not process.stdout or not process.stdout.readline().startswith("ready"):
                raise RuntimeError((folder / "service.log").read_text(encoding="utf-8"))
            try:
                yield psutil.Process(process.pid)
            finally:
                process.terminate()


if __name__ == "__main__":
    print(rows())
