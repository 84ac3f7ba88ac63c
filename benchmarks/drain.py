"""Time from SIGTERM until the service is gone, while recordings run: some whole and in analysis, one that never ends.

Over real gRPC, with the rendered subject. After each stop the service is started again, and what clients had read is
compared with what is stored.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from benchmarks.enrollment import ASKED
from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.enroll import start, upload_messages
from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from evaluation.subject.media_files import Container
from evaluation.subject.rendered_subject import Subject, Take, record

RUNS = 5
WHOLE, ENDLESS = 3, 1
"""Recordings at each stop: that have come whole, and that pause after their first chunks for ever."""
LIMIT_S = 30.0
"""The target, and what supervisors wait before they kill."""
LONG_S = 300.0
SMALL = Take(size=(256, 256), frames_per_second=12)
FULL_ATTEMPTS = 3
UNJUDGED = (pb.ENROLLMENT_STATE_ABANDONED, pb.ENROLLMENT_STATE_CREATED)
"""CREATED: the service was told to stop before it had begun this stream."""
VERDICTS = (pb.ENROLLMENT_STATE_PASSED, pb.ENROLLMENT_STATE_RETRY, pb.ENROLLMENT_STATE_FAILED)


def rows() -> list[dict[str, Any]]:
    """`value`: the longest seconds of RUNS stops; the target is LIMIT_S.

    judged, abandoned: recordings that got their verdict during a stop, and that were cut short, in all.
    unread: of the latter, those that have a verdict all the same, to be read with GetEnrollment.
    lost: verdicts that a client read and that are not stored, and recordings that were cut short, have no verdict and
    cost an attempt: 0 is right.
    """
    data = record(Subject(1), ASKED, Container.MP4, SMALL)
    with TemporaryDirectory() as folder:
        drills = [_drill(Path(folder), data) for _ in range(RUNS)]
    waits = sorted(drill["seconds"] for drill in drills)
    sums = {name: sum(drill[name] for drill in drills) for name in ("judged", "abandoned", "unread", "lost")}
    return [
        {
            "name": "drain_seconds",
            "value": round(waits[-1], 1),
            "unit": "s",
            "median_seconds": round(median(waits), 1),
            **sums,
            "recordings": (WHOLE + ENDLESS) * RUNS,
            "n": RUNS,
            "limit": LIMIT_S,
        }
    ]


_ACCOUNTS = count()


class _Upload:
    """One recording. has_come: all that it will ever send before the stop has been handed to gRPC."""

    def __init__(self, target: str, data: bytes, *, is_endless: bool) -> None:
        self._account, self._is_endless, self._data = f"new {next(_ACCOUNTS)}", is_endless, data
        self.has_come, self.may_end = Event(), Event()
        self._client = self._caller(target)
        self._session = start(self._client).session_id

    def run(self) -> int | str:
        """The state of the verdict, or the reason of the refusal."""
        try:
            for reply in self._client.record_enrollment(self._messages()):
                if reply.HasField("verdict"):
                    return int(reply.verdict.state)
        except RefusedError as error:
            return error.reason
        raise RuntimeError("the stream ended without a verdict")

    def stored(self, target: str) -> pb.GetEnrollmentResponse:
        """What the next process knows of it."""
        return self._caller(target).get_enrollment(pb.GetEnrollmentRequest(session_id=self._session))

    def _caller(self, target: str) -> EnrollmentClient:
        assertion = dev_assertion("issuer", self._account, SystemClock().utc_us() // 1_000_000 + 3600)
        return EnrollmentClient(dev_connection(open_channel(target), "app", "app_backend").acting_for(assertion))

    def _messages(self) -> Iterator[pb.RecordEnrollmentRequest]:
        messages = list(upload_messages(self._session, self._data, ASKED))
        yield from messages[:2] if self._is_endless else messages
        self.has_come.set()
        if self._is_endless:
            self.may_end.wait(LONG_S)


def _drill(folder: Path, data: bytes) -> dict[str, Any]:
    with _service(folder) as (service, target), ThreadPoolExecutor(WHOLE + ENDLESS) as threads:
        uploads = [_Upload(target, data, is_endless=number >= WHOLE) for number in range(WHOLE + ENDLESS)]
        running = [threads.submit(upload.run) for upload in uploads]
        for upload in uploads:
            upload.has_come.wait(LONG_S)
        began_s = time.perf_counter()
        service.send_signal(signal.SIGTERM)
        service.wait(LONG_S)
        seconds = time.perf_counter() - began_s
        for upload in uploads:
            upload.may_end.set()
        read = [future.result(LONG_S) for future in running]
    with _service(folder) as (_, target):
        ends = [_end(found, upload.stored(target)) for upload, found in zip(uploads, read, strict=True)]
    abandoned = sum(isinstance(found, str) for found in read)
    sums = {"judged": len(read) - abandoned, "abandoned": abandoned}
    return {"seconds": seconds, **sums, "unread": ends.count("unread"), "lost": ends.count("lost")}


def _end(read: int | str, stored: pb.GetEnrollmentResponse) -> str:
    """How what a client read and what is stored belong together."""
    if isinstance(read, int):
        return "read" if stored.state == read else "lost"
    if stored.state in VERDICTS:
        return "unread"
    return "free" if stored.state in UNJUDGED and stored.attempts_left == FULL_ATTEMPTS else "lost"


@contextmanager
def _service(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service of the product over the data in `folder`, and host:port of recordings."""
    ring = folder / "keys" / "ring.json"
    if not ring.exists():
        KeyRingFile(ring, folder / "data").create(new_key_ring(os.urandom, SystemClock().utc_us()))
    models = os.environ.get("CAMEO_MODELS", ".cache/models")  # noqa: TID251 - as the other suites
    places = ["--data-dir", folder / "data", "--key-ring", ring, "--models", models]
    ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
    command = [sys.executable, "-m", "cameo_service", "serve", *map(str, places), *ports, "--insecure-dev"]
    with (folder / "log").open("ab") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as service:  # noqa: S603 - our own module
        words = service.stdout.readline().decode().split() if service.stdout else []
        if words[:1] != ["ready"]:
            raise RuntimeError((folder / "log").read_text())
        try:
            yield service, f"127.0.0.1:{words[2]}"
        finally:
            service.terminate()
