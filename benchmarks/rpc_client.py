"""`python -m benchmarks.rpc_client TARGET METHOD REQUEST_HEX CALLS ASSERTION` prints calls per second."""

import sys
from threading import Semaphore
from time import perf_counter
from typing import Any

import grpc

IN_FLIGHT = 16
WARM_UP = 300


def calls_per_second(target: str, method: str, request: bytes, calls: int, assertion: str) -> float:
    """Raises grpc.RpcError when a call fails."""
    acting = (("cameo-subject-assertion", assertion),) if assertion else ()
    metadata = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"), *acting)
    with grpc.insecure_channel(target) as channel:
        ask: Any = channel.unary_unary(method)
        free = Semaphore(IN_FLIGHT)

        def send(number: int) -> None:
            futures = []
            for _ in range(number):
                free.acquire()
                future = ask.future(request, metadata=metadata, timeout=60)
                future.add_done_callback(lambda _: free.release())
                futures.append(future)
            for future in futures:
                future.result()

        send(WARM_UP)
        started = perf_counter()
        send(calls)
        return calls / (perf_counter() - started)


if __name__ == "__main__":
    found = calls_per_second(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    print(found)
