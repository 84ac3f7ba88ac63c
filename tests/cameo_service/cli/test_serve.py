"""Telling a service to stop more than once stops it once."""

import subprocess
import sys

from tests.cameo_service.cli import signalled_serve

LONG_S = 120


def test_signals_that_come_in_the_middle_of_a_signal_stop_the_service() -> None:
    command = [sys.executable, "-m", signalled_serve.__name__]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=LONG_S, check=False)
    assert (ended.returncode, ended.stdout.split()[-1:]) == (0, [signalled_serve.STOPPED]), ended.stderr
