"""Takes a finished file in chunks. Nothing is revealed, so it never is worth more than UPLOADED."""

from cameo_service.clock import Clock
from cameo_service.rpc.errors import UploadTooSlowError
from cameo_service.rpc.inbox import Arrival, Inbox
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from liveness.errors import SessionExpiredError
from liveness.live.intake import Intake
from liveness.live.messages import ChunkReceived

SILENCE_S = 30.0
"""An upload that sends nothing for so long is over."""
UPLOAD_S = 300.0
"""An upload may take so long in all: the largest recording, 100 MiB, at 3 Mbit/s."""


def take_upload(inbox: Inbox, clock: Clock, total_bytes: int, session_ends_s: float) -> bytes:
    """Every byte up to End. session_ends_s: monotonic.

    Raises:
        ProtocolError: chunks out of order, too large, or too many bytes.
        AttemptAbandonedError: the stream tore, fell silent, or ended without End.
        UploadTooSlowError: it took longer than UPLOAD_S.
        SessionExpiredError: the session ended first.
    """
    began_s = clock.monotonic_s()
    intake, data = Intake(began_s, total_bytes), bytearray()
    over_s = min(began_s + UPLOAD_S, session_ends_s)
    while arrival := _next(inbox, clock, over_s):
        if arrival.at_s >= over_s:
            raise SessionExpiredError if over_s == session_ends_s else UploadTooSlowError
        kind = arrival.message.WhichOneof("event")
        if kind == "end":
            return bytes(data)
        if kind == "chunk":
            chunk = arrival.message.chunk
            intake.take(ChunkReceived(chunk.seq, len(chunk.data)), arrival.at_s)
            data += chunk.data
    raise AttemptAbandonedError("The upload ended before its End message.")


def _next(inbox: Inbox, clock: Clock, over_s: float) -> Arrival | None:
    """The next message; none when there will be none. When time is over, an arrival of that time that says nothing."""
    arrival = inbox.next(min(clock.monotonic_s() + SILENCE_S, over_s))
    if arrival is None and clock.monotonic_s() >= over_s:
        return Arrival(None, over_s)
    return arrival if arrival is not None and arrival.message is not None else None
