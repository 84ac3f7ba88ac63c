"""The service as the studio reaches it: one call, or one recording, in the name of the studio itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import grpc
from grpc_health.v1 import health_pb2
from grpc_health.v1.health_pb2_grpc import HealthStub

from cameo_client.connection import ASSERTION_KEY, LARGEST_REPLY_BYTES, refused
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.studio.methods import Method
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE
from liveness.live.session import SESSION_LIFETIME_US

RECORD = "/cameo.v1.EnrollmentService/RecordEnrollment"
CALL_S = 10.0
SESSION_S = SESSION_LIFETIME_US / 1_000_000
RECORDING_S = SESSION_S * (1 + WAITING_PER_PLACE)
"""A session goes on after it waited for a place, and others may record on that place first, each within a session."""
OPTIONS = (("grpc.max_receive_message_length", LARGEST_REPLY_BYTES),)

HEALTH_S = 2.0
SERVING, UNREACHABLE = "SERVING", "UNREACHABLE"

Metadata: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upstream:
    """Both ports of a service.

    service_id: what the service's caller file calls the studio. identity: metadata that says so, asked for with every
    call, so that a token can be renewed.
    """

    checks: grpc.aio.Channel
    streams: grpc.aio.Channel
    service_id: str
    identity: Callable[[], Metadata]

    async def call(self, method: Method, request: bytes, assertion: str) -> Any:
        """The reply to one request, for the person of the assertion.

        Raises:
            RefusedError: the service or the transport ended the call with an error.
        """
        channel = self.streams if method.is_on_stream_port else self.checks
        # The bytes go out as they were decided: the decision is bound to them.
        ask: Any = channel.unary_unary(method.full_name, None, method.reply.FromString)
        try:
            return await ask(request, timeout=CALL_S, metadata=(*self.identity(), (ASSERTION_KEY, assertion)))
        except grpc.aio.AioRpcError as error:
            raise refused(error) from error

    async def states(self) -> dict[str, str]:
        """Whether the service decides, by port: a status of grpc.health.v1, or UNREACHABLE."""
        checks, streams = await asyncio.gather(_state(self.checks), _state(self.streams))
        return {"unary calls": checks, "recordings": streams}

    def record(self) -> "RecordingCall":
        """A recording, opened with a capture token and no assertion."""
        send: Any = self.streams.stream_stream(
            RECORD, pb.RecordEnrollmentRequest.SerializeToString, pb.RecordEnrollmentResponse.FromString
        )
        return RecordingCall(send(timeout=RECORDING_S, metadata=self.identity()))


async def _state(channel: grpc.aio.Channel) -> str:
    try:
        reply = await HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=HEALTH_S)
    except grpc.aio.AioRpcError:
        return UNREACHABLE
    return str(health_pb2.HealthCheckResponse.ServingStatus.Name(reply.status))


class RecordingCall:
    """One stream of requests and replies."""

    def __init__(self, call: Any) -> None:
        self._call = call

    async def send(self, message: pb.RecordEnrollmentRequest) -> None:
        """Sends a message once the service has room for it. A stream that is over takes none, and says why itself."""
        try:
            await self._call.write(message)
        except (grpc.aio.AioRpcError, grpc.aio.UsageError, asyncio.InvalidStateError):
            return

    async def end(self) -> None:
        """No more messages come."""
        await self._call.done_writing()

    def cancel(self) -> None:
        """Ends the stream now."""
        self._call.cancel()

    async def replies(self) -> AsyncIterator[pb.RecordEnrollmentResponse]:
        """Every reply.

        Raises:
            RefusedError: the service or the transport ended the stream with an error.
        """
        try:
            async for reply in self._call:
                yield reply
        except grpc.aio.AioRpcError as error:
            raise refused(error) from error
