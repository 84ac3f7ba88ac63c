"""A program that starts one worker and gives it a job that never ends. Started and killed by `test_orphaned_worker.py`.

Its argument is a named pipe, into which the worker writes its process id once the job runs.
"""

import sys
from functools import partial

from cameo_service.analysis.exchange import WorkerLimits
from cameo_service.analysis.pool import AnalysisPool
from cameo_service.clock import SystemClock
from tests.cameo_service.analysis import tasks

LONG_S = 3_600

if __name__ == "__main__":
    load = partial(tasks.load_with_pipe, sys.argv[1])
    limits = WorkerLimits(memory_bytes=600 * 1024**2, cpu_seconds=LONG_S)
    AnalysisPool(1, load, tasks.do, limits, SystemClock()).submit((sys.argv[2], None), LONG_S)
