"""How a caller reaches the service: a channel, the calling service, the acting person, and how long to wait."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Generic, TypeVar

import grpc

from cameo_client.errors import RefusedError

ASSERTION_KEY = "cameo-subject-assertion"
REASON_KEY = "cameo-reason"
TRACEPARENT = "traceparent"
"""W3C Trace Context, https://www.w3.org/TR/trace-context/."""
_TRACES = "opentelemetry.trace"
"""A program that uses OpenTelemetry has loaded it already, and any other has no trace to pass on."""
REQUEST_ID_KEY = "cameo-request-id"
RETRY_KEY = "cameo-retry-after-s"
LARGEST_REPLY_BYTES = 64 * 1024 * 1024
"""The likeness references of 16 people."""

_NAMES = (
    "Access Appearance Consent Delegation Enrollment Erasure Event Group Guardian HeldRender History Operator Removal"
    " Render Restriction Review"
)
SERVICES = tuple(_NAMES.split())
"""Services whose calls are sent again by themselves when the service is not there.

Only what does no more the second time is. A write carries a request id, and is carried out once per id. A read changes
nothing. CheckPrompt may be repeated, and so may CommitRender. Every other call is left to its caller.
"""
ONCE = {"Enrollment": ("RecordEnrollment",), "Render": ("FetchIdentityBundle", "RenewGrant")}
"""A recording is one attempt; a render grant is spent once, and a renewal replaces it. A watch has no row at all."""
_AGAIN = {
    "maxAttempts": 4,
    "initialBackoff": "0.2s",
    "maxBackoff": "2s",
    "backoffMultiplier": 3,
    "retryableStatusCodes": ["UNAVAILABLE"],
}


def service_config() -> str:
    """The service config of a channel, JSON. The row of a method stands above that of its service: no retries."""
    once = [
        {"service": f"cameo.v1.{name}Service", "method": method} for name, methods in ONCE.items() for method in methods
    ]
    again = [{"service": f"cameo.v1.{name}Service"} for name in SERVICES]
    return json.dumps({"methodConfig": [{"name": once}, {"name": again, "retryPolicy": _AGAIN}]})


_OPTIONS = (
    ("grpc.max_receive_message_length", LARGEST_REPLY_BYTES),
    ("grpc.service_config", service_config()),
)

Reply = TypeVar("Reply")


class Replies(Iterator[Reply], Generic[Reply]):
    """The replies of one streaming call, in order. The call runs from the start, before the first reply is read.

    Raises:
        RefusedError: while iterating, if the service or the transport ended the call with an error, or after `cancel`.
    """

    def __init__(self, call: Any, reply: type[Reply]) -> None:
        self._call = call
        self._reply = reply

    def __next__(self) -> Reply:
        try:
            return _typed(next(self._call), self._reply)
        except grpc.RpcError as error:
            raise refused(error) from error

    def cancel(self) -> None:
        """Ends the call. Any thread may call it, more than once too."""
        self._call.cancel()


@dataclass(frozen=True, slots=True)
class Connection:
    """A channel, and what is sent along with every call.

    metadata: names the calling service and the person that it acts for. timeout_s: for a call that names none.
    """

    channel: grpc.Channel
    metadata: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 10.0

    def acting_for(self, assertion: str) -> "Connection":
        """The same channel; calls are made for the person that the identity provider's assertion names."""
        others = tuple(pair for pair in self.metadata if pair[0] != ASSERTION_KEY)
        return replace(self, metadata=(*others, (ASSERTION_KEY, assertion)))

    def unary(
        self, method: Callable[..., Any], request: Any, reply: type[Reply], timeout_s: float | None = None
    ) -> Reply:
        """Makes a call with one reply. timeout_s None: that of the connection; inf: wait for ever.

        Raises:
            RefusedError: the service or the transport ended the call with an error.
        """
        try:
            answer = method(request, timeout=self._timeout(timeout_s), metadata=self._sent())
        except grpc.RpcError as error:
            raise refused(error) from error
        return _typed(answer, reply)

    def stream(
        self, method: Callable[..., Any], requests: Any, reply: type[Reply], timeout_s: float | None = None
    ) -> Replies[Reply]:
        """Makes a call with many replies, to one request or to an iterator of them. timeout_s: as for `unary`.

        gRPC reads an iterator of requests on a thread of its own while the replies are iterated here.
        """
        return Replies(method(requests, timeout=self._timeout(timeout_s), metadata=self._sent()), reply)

    def _sent(self) -> tuple[tuple[str, str], ...]:
        return (*self.metadata, *trace_metadata())

    def _timeout(self, timeout_s: float | None) -> float | None:
        """In gRPC's own terms, where None waits for ever."""
        chosen_s = self.timeout_s if timeout_s is None else timeout_s
        return None if chosen_s == inf else chosen_s


def open_channel(target: str) -> grpc.Channel:
    """A channel without encryption to host:port: for loopback, or behind a proxy that encrypts.

    Retries: see `service_config`.
    """
    return grpc.insecure_channel(target, options=_OPTIONS)


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """The calling service's certificate chain and private key, both PEM."""

    chain: bytes
    key: bytes


def open_tls_channel(
    target: str, authorities: bytes | None = None, certificate: ClientCertificate | None = None
) -> grpc.Channel:
    """An encrypted channel to host:port. Retries: see `service_config`.

    Args:
        target: host:port; the host is what the service's certificate must name.
        authorities: whose certificates are believed, PEM; None: those that gRPC knows.
        certificate: shown to the service, for one that asks for it.
    """
    chain, key = (certificate.chain, certificate.key) if certificate else (None, None)
    credentials = grpc.ssl_channel_credentials(authorities, key, chain)
    return grpc.secure_channel(target, credentials, options=_OPTIONS)


def token_connection(channel: grpc.Channel, token: str = "") -> Connection:
    """For a service on a network. token: the calling service's own JWT; empty where its certificate says who it is."""
    return Connection(channel, (("authorization", f"Bearer {token}"),) if token else ())


def dev_connection(channel: grpc.Channel, service_id: str, role: str) -> Connection:
    """For a service that runs with `--insecure-dev`. role: app_backend, generation or operator."""
    return Connection(channel, (("cameo-dev-service", service_id), ("cameo-dev-role", role)))


def refused(error: Any) -> RefusedError:
    """The typed error for a gRPC call that failed."""
    sent = {key: value for key, value in error.trailing_metadata() or () if isinstance(value, str)}
    retry_s = sent.get(RETRY_KEY, "")
    return RefusedError(
        error.code(),
        sent.get(REASON_KEY, ""),
        error.details() or "",
        sent.get(REQUEST_ID_KEY, ""),
        int(retry_s) if retry_s.isdecimal() else None,
    )


def _typed(answer: Any, reply: type[Reply]) -> Reply:
    if not isinstance(answer, reply):
        raise TypeError(f"the channel returned a {type(answer).__name__}, not a {reply.__name__}")
    return answer


def trace_metadata() -> tuple[tuple[str, str], ...]:
    """The header that names the running span, as metadata of a call; nothing without one.

    Only this header: what else a program keeps with its trace, such as baggage, may be about people.
    """
    if _TRACES not in sys.modules:
        return ()
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - of the caller's program, if it has it
        TraceContextTextMapPropagator,
    )

    headers: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(headers)
    return ((TRACEPARENT, headers[TRACEPARENT]),) if TRACEPARENT in headers else ()
