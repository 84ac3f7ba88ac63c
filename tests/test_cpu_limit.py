"""A test that spins is ended, one that waits on a busy machine is not."""

import signal
import subprocess
import sys

import pytest

from tests.cpu_limit import TEST_LIMIT_S, at_most_cpu

BURN = "import time\nwhile time.process_time() < 0.6: pass"


def spin() -> None:
    while True:
        pass


def test_what_spins_is_ended() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"0\.1 s of processor time"), at_most_cpu(0.1):
        spin()


def test_waiting_for_another_process_uses_nothing() -> None:
    with at_most_cpu(0.3):
        subprocess.run([sys.executable, "-c", BURN], check=True)


def test_every_test_has_a_limit_and_keeps_it_after_one_inside() -> None:
    with at_most_cpu(1.0):
        pass
    left_s, _ = signal.getitimer(signal.ITIMER_PROF)
    assert 0 < left_s < TEST_LIMIT_S + 1  # the kernel counts in ticks, and rounds up
