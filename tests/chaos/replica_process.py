"""`python -m tests.chaos.replica_process`: a whole service, but that no net is loaded and no recording gets a verdict.

Its settings come as one line of JSON on its standard input; it prints `ready` and its ports, and ends with that input.
A number that comes later sets its clock of the day so many seconds ahead.
"""

import json
import sys
from threading import Event
from typing import Any, NoReturn

from cameo_service import bootstrap
from cameo_service.analysis.enrollment_task import PooledAnalyst
from cameo_service.clock import SystemClock
from cameo_service.config import ServiceConfig
from cameo_service.json_log import write_json_lines
from cameo_service.wiring import enrollment


class NetsThatNeverAnswer(PooledAnalyst):
    """A recording that has come whole is judged until its process dies."""

    def load(self) -> None:
        return

    def analyse(self, *_: Any, **__: Any) -> NoReturn:
        while True:
            Event().wait()


class SteppedClock(SystemClock):
    """ahead_s: how far ahead of the machine's its time of the day is."""

    ahead_s = 0

    def utc_us(self) -> int:
        return super().utc_us() + 1_000_000 * SteppedClock.ahead_s


def main() -> None:
    """Serves until the input ends."""
    write_json_lines("service")
    vars(enrollment)["PooledAnalyst"] = NetsThatNeverAnswer
    vars(bootstrap)["SystemClock"] = SteppedClock
    service = bootstrap.start(ServiceConfig(**json.loads(sys.stdin.readline())))
    print("ready", service.port, service.stream_port, service.watch_port, flush=True)  # noqa: T201 - for the test
    for line in sys.stdin:
        SteppedClock.ahead_s = int(line)
    service.stop()


if __name__ == "__main__":
    main()
