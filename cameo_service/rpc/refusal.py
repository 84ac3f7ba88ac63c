"""An error as a client reads it: status, stable reason, message. Nothing of the cause beyond that leaves."""

from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2

DOMAIN = "cameo.v1"
"""Domain of every ErrorInfo (AIP-193)."""
DETAILS_KEY = "grpc-status-details-bin"
REASON_KEY = "cameo-reason"
REQUEST_ID_KEY = "cameo-request-id"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What goes out. `reason` is in docs/errors.md."""

    status: grpc.StatusCode
    reason: str
    message: str

    async def abort(self, context: grpc.aio.ServicerContext[Any, Any], request_id: str) -> None:
        """Ends the call, on the event loop; always raises.

        The reason goes out twice: as google.rpc.Status for clients that know it, and as plain metadata for those that
        do not carry Google's common protos, such as `cameo_client`.
        """
        await context.abort(self.status, self.message, self._metadata(request_id))

    def _metadata(self, request_id: str) -> tuple[tuple[str, str | bytes], ...]:
        return (
            (DETAILS_KEY, self._details(request_id)),
            (REASON_KEY, self.reason),
            (REQUEST_ID_KEY, request_id),
        )

    def _details(self, request_id: str) -> bytes:
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN, metadata={"request_id": request_id})
        detail = any_pb2.Any()
        detail.Pack(info)
        code = code_pb2.Code.Value(self.status.name)
        status: bytes = status_pb2.Status(code=code, message=self.message, details=[detail]).SerializeToString()
        return status
