"""The same CheckPrompt behind three kinds of servers, over one database: which one the service should have (ADR 0061).

`loop`: the product's own, an event loop that reads and THREADS threads that decide. `threads`: gRPC's synchronous
server with as many threads. `processes`: two processes of the first kind behind one port (SO_REUSEPORT). All walk the
same steps. `make bench` leaves it out, for it guards nothing: `python -m benchmarks.servers`.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import grpc

from benchmarks.check_prompt import (
    CHECK,
    THREADS,
    dev_metadata,
    friend_assertion,
    named_callers,
    opened_ports,
    question,
    served,
    settled_ports,
    steps_of,
)
from benchmarks.restart import free_port
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_service.rpc.front import server as front
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.render import RenderServicer
from cameo_service.usecases.acting.meter import Meter
from cameo_service.wiring.deciding import render_use_cases

KINDS = {"loop": 1, "threads": 1, "processes": 2}
"""How many processes each has."""
IN_FLIGHT = (1, 16, 64)
CONNECTIONS = 8
"""Of the client: the kernel gives each whole one to one of several processes."""
CALLS, ROUNDS, WARM_UP = 600, 5, 200


def rows() -> list[dict[str, Any]]:
    """`value`: calls per second. p95_ms: of one call. Both the best of ROUNDS rounds, which alternate between kinds."""
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    with TemporaryDirectory() as folder:
        with settled_ports(Path(folder)):
            pass
        with ExitStack() as running:
            targets = {kind: running.enter_context(_servers(kind, Path(folder))) for kind in KINDS}
            for _ in range(ROUNDS):
                for in_flight in IN_FLIGHT:
                    for kind, target in targets.items():
                        found.setdefault((kind, in_flight), []).append(_measured(target, in_flight))
    return [
        {
            "name": f"server_{kind}_{in_flight}_in_flight",
            "value": round(max(rate for rate, _ in rounds)),
            "unit": "calls/s",
            "p95_ms": round(min(p95 for _, p95 in rounds), 1),
            "n": CALLS * ROUNDS,
        }
        for (kind, in_flight), rounds in found.items()
    ]


@contextmanager
def _servers(kind: str, folder: Path) -> Iterator[str]:
    """So many processes of a kind on one port; yields the target."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.servers", kind, str(folder), str(port)]
    with ExitStack() as stack:
        for _ in range(KINDS[kind]):
            started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module
            process = stack.enter_context(started)
            stack.callback(process.kill)
            if process.stdout is None or not process.stdout.readline():
                raise RuntimeError(f"the server of the kind {kind} did not start")
        yield f"127.0.0.1:{port}"


def _measured(target: str, in_flight: int) -> tuple[float, float]:
    """Calls per second and p95 in ms, of a client in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.servers", "client", target, str(in_flight)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    rate, p95 = map(float, ran.stdout.split())
    return rate, p95


def _serve(kind: str, folder: Path, port: int) -> None:
    """Serves until standard input ends."""
    with opened_ports(folder) as ports, ExitStack() as stack:
        meter = Meter(ports.clock)
        known = named_callers(ports, meter)
        if kind == "threads":
            render = RenderServicer(render_use_cases(ports), ports.reads, known.assertions, known.relationships)
            server = grpc.server(ThreadPoolExecutor(THREADS), options=[("grpc.so_reuseport", 0)])
            behavior = _walked(steps_of(ports, known, meter), render.CheckPrompt)
            methods: dict[str, Any] = {"CheckPrompt": grpc.unary_unary_rpc_method_handler(behavior)}
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("cameo.v1.RenderService", methods),))
            server.add_insecure_port(f"127.0.0.1:{port}")
            server.start()
        else:
            if kind == "processes":
                _share_the_port()
            stack.enter_context(served(ServerLoop(), ports, known, meter, port=port))
        print("ready", flush=True)
        sys.stdin.read()


def _walked(
    steps: tuple[Any, ...], decide: Callable[[Any, Call], Any]
) -> Callable[[bytes, grpc.ServicerContext], bytes]:
    """The product's steps around a decision, for gRPC's synchronous server."""

    def answer(data: bytes, context: grpc.ServicerContext) -> bytes:
        call = Call(CHECK, tuple(context.invocation_metadata()), request=data)
        for step in steps:
            step.enter(call)
        reply = decide(pb.CheckPromptRequest.FromString(data), call)
        for step in reversed(steps):
            step.leave(call)
        return bytes(reply.SerializeToString())

    return answer


def _share_the_port() -> None:
    """The product keeps its port to itself."""
    options = front._options  # noqa: SLF001 - what this prototype has other than the product

    def shared(settings: front.PortSettings) -> list[tuple[str, Any]]:
        return [(name, 1 if name == "grpc.so_reuseport" else value) for name, value in options(settings)]

    front._options = shared  # noqa: SLF001 - as above


def _client(target: str, in_flight: int) -> None:
    """Prints calls per second and p95 in ms, with `in_flight` calls at any time, spread over CONNECTIONS."""
    own = [("grpc.use_local_subchannel_pool", 1)]
    channels = [grpc.insecure_channel(target, own) for _ in range(CONNECTIONS)]
    request, metadata = question(friend_assertion(), 1), dev_metadata("")
    asks: list[Any] = [channel.unary_unary(CHECK) for channel in channels]
    waits, lock = [], Lock()

    def work(numbers: Iterator[int]) -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            began_s = time.perf_counter()
            reply = asks[number % CONNECTIONS](request, metadata=metadata, timeout=60)
            waits.append(time.perf_counter() - began_s)
            if pb.CheckPromptResponse.FromString(reply).decision != pb.PROMPT_DECISION_ALLOWED:
                raise RuntimeError("the measured check is not allowed")

    for calls in (WARM_UP, CALLS):
        waits.clear()
        began_s, numbers = time.perf_counter(), iter(range(calls))
        with ThreadPoolExecutor(in_flight) as threads:
            for done in [threads.submit(work, numbers) for _ in range(in_flight)]:
                done.result()
        seconds = time.perf_counter() - began_s
    print(CALLS / seconds, sorted(waits)[ceil(0.95 * CALLS) - 1] * 1e3)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            print(*rows(), sep="\n")
        case ["client", target, in_flight]:
            _client(target, int(in_flight))
        case [kind, folder, port]:
            _serve(kind, Path(folder), int(port))
