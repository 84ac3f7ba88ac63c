"""What a check costs among 10,000, 100,000 and a million people, and what that says about ten million.

The steps, the decision and the signature of the product, without the transport, which is the same for all. Every check
asks about people drawn anew from all there are, so that most of what it reads was not read before. Rounds alternate
between the databases, and the best of each counts.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from math import log10
from statistics import linear_regression, median
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from benchmarks.check_prompt import CHECK, CLASSIFIER, dev_metadata, named_callers, steps_of
from benchmarks.fleet.people import ISSUER, on_postgresql, on_sqlite
from cameo_client.dev_assertion import dev_assertion
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.render import RenderServicer
from cameo_service.usecases.acting.meter import Meter
from cameo_service.wiring.deciding import render_use_cases
from cameo_service.wiring.usecases import Ports
from tests.postgresql import running_server

SIZES, BEYOND = (10_000, 100_000, 1_000_000), 10_000_000
MENTIONS = (1, 5)
ROUNDS, CHECKS, WARM_UP = 12, 50, 300
SEED = 7
MOST_RATIO = 1.1
"""The target: a check among a million people to one among 10,000."""
Check = Callable[[int], None]
"""Asks about so many people."""
Found = Mapping[int, Mapping[int, float]]
"""Milliseconds by mentions, then by people."""


def rows() -> list[dict[str, Any]]:
    """On SQLite. One row a size, `value`: milliseconds of a check, the median of the best round; then the ratio.

    Of processor time: SQLite works in the thread that asks, and other programs add nothing to it. The row of ten
    million is the line through the measured ones over the logarithm of people, and is called so.
    """
    return _rows({people: partial(on_sqlite, people) for people in SIZES}, "", thread_time)


def rows_on_postgresql() -> list[dict[str, Any]]:
    """The same on a PostgreSQL of its own, with its data in memory where there is room, by the clock on the wall."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the server's library says where it keeps its lock
        with running_server() as (server, _):
            return _rows(
                {people: partial(on_postgresql, server, people) for people in SIZES}, "_on_postgresql", perf_counter
            )


def grown(found: Found, where: str, unit: str) -> list[dict[str, Any]]:
    """The rows of what was measured. where: goes into their names. unit: of the found."""
    told = []
    for mentions, by_people in found.items():
        name, base = f"check_{mentions}{where}_ms_among", by_people[SIZES[0]]
        told += [
            {"name": f"{name}_{people}", "value": round(ms, 3), "unit": unit, "ratio": round(ms / base, 3)}
            | {"n": ROUNDS * CHECKS}
            for people, ms in by_people.items()
        ]
        line = linear_regression([log10(people) for people in by_people], list(by_people.values()))
        beyond_ms = line.slope * log10(BEYOND) + line.intercept
        told.append(
            {
                "name": f"{name}_{BEYOND}",
                "value": round(beyond_ms, 3),
                "unit": unit,
                "ratio": round(beyond_ms / base, 3),
            }
            | {"n": 0, "extrapolated": True}
        )
    ratios = {mentions: by_people[SIZES[-1]] / by_people[SIZES[0]] for mentions, by_people in found.items()}
    one, five = (round(ratios[mentions], 3) for mentions in MENTIONS)
    last = {
        "name": f"check{where}_1m_vs_10k",
        "value": one,
        "unit": f"ratio of {unit}",
        "ratio": one,
        "of_5_mentions": five,
    }
    return [*told, {**last, "n": ROUNDS * CHECKS, "limit": MOST_RATIO}]


def _rows(
    made: Mapping[int, Callable[[], AbstractContextManager[Ports]]], where: str, clock: Callable[[], float]
) -> list[dict[str, Any]]:
    with ExitStack() as opened:
        checks = {people: checking(opened.enter_context(ports()), people) for people, ports in made.items()}
        for check in checks.values():
            for _ in range(WARM_UP):
                check(MENTIONS[-1])
        found: dict[int, dict[int, list[float]]] = {one: {people: [] for people in checks} for one in MENTIONS}
        for _ in range(ROUNDS):
            for mentions, by_people in found.items():
                for people, check in checks.items():
                    by_people[people].append(median(_timed_ms(check, mentions, clock)))
    best = {mentions: {people: min(rounds) for people, rounds in each.items()} for mentions, each in found.items()}
    return grown(best, where, "ms of CPU" if clock is thread_time else "ms")


def _timed_ms(check: Check, mentions: int, clock: Callable[[], float]) -> Iterator[float]:
    for _ in range(CHECKS):
        began_s = clock()
        check(mentions)
        yield 1e3 * (clock() - began_s)


def checking(ports: Ports, people: int) -> Check:
    """A check that any of the people asks about others, drawn anew each time; it must be allowed."""
    meter, chance = Meter(ports.clock), np.random.default_rng(SEED)
    known = named_callers(ports, meter)
    steps = steps_of(ports, known, meter)
    render = RenderServicer(render_use_cases(ports), ports.reads, known.assertions, known.relationships)
    ends_s, metadata = ports.clock.utc_us() // 1_000_000 + 36_000, tuple(dev_metadata(""))

    def check(mentions: int) -> None:
        asking, *asked = (int(number) for number in chance.integers(1, people, mentions + 1, endpoint=True))
        request = pb.CheckPromptRequest(
            prompt=" and ".join(f"@person{number}" for number in asked) + " play trumpet among zebras",
            job_id="job",
            requester_assertion=dev_assertion(ISSUER, str(asking), ends_s),
            modalities=[terms_pb2.MODALITY_FACE],
            use=terms_pb2.USE_PRIVATE,
            class_labels=content_class_pb2.ContentLabels(classifier=CLASSIFIER),
        )
        call = Call(CHECK, metadata, request=request.SerializeToString())
        for step in steps:
            step.enter(call)
        reply = render.CheckPrompt(request, call)
        for step in reversed(steps):
            step.leave(call)
        if reply.decision != pb.PROMPT_DECISION_ALLOWED:
            raise RuntimeError("the measured check is not allowed")

    return check
