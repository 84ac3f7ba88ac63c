"""One call in progress: what the steps learn about it, and all that a servicer may know of its transport."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import grpc

from cameo_service.rpc.refusal import Refusal
from cameo_service.usecases.acting.caller import Caller


@dataclass(slots=True)
class Call:
    """Filled in step by step. Servicers read `caller` and `request_id`; only a stream needs `context`.

    error: what the handler or a step raised; refusal: what the client reads instead.
    """

    method: str
    context: grpc.ServicerContext
    request_id: str = ""
    started_s: float = 0.0
    acts_for: Caller | None = None
    error: Exception | None = None
    refusal: Refusal | None = None

    @property
    def caller(self) -> Caller:
        """Who calls; the caller step has run before any servicer does."""
        if self.acts_for is None:
            raise RuntimeError("a servicer ran without the caller step")
        return self.acts_for

    def write(self, message: Any) -> Awaitable[None]:
        """One reply of a stream on an event loop; done when the transport took it."""
        context: Any = self.context
        written: Awaitable[None] = context.write(message)
        return written

    def metadata(self, key: str) -> str:
        """The first value of a text key in the call's metadata, or ""."""
        metadata: Any = self.context.invocation_metadata()
        return next((str(value) for name, value in metadata if name == key), "")
