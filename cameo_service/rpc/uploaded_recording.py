"""Takes a finished file in chunks. Nothing is revealed, so it never is worth more than UPLOADED."""

from cameo_service.clock import Clock
from cameo_service.rpc.inbox import Inbox
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from liveness.live.intake import Intake
from liveness.live.messages import ChunkReceived

SILENCE_S = 30.0
"""An upload that sends nothing for so long is over."""


def take_upload(inbox: Inbox, clock: Clock, total_bytes: int) -> bytes:
    """Every byte up to End.

    Raises:
        ProtocolError: chunks out of order, too large, or too many bytes.
        AttemptAbandonedError: the stream tore, fell silent, or ended without End.
    """
    intake, data = Intake(clock.monotonic_s(), total_bytes), bytearray()
    while (arrival := inbox.next(clock.monotonic_s() + SILENCE_S)) is not None and arrival.message is not None:
        kind = arrival.message.WhichOneof("event")
        if kind == "end":
            return bytes(data)
        if kind == "chunk":
            chunk = arrival.message.chunk
            intake.take(ChunkReceived(chunk.seq, len(chunk.data)), arrival.at_s)
            data += chunk.data
    raise AttemptAbandonedError("The upload ended before its End message.")
