"""What is told of calls beside the log, for traces and metrics: the port. Nothing is told without a setting.

What may be told is a method, a code, words of the contract's own enums, seconds and counts. No id of a person, no text
of theirs, no score and no path has a place in these types.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

TRACEPARENT = "traceparent"
"""Header of W3C Trace Context, https://www.w3.org/TR/trace-context/."""
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class TelemetryUnavailableError(Exception):
    """otlp_endpoint or metrics_port is set, and its libraries are missing: install cameo-service[telemetry], or remove
    both settings.
    """


def trace_id_of(traceparent: str) -> str:
    """The trace that a caller's header names; "" without one, or for a header that is malformed."""
    found = _TRACEPARENT.fullmatch(traceparent)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended. code: OK, or a code of docs/errors.md. outcomes: what it decided, in words of the contract."""

    code: str
    seconds: float
    outcomes: tuple[str, ...] = ()


class Observed(Protocol):
    """One call that runs. trace_id: 32 hexadecimal digits; "" without a trace."""

    trace_id: str

    def end(self, ended: Ended) -> None:
        """The call ended so. Never raises."""


class Observer(Protocol):
    """Is told of calls that come in and of messages that go out."""

    def begin(self, method: str, traceparent: str) -> Observed:
        """A call began. method: one of the contract's. traceparent: as the caller sent it; "" without one."""

    def sending(self, what: str) -> AbstractContextManager[Mapping[str, str]]:
        """A message goes out while the block runs. The block is given the headers that name the trace."""


@dataclass(slots=True)
class _UntoldCall:
    trace_id: str

    def end(self, ended: Ended) -> None:
        """Nothing is told."""


class Untold:
    """Tells no one. A call keeps the trace of its caller, for the log."""

    def begin(self, method: str, traceparent: str) -> Observed:
        """Notes whose trace it is."""
        del method
        return _UntoldCall(trace_id_of(traceparent))

    @contextmanager
    def sending(self, what: str) -> Iterator[Mapping[str, str]]:
        """No header."""
        del what
        yield {}


UNTOLD: Observer = Untold()
