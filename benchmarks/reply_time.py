"""What the time of a refusal tells about the person: the area under the ROC curve (AUC) for each two kinds of refusal.

A real service in a process of its own answers one requester on loopback, one call at a time; the kinds of people come
in random order, every kind once a round. 0.5: the time tells nothing; 1.0: one call tells all. Two people of one kind
are measured as well: their AUC is what chance makes of this machine.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from rich.progress import track
from scipy.stats import norm, rankdata

from benchmarks.refused_people import ALIKE, HEARD, ISSUER, PLAIN, PROVIDER, REQUESTER, Settled
from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient
from cameo_service.clock import SystemClock, UuidV7Source
from cameo_service.storage.store import open_store
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile

N = int(os.environ.get("CAMEO_BENCH_REPLIES", "4000"))  # noqa: TID251 - how long this may take
"""Refusals of each kind."""
WARM_UP = 50
LIMIT = 0.55
"""What the upper bound of no pair may exceed."""
SHORT = f" plays trumpet among zebras and one {HEARD} in the moonlight"
LONG = SHORT + " while it rains over old houses by the sea, and a dog barks at the boats that come home" * 12
PROMPTS: Mapping[str, str] = {"short": SHORT, "long": LONG}
Times = dict[str, list[float]]


def rows() -> list[dict[str, Any]]:
    """`value`: the highest upper bound (95 %, DeLong) of all pairs; `ratio`: the highest AUC.

    pair: whose that is. noise: AUC and its bound for two people of one kind. against_plain: AUC and bound of each kind
    against a person who never granted anything. load: of the machine, before and after.
    """
    before = os.getloadavg()[0]
    with running_service() as (target, handles):
        measured = {name: _measured(target, handles, name) for name in PROMPTS}
    load = [round(before, 2), round(os.getloadavg()[0], 2)]
    return [{**_row(name, times), "load": load} for name, times in measured.items()]


def _row(name: str, times: Times) -> dict[str, Any]:
    found = {pair: auc(times[pair[0]], times[pair[1]]) for pair in combinations(times, 2)}
    worst = max(found, key=lambda pair: found[pair][1])
    return {
        "name": f"reply_time_{name}_prompt_auc",
        "value": round(found[worst][1], 4),
        "unit": "upper bound of AUC",
        "ratio": round(found[worst][0], 4),
        "n": min(map(len, times.values())),
        "limit": LIMIT,
        "pair": list(worst),
        "noise": _rounded(found[PLAIN, ALIKE]),
        "against_plain": {kind: _rounded(auc(times[PLAIN], times[kind])) for kind in times if kind != PLAIN},
        "median_us": {kind: round(1e6 * float(np.median(taken)), 1) for kind, taken in times.items()},
    }


def auc(first: list[float], second: list[float]) -> tuple[float, float]:
    """AUC of two samples, whichever is slower, and its upper bound at 95 % (E. DeLong and others, 1988)."""
    n, m = len(first), len(second)
    together = rankdata(np.concatenate([first, second]))
    above = (together[:n] - rankdata(first)) / m
    below = 1 - (together[n:] - rankdata(second)) / n
    area = float(above.mean())
    deviation = float(np.sqrt(above.var(ddof=1) / n + below.var(ddof=1) / m))
    folded = max(area, 1 - area)
    return folded, folded + float(norm.ppf(0.975)) * deviation


def _rounded(found: tuple[float, float]) -> list[float]:
    return [round(value, 4) for value in found]


def _measured(target: str, handles: Mapping[str, str], name: str) -> Times:
    """Seconds of each refusal, by kind."""
    expires_s = SystemClock().utc_us() // 1_000_000 + 3600
    asked = {
        kind: pb.CheckPromptRequest(
            prompt=f"@{handle}{PROMPTS[name]}",
            job_id="job",
            requester_assertion=dev_assertion(ISSUER, REQUESTER, expires_s),
            modalities=[terms_pb2.MODALITY_FACE],
            use=terms_pb2.USE_PRIVATE,
            class_labels=content_class_pb2.ContentLabels(classifier="classifier"),
        )
        for kind, handle in handles.items()
    }
    times: Times = {kind: [] for kind in asked}
    chance, kinds = np.random.default_rng(1), list(asked)
    with open_channel(target) as channel:
        client = RenderClient(dev_connection(channel, PROVIDER, "generation"))
        for number in track(range(WARM_UP + N), description=f"{name} prompt"):
            for kind in map(kinds.__getitem__, chance.permutation(len(kinds))):
                seconds = _seconds(client, asked[kind])
                if number >= WARM_UP:
                    times[kind].append(seconds)
    return times


def _seconds(client: RenderClient, request: pb.CheckPromptRequest) -> float:
    started = perf_counter()
    answer = client.check_prompt(request)
    taken = perf_counter() - started
    if answer.decision != pb.PROMPT_DECISION_NOT_PERMITTED:
        raise RuntimeError("a refusal was measured that is none")
    return taken


@contextmanager
def running_service() -> Iterator[tuple[str, dict[str, str]]]:
    """A service over people of every kind; yields its target and their handles."""
    with TemporaryDirectory() as directory:
        folder, clock = Path(directory), SystemClock()
        data_dir, ring = folder / "data", folder / "keys" / "ring.json"
        KeyRingFile(ring, data_dir).create(new_key_ring(os.urandom, clock.utc_us()))
        store = open_store(data_dir, os.urandom)
        handles = Settled(store, UuidV7Source(os.urandom), clock.utc_us()).handles
        store.close()
        places = ["--data-dir", str(data_dir), "--key-ring", str(ring), "--policy", "demo", "--insecure-dev"]
        ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
        command = [sys.executable, "-m", "cameo_service", "serve", *places, *ports]
        with (
            (folder / "service.log").open("wb") as log,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603 - ourselves
        ):
            word, port, *_ = (process.stdout.readline() if process.stdout else "").split() or ["", ""]
            if word != "ready":
                raise RuntimeError((folder / "service.log").read_text(encoding="utf-8"))
            try:
                yield f"127.0.0.1:{port}", {kind: str(handle) for kind, handle in handles.items()}
            finally:
                process.terminate()


if __name__ == "__main__":
    print(rows())
