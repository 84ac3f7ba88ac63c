"""`python -m benchmarks.check.grid_client`: measures calls as it is told, one JSON object a line, until its input ends.

One process for a whole grid, so that what a fresh interpreter costs is paid once.
"""

import json
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from math import ceil
from threading import Semaphore
from time import perf_counter
from typing import Any

from cameo_client.connection import open_channel

WARM_SHARE = 0.2
"""Of a round: calls before the measured ones."""


def measured(ask: Any, asked: Mapping[str, Any]) -> dict[str, float]:
    """calls_s: calls per second; p50_ms, p95_ms: of one call; calls: how many ended.

    Raises:
        grpc.RpcError: a call failed.
    """
    _sent(ask, asked, asked["seconds"] * WARM_SHARE)
    began_s = perf_counter()
    taken_s = sorted(_sent(ask, asked, asked["seconds"]))
    seconds = perf_counter() - began_s
    return {
        "calls_s": len(taken_s) / seconds,
        "p50_ms": 1e3 * taken_s[ceil(0.50 * len(taken_s)) - 1],
        "p95_ms": 1e3 * taken_s[ceil(0.95 * len(taken_s)) - 1],
        "calls": len(taken_s),
    }


def _sent(ask: Any, asked: Mapping[str, Any], seconds: float) -> list[float]:
    """Seconds of every call that was begun in that time, with so many in flight."""
    free, taken_s, running = Semaphore(asked["in_flight"]), list[float](), deque[Any]()
    request, metadata = bytes.fromhex(asked["request"]), [tuple(pair) for pair in asked["metadata"]]
    ends_s = perf_counter() + seconds

    def ended(began_s: float) -> None:
        taken_s.append(perf_counter() - began_s)
        free.release()

    while (began_s := perf_counter()) < ends_s:
        free.acquire()
        began_s = perf_counter()
        future = ask.future(request, metadata=metadata, timeout=60)
        future.add_done_callback(lambda _, began_s=began_s: ended(began_s))
        running.append(future)
        while running and running[0].done():
            running.popleft().result()
    for _ in range(asked["in_flight"]):
        free.acquire()
    for future in running:
        future.result()
    return taken_s


def main() -> None:
    """Answers every line with one."""
    with ExitStack() as opened:
        channel = cache(lambda target: opened.enter_context(open_channel(target)))
        for line in sys.stdin:
            asked = json.loads(line)
            ask: Any = channel(asked["target"]).unary_unary(asked["method"])
            print(json.dumps(measured(ask, asked)), flush=True)


if __name__ == "__main__":
    main()
