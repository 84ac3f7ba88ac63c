"""Ends a test that spins by the processor time it used, which no load beside it makes longer."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

TEST_LIMIT_S = 120.0
"""Seconds of processor time of the test's own process, all threads together: the slowest test uses a quarter of it.

A test that waits for ever uses none; that one is ended by the wall clock (`timeout` in pyproject.toml), which is set
for a machine ten times as busy as it should be."""


@contextmanager
def at_most_cpu(seconds: float) -> Iterator[None]:
    """Fails the test once this process used so many seconds of the processor inside. Main thread only; may be nested.

    Code that does not come back to the interpreter is ended when it does.
    """

    def over(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"more than {seconds:g} s of processor time were used")

    handler = signal.signal(signal.SIGPROF, over)
    outer_s, _ = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, outer_s)
        signal.signal(signal.SIGPROF, handler or signal.SIG_DFL)
