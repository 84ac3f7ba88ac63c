"""`python -m tests.chaos.replica_process`: a whole service, but that no net is loaded and no recording gets a verdict.

Its settings come as one line of JSON on its standard input; it prints `ready` and its ports, and ends with that input.
"""

import json
import sys
from threading import Event
from typing import Any, NoReturn

from cameo_service import bootstrap
from cameo_service.analysis.enrollment_task import PooledAnalyst
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


def main() -> None:
    """Serves until the input ends."""
    write_json_lines("service")
    vars(enrollment)["PooledAnalyst"] = NetsThatNeverAnswer
    service = bootstrap.start(ServiceConfig(**json.loads(sys.stdin.readline())))
    print("ready", service.port, service.stream_port, service.watch_port, flush=True)  # noqa: T201 - for the test
    sys.stdin.read()
    service.stop()


if __name__ == "__main__":
    main()
