"""An error as a client reads it: status, stable reason, message. Nothing of the cause beyond that leaves."""

from dataclasses import dataclass

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

DOMAIN = "cameo.v1"
"""Domain of every ErrorInfo (AIP-193)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What goes out. `reason` is in docs/errors.md."""

    status: grpc.StatusCode
    reason: str
    message: str

    def abort(self, context: grpc.ServicerContext, request_id: str) -> None:
        """Ends the call with this refusal as google.rpc.Status; always raises."""
        info = error_details_pb2.ErrorInfo(reason=self.reason, domain=DOMAIN, metadata={"request_id": request_id})
        detail = Any()
        detail.Pack(info)
        code = code_pb2.Code.Value(self.status.name)
        status = status_pb2.Status(code=code, message=self.message, details=[detail])
        context.abort_with_status(rpc_status.to_status(status))
