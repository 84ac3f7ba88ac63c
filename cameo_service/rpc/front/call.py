"""One call in progress: what the steps learn about it, and all that a servicer may know of its transport."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cameo_service.observing import Observed
from cameo_service.rpc.front.refusal import Refusal
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.meter import Meter

Write: TypeAlias = Callable[[Any], Awaitable[None]]
Peer: TypeAlias = Mapping[str, Sequence[bytes]]
"""What TLS knows about the client: names of the verified certificate, as gRPC lists them. Empty without one."""
_ONE_VALUE = re.compile(r"[ -+\--~]*")
"""Printable ASCII without the comma."""


async def _nowhere(message: Any) -> None:
    raise RuntimeError(f"this call has no stream of replies to write {type(message).__name__} to")


@dataclass(slots=True)
class Call:
    """Filled in step by step. Servicers read `caller` and `request_id`.

    Attributes:
        method: full name, "/package.Service/Method".
        sent: the call's metadata, as it was when the call began.
        peer: whose certificate the connection was opened with.
        request: the first message as it came, byte for byte; empty until it has come.
        write: one reply of a stream, for a servicer on the event loop; done when the transport took it.
        observed: what is told of it beside the log.
        turned_away: why the call is refused before any step asked who calls.
        trace_id: of the trace that the call is part of; "" without one.
        outcomes: what it decided, in words of the contract's enums, for counting.
        error: what the handler or a step raised.
        refusal: what the client reads instead.
    """

    method: str
    sent: tuple[tuple[str, str | bytes], ...] = ()
    write: Write = _nowhere
    peer: Peer = field(default_factory=dict)
    request: bytes = b""
    request_id: str = ""
    trace_id: str = ""
    outcomes: tuple[str, ...] = ()
    observed: Observed | None = None
    started_s: float = 0.0
    acts_for: Caller | None = None
    metered: Meter | None = None
    turned_away: Exception | None = None
    error: Exception | None = None
    refusal: Refusal | None = None

    @property
    def caller(self) -> Caller:
        """Who calls; the caller step has run before any servicer does."""
        if self.acts_for is None:
            raise RuntimeError("a servicer ran without the caller step")
        return self.acts_for

    @property
    def meter(self) -> Meter:
        """What counts for the quotas of callers and people; the caller step has run before any servicer does."""
        if self.metered is None:
            raise RuntimeError("a servicer ran without the caller step")
        return self.metered

    def metadata(self, key: str) -> str | None:
        """The one value of a text key in the call's metadata; "" without one.

        None for what says nothing for certain: more than one value, a value that is two in one line (RFC 9110, section
        5.3), or other characters than gRPC allows there.
        """
        values = [str(value) for name, value in self.sent if name == key]
        if not values:
            return ""
        return values[0] if len(values) == 1 and _ONE_VALUE.fullmatch(values[0]) else None
