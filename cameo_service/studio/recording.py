"""A recording: the browser's socket on one side, RecordEnrollment on the other. Adds and changes nothing of the media.

Text messages are the JSON of RecordEnrollmentRequest and RecordEnrollmentResponse; a message of bytes is one chunk,
which the studio numbers. The last text may be {"refused": {reason, message}} instead of a verdict.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.studio.errors import MessageMalformedError, StudioError, told
from cameo_service.studio.upstream import RecordingCall, Upstream

LONGEST_TEXT = 4096
DEPTH = 8
"""Of JSON in JSON; a message of the contract has four."""


_MALFORMED = "Send bytes, or the JSON of a message."


class Recording:
    """One attempt.

    Args:
        socket: of the page, not yet accepted.
        upstream: the service.
    """

    def __init__(self, socket: WebSocket, upstream: Upstream) -> None:
        self._socket, self._upstream = socket, upstream
        # What the browser says, never what the page says: the capture token is bound to it.
        self._origin = socket.headers.get("origin", "")
        self._seq = 0

    async def run(self) -> None:
        """Until the verdict, a refusal, or the end of the connection, which ends the stream at once."""
        await self._socket.accept()
        call = self._upstream.record()
        reading = asyncio.ensure_future(self._read(call))
        answering = asyncio.ensure_future(self._answer(call))
        try:
            await asyncio.wait({reading, answering}, return_when=asyncio.FIRST_COMPLETED)
            await (answering if answering.done() else reading)
        except MessageMalformedError as error:
            await self._refuse(error)
        finally:
            call.cancel()
            for task in (reading, answering):
                task.cancel()
            await asyncio.gather(reading, answering, return_exceptions=True)
            await self._close()

    def sends(self, message: pb.RecordEnrollmentRequest) -> None:
        """Every message of the page, for a recording that is kept. A studio keeps none."""

    async def hears(self, reply: pb.RecordEnrollmentResponse) -> None:
        """Every reply of the service, before the page reads it, likewise."""

    async def _read(self, call: RecordingCall) -> None:
        """Passes the page's messages on until the page is gone.

        Raises:
            MessageMalformedError: about one of them.
        """
        has_ended = False
        while (received := await self._socket.receive())["type"] != "websocket.disconnect":
            message = self._message(received.get("bytes"), received.get("text"))
            if has_ended:
                raise MessageMalformedError("Send nothing after end.")
            self.sends(message)
            await call.send(message)
            if message.WhichOneof("event") == "end":
                has_ended = True
                await call.end()

    def _message(self, data: bytes | None, text: str | None) -> pb.RecordEnrollmentRequest:
        if data is not None:
            chunk = pb.Chunk(seq=self._seq, data=data)
            self._seq += 1
            return pb.RecordEnrollmentRequest(chunk=chunk)
        message = pb.RecordEnrollmentRequest()
        try:
            said = json.loads(text if text and len(text) <= LONGEST_TEXT else "")
            if not isinstance(said, dict):
                raise MessageMalformedError(_MALFORMED)
            ParseDict(said, message, max_recursion_depth=DEPTH)
        except (ValueError, ParseError, RecursionError) as error:
            raise MessageMalformedError(_MALFORMED) from error
        if message.HasField("open"):
            message.open.capture_origin = self._origin
        return message

    async def _answer(self, call: RecordingCall) -> None:
        try:
            async for reply in call.replies():
                await self.hears(reply)
                await self._send(MessageToDict(reply))
        except RefusedError as error:
            await self._refuse(error)

    async def _refuse(self, error: StudioError | RefusedError) -> None:
        await self._send({"refused": told(error)[1]})

    async def _send(self, message: dict[str, Any]) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.send_json(message)

    async def _close(self) -> None:
        if self._socket.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._socket.close()
