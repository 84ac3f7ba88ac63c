"""CheckPrompt and RevokeAccess of a whole service while it is crowded, against the same service while it is not.

The crowd: 200 calls that send no whole message, 500 idle watches, and 4 recordings in analysis at any time. The service
is that of the product, in processes of its own. Client and crowd share its cores, as they would not elsewhere.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from typing import Any

import grpc

from benchmarks.check_prompt import CLASSIFIER, FRIEND, PEOPLE, settled_ports
from benchmarks.enrollment import ASKED
from benchmarks.watch import percentile
from cameo_client.connection import Replies, dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import revocation_service_pb2 as revocations
from cameo_client.services.consent import ConsentClient
from cameo_client.services.enrollment import EnrollmentClient
from cameo_client.services.render import RenderClient
from cameo_client.services.revocation import RevocationClient
from cameo_service.cli.enroll import start, upload_messages
from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from evaluation.subject.media_files import Container
from evaluation.subject.rendered_subject import Subject, Take, record

CHECKS, REVOKES, ROUNDS = 100, 100, 2
HALF_OPEN, WATCHES, RECORDINGS = 200, 500, 4
PATIENT_S = 60.0
MOST_CHECK_RATIO, MOST_REVOKE_RATIO = 3.0, 10.0
"""The targets: a check's p95 to its p95 without the crowd; a revocation's p99 to its p50 without it."""
SMALL = Take(size=(256, 256), frames_per_second=12)
METHOD = "/cameo.v1.RenderService/CheckPrompt"


def rows() -> list[dict[str, Any]]:
    """`value`: milliseconds in the crowd; `ratio`: to `baseline_ms` without it. Rounds alternate, in one run.

    alone_p99_ms, p50_ms: of revocations, without the crowd and in it: how much of the tail is the machine's.
    """
    alone: tuple[list[float], list[float]] = ([], [])
    crowded: tuple[list[float], list[float]] = ([], [])
    data = record(Subject(1), ASKED, Container.MP4, SMALL)
    with (
        TemporaryDirectory() as folder,
        whole_service(Path(folder)) as (_, (checks, streams, watches)),
        open_channel(checks) as channel,
    ):
        calls = Calls(channel)
        calls.measure(([], []))
        for _ in range(ROUNDS):
            calls.measure(alone)
            with _crowd(checks, streams, watches, data):
                calls.measure(crowded)
    check_ms, revoke_ms = percentile(crowded[0], 95), percentile(crowded[1], 99)
    return [
        _row("crowd_check_prompt_p95_ms", check_ms, percentile(alone[0], 95), MOST_CHECK_RATIO, CHECKS),
        _row("crowd_revoke_p99_ms", revoke_ms, percentile(alone[1], 50), MOST_REVOKE_RATIO, REVOKES)
        | {"alone_p99_ms": round(percentile(alone[1], 99), 1), "p50_ms": round(percentile(crowded[1], 50), 1)},
    ]


def _row(name: str, crowded_ms: float, alone_ms: float, limit: float, calls: int) -> dict[str, Any]:
    ratio = round(crowded_ms / alone_ms, 2)
    row = {"name": name, "value": round(crowded_ms, 1), "unit": "ms", "ratio": ratio, "n": calls * ROUNDS}
    return {**row, "baseline_ms": round(alone_ms, 1), "limit": limit}


class Calls:
    """The calls that are measured, one after another on one connection."""

    def __init__(self, channel: grpc.Channel) -> None:
        studio, app = dev_connection(channel, "studio", "generation"), dev_connection(channel, "app", "app_backend")
        self._render = RenderClient(replace(studio, timeout_s=PATIENT_S))
        self._consent = ConsentClient(replace(app, timeout_s=PATIENT_S))
        self._assertion = dev_assertion("issuer", FRIEND, SystemClock().utc_us() // 1_000_000 + 36_000)
        self._numbers = count()

    def measure(self, into: tuple[list[float], list[float]]) -> None:
        """Adds the milliseconds of each check and of each revocation."""
        into[0].extend(_timed(self.check) for _ in range(CHECKS))
        into[1].extend(_timed(self.revoke) for _ in range(REVOKES))

    def check(self) -> None:
        """One mention, allowed."""
        answer = self._render.check_prompt(
            render.CheckPromptRequest(
                prompt=f"@{PEOPLE[0]} plays trumpet among zebras",
                job_id="job",
                requester_assertion=self._assertion,
                modalities=[terms_pb2.MODALITY_FACE],
                use=terms_pb2.USE_PRIVATE,
                class_labels=content_class_pb2.ContentLabels(classifier=CLASSIFIER),
            )
        )
        if answer.decision != render.PROMPT_DECISION_ALLOWED:
            raise RuntimeError("the measured check is not allowed")

    def revoke(self) -> None:
        """Of the second of `PEOPLE`, every time a new act."""
        request = consent.RevokeAccessRequest(request_id=f"revoke {next(self._numbers)}")
        request.owner.external.issuer, request.owner.external.sub = "issuer", PEOPLE[1]
        request.grantee.external.issuer, request.grantee.external.sub = "issuer", FRIEND
        self._consent.revoke_access(request)


def _timed(call: Callable[[], None]) -> float:
    began_s = perf_counter()
    call()
    return (perf_counter() - began_s) * 1e3


@contextmanager
def whole_service(folder: Path) -> Iterator[tuple[int, list[str]]]:
    """A service of the product over a database with `PEOPLE`; its process id, and host:port of its three ports."""
    with settled_ports(folder):
        pass
    ring = folder / "keys" / "ring.json"
    KeyRingFile(ring, folder / "data").create(new_key_ring(os.urandom, SystemClock().utc_us()))
    models = os.environ.get("CAMEO_MODELS", ".cache/models")  # noqa: TID251 - as the other suites
    places = ["--data-dir", folder / "data", "--key-ring", ring, "--models", models]
    ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
    command = [sys.executable, "-m", "cameo_service", "serve", *map(str, places), *ports, "--insecure-dev"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as service:  # noqa: S603 - our own module
        words = service.stdout.readline().decode().split() if service.stdout else []
        if words[:1] != ["ready"]:
            raise RuntimeError((folder / "log").read_text())
        try:
            yield service.pid, [f"127.0.0.1:{port}" for port in words[1:]]
        finally:
            service.terminate()


@contextmanager
def _crowd(checks: str, streams: str, watches: str, data: bytes) -> Iterator[None]:
    with ExitStack() as crowd:
        crowd.enter_context(running("benchmarks.half_open", checks.split(":")[1], METHOD, str(HALF_OPEN)))
        crowd.enter_context(watched(watches, WATCHES))
        crowd.enter_context(recordings(streams, data, RECORDINGS))
        yield


@contextmanager
def watched(watches: str, watchers: int) -> Iterator[None]:
    """So many renderers that watch from now on, each on its own connection."""
    with open_channel(watches) as channel:
        reader = RevocationClient(dev_connection(channel, "studio", "generation"))
        cursor = [page.cursor for page in reader.snapshot_revocations(revocations.SnapshotRevocationsRequest())][-1]
    with running("benchmarks.watchers", watches.split(":")[1], str(watchers), cursor):
        yield


@contextmanager
def running(module: str, *arguments: str) -> Iterator[None]:
    """A client in a process of its own, from when it prints its first line until its input ends."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:  # noqa: S603 - ours
        if client.stdout is None or client.stdin is None or not client.stdout.readline():
            raise RuntimeError(f"{module} did not start")
        try:
            yield
        finally:
            client.stdin.close()
            client.stdout.read()


_ACCOUNTS = count()


@contextmanager
def recordings(target: str, data: bytes, at_once: int) -> Iterator[None]:
    """So many people send one recording each, and the next person when one has a verdict."""
    over, begun = Event(), [Event() for _ in range(at_once)]
    running: dict[Event, Replies[pb.RecordEnrollmentResponse]] = {}

    def send(mine: Event) -> None:
        while not over.is_set():
            assertion = dev_assertion("issuer", f"new {next(_ACCOUNTS)}", SystemClock().utc_us() // 1_000_000 + 3600)
            client = EnrollmentClient(dev_connection(channel, "app", "app_backend").acting_for(assertion))
            messages = upload_messages(start(client).session_id, data, ASKED)
            running[mine] = client.record_enrollment(messages)
            try:
                for _ in running[mine]:
                    mine.set()
            except RefusedError:
                mine.set()
                if not over.is_set():
                    raise

    with open_channel(target) as channel:
        senders = [Thread(target=send, args=(mine,)) for mine in begun]
        for sender in senders:
            sender.start()
        for mine in begun:
            mine.wait()
        try:
            yield
        finally:
            over.set()
            for replies in running.values():
                replies.cancel()
        for sender in senders:
            sender.join()


if __name__ == "__main__":
    print(rows())
