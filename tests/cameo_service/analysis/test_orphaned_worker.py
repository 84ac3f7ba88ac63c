"""A worker whose service was killed in the middle of a job: no process is left that counts its time."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.cameo_service.analysis import orphaned_worker

PATIENCE_S = 60.0
"""Of the test: a worker that ends by itself does so at once. Its own limit here is an hour."""


@pytest.mark.parametrize("job", ["tell pid and spin", "tell pid and wait"])
def test_a_worker_ends_in_mid_job_when_its_service_is_killed(tmp_path: Path, job: str) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with os.fdopen(os.open(path, os.O_RDWR)) as told:
        service = subprocess.Popen([sys.executable, "-m", orphaned_worker.__name__, str(path), job])
        worker = psutil.Process(int(told.readline()))
    try:
        service.kill()
        service.wait()
        _, left = psutil.wait_procs([worker], PATIENCE_S)
        assert not left
    finally:
        if worker.is_running():
            worker.kill()
