"""What prompts that cost the most to read do to the checks of others: the 95th percentile with them, and without.

A real service in a process of its own. One generation service checks short prompts, one after another. Another sends
the worst texts, each 32 KiB, as fast as its quota of bytes lets it: that is what full rate means for one caller. Both
are on loopback, and rounds with and without the other take turns.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread
from time import perf_counter
from typing import Any

import grpc
import numpy as np

from benchmarks.check_prompt import CLASSIFIER
from benchmarks.refused_people import ISSUER, PLAIN, PROVIDER, REQUESTER
from benchmarks.reply_time import SHORT, running_service
from benchmarks.worst_texts import LONGEST_TEXT, WORST_TEXTS
from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient
from cameo_service.clock import SystemClock
from cameo_service.usecases.acting.quotas import DEFAULT_QUOTAS

ROUNDS, CALLS = 4, 150
"""Of each kind in turn, and short checks in a round: some seconds in all, with some hundred of the worst texts."""
WARM_UP = 50
LIMIT = 2.0
BETWEEN_S = LONGEST_TEXT / DEFAULT_QUOTAS.prompt_bytes_per_s


def rows() -> list[dict[str, Any]]:
    """`value`: 95th percentile in ms beside the worst texts; `ratio`: to that without, in the same run."""
    alone: list[float] = []
    beside: list[float] = []
    with running_service() as (target, handles), open_channel(target) as channel:
        client = RenderClient(dev_connection(channel, PROVIDER, "generation"))
        short = _question(f"@{handles[PLAIN]}{SHORT}")
        _seconds(client, short, WARM_UP)
        for _ in range(ROUNDS):
            alone += _seconds(client, short, CALLS)
            with _worst_texts(channel):
                beside += _seconds(client, short, CALLS)
    ours, base = (1e3 * float(np.percentile(taken, 95)) for taken in (beside, alone))
    named = {"name": "check_p95_ms_beside_worst_texts", "value": round(ours, 1), "unit": "ms"}
    rate = round(1 / BETWEEN_S)
    return [
        {
            **named,
            "ratio": round(ours / base, 2),
            "n": len(beside),
            "baseline_ms": round(base, 1),
            "limit": LIMIT,
            "texts_per_s": rate,
        }
    ]


def _question(prompt: str) -> pb.CheckPromptRequest:
    return pb.CheckPromptRequest(
        prompt=prompt,
        job_id="job",
        requester_assertion=dev_assertion(ISSUER, REQUESTER, SystemClock().utc_us() // 1_000_000 + 3600),
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier=CLASSIFIER),
    )


def _seconds(client: RenderClient, request: pb.CheckPromptRequest, calls: int) -> list[float]:
    taken = []
    for _ in range(calls):
        started = perf_counter()
        client.check_prompt(request)
        taken.append(perf_counter() - started)
    return taken


@contextmanager
def _worst_texts(channel: grpc.Channel) -> Iterator[None]:
    """Another caller sends them meanwhile. One that is refused for its mentions has been read."""
    client, over = RenderClient(dev_connection(channel, "other", "generation")), Event()
    questions = cycle(list(map(_question, WORST_TEXTS.values())))

    def send() -> None:
        due_s = perf_counter()
        while not over.wait(max(0.0, due_s - perf_counter())):
            due_s += BETWEEN_S
            try:
                client.check_prompt(next(questions))
            except RefusedError:
                continue

    sender = Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()


if __name__ == "__main__":
    print(rows())
