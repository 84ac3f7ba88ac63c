"""`python -m benchmarks.rpc_client TARGET METHOD REQUEST_HEX CALLS METADATA [TLS]` prints calls per second, and the
95th percentile of their milliseconds.

METADATA: a JSON list of pairs. TLS: a folder with ca.pem, client.pem and client.key; none: without encryption.
"""

import json
import sys
from pathlib import Path
from threading import Semaphore
from time import perf_counter
from typing import Any

import grpc

from cameo_client.connection import ClientCertificate, open_channel, open_tls_channel

IN_FLIGHT = 16
WARM_UP = 300


def measured(opened: grpc.Channel, method: str, request: bytes, calls: int, metadata: Any) -> tuple[float, float]:
    """Calls per second, and the 95th percentile of milliseconds. Raises grpc.RpcError when a call fails."""
    with opened as channel:
        ask: Any = channel.unary_unary(method)
        free = Semaphore(IN_FLIGHT)

        taken_s: list[float] = []

        def ended(began_s: float) -> None:
            taken_s.append(perf_counter() - began_s)
            free.release()

        def send(number: int) -> None:
            futures = []
            for _ in range(number):
                free.acquire()
                began_s = perf_counter()
                future = ask.future(request, metadata=metadata, timeout=60)
                future.add_done_callback(lambda _, began_s=began_s: ended(began_s))
                futures.append(future)
            for future in futures:
                future.result()

        send(WARM_UP)
        started = perf_counter()
        send(calls)
        rate = calls / (perf_counter() - started)
        return rate, 1e3 * sorted(taken_s[-calls:])[calls * 95 // 100]


def _channel(target: str, tls: Path | None) -> grpc.Channel:
    if tls is None:
        return open_channel(target)
    shown = ClientCertificate((tls / "client.pem").read_bytes(), (tls / "client.key").read_bytes())
    return open_tls_channel(target, (tls / "ca.pem").read_bytes(), shown)


if __name__ == "__main__":
    target, method, request, calls, sent, *folder = sys.argv[1:]
    channel = _channel(target, Path(folder[0]) if folder else None)
    print(*measured(channel, method, bytes.fromhex(request), int(calls), json.loads(sent)))
