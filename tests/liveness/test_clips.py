"""Making recordings leaves the process as it was."""

import os  # the scheduling of this thread

from tests.liveness.clips import AV1_WEBM, encode


def test_no_encoder_leaves_this_thread_a_realtime_priority() -> None:
    before = os.sched_getscheduler(0)
    encode.__wrapped__(AV1_WEBM)
    assert os.sched_getscheduler(0) == before
