r"""`cameo verify-owner ACT`: the enrolled person shows face and voice, live, before an act that needs it.

The camera's WebM comes in on standard input while it is recorded. Prompts appear on the terminal. Stop the camera when
the command says that everything was recorded:

    gst-launch-1.0 -q v4l2src ! videoconvert ! vp8enc deadline=1 ! queue ! webmmux name=m streamable=true ! fdsink \
        autoaudiosrc ! audioconvert ! audioresample ! opusenc ! queue ! m. | cameo verify-owner everyone --as ada

FFmpeg works under the demo policy only: other policies take its name as a sign that a file was fed in
(`liveness.checks.injection`).
"""

import sys
from collections.abc import Iterator
from typing import Annotated, Protocol

import typer
from rich.console import Console

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.recorded_chunks import CHUNK_BYTES, RecordedChunks
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.cli.connection import STREAMS, Person, StreamServer, new_request_id, reached
from cameo_service.cli.demo.live_take import LiveTake
from cameo_service.cli.enroll import show_verdict, tell
from cameo_service.cli.terminal import AsJson
from cameo_service.clock import SystemClock
from evaluation.subject.rendered_subject import LiveSubject, Subject

ACTS = {
    "everyone": pb.OWNER_ACT_WIDEN_TO_EVERYONE,
    "ad": pb.OWNER_ACT_GRANT_AD,
    "device": pb.OWNER_ACT_NEW_DEVICE,
    "erase": pb.OWNER_ACT_ERASE,
}


class Camera(Protocol):
    """A stream of container bytes while they are recorded."""

    def read1(self, size: int, /) -> bytes:
        """Up to `size` bytes that have arrived; waits for the first one. Empty at the end."""


def verify_owner(
    act: Annotated[str, typer.Argument(help=" | ".join(ACTS))],
    person: Person,
    server: StreamServer = STREAMS,
    *,
    rendered: Annotated[
        int | None, typer.Option(help="No camera: the rendered subject with this seed answers.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show, live, that you are the enrolled person.

    The proof is good for one such act within five minutes. Exit 0: passed, 1: failed, 2: another attempt may pass.
    """
    if act not in ACTS:
        raise typer.BadParameter(f"choose one of {', '.join(ACTS)}", param_hint="ACT")
    if rendered is None and sys.stdin.isatty():
        raise typer.BadParameter("pipe a camera's WebM (VP8, Opus) into this command, as it is recorded")
    console = Console(stderr=True)
    with reached(server) as callers:
        client = callers.enrollment(person)
        request = pb.StartOwnerVerificationRequest(act=ACTS[act], request_id=new_request_id())
        session_id = client.start_owner_verification(request).session_id
        if rendered is None:
            verdict = _filmed(client, session_id, sys.stdin.buffer, console)  # type: ignore[arg-type]  # has read1
        else:
            take = LiveTake(LiveSubject(Subject(rendered)), SystemClock())
            verdict = take.enroll(client, session_id, lambda reply: tell(console, reply))
    show_verdict(verdict, as_json=as_json)


def _filmed(client: EnrollmentClient, session_id: str, camera: Camera, console: Console) -> pb.Verdict:
    verdict = pb.Verdict()
    for reply in client.record_enrollment(filmed_messages(session_id, camera)):
        tell(console, reply)
        verdict = reply.verdict
    return verdict


def filmed_messages(session_id: str, camera: Camera) -> Iterator[pb.RecordEnrollmentRequest]:
    """The messages of a live recording: Open, chunks as they arrive, End when the camera has stopped."""
    live = pb.Open(session_id=session_id, container=pb.CONTAINER_WEBM, codec=pb.VIDEO_CODEC_VP8, live=pb.LiveMode())
    yield pb.RecordEnrollmentRequest(open=live)
    chunks = RecordedChunks()
    for data in iter(lambda: camera.read1(CHUNK_BYTES), b""):
        yield from chunks.of(data)
    yield pb.RecordEnrollmentRequest(end=pb.End())
