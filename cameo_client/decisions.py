"""Sends, with every call, the person's decision for that very call."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import grpc

from cameo_client.act_digest import act_digest
from cameo_client.connection import ASSERTION_KEY, Connection

Decide: TypeAlias = Callable[[str], str]
"""Digest of an act to the assertion that the identity provider signs over it. May ask the person; may raise."""


def deciding(connection: Connection, service_id: str, decide: Decide) -> Connection:
    """The same connection; before each call, the person of `decide` decides it.

    Use it for acts that widen what is allowed, and for an erasure. For a question, `Connection.acting_for` with an
    assertion that only says who asks is enough.

    Args:
        connection: of the calling service.
        service_id: the calling service, as the service's caller file names it.
        decide: what it raises, the call raises.
    """
    return replace(connection, channel=grpc.intercept_channel(connection.channel, _Deciding(service_id, decide)))


class _Details(NamedTuple):
    """gRPC reads these of a call; its own class for them is private."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: Any
    compression: Any


class _Deciding(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor
):
    def __init__(self, service_id: str, decide: Decide) -> None:
        self._service_id, self._decide = service_id, decide

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._decided(details, request), request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._decided(details, request), request)

    def intercept_stream_stream(self, continuation: Any, details: Any, requests: Iterator[Any]) -> Any:
        first = next(requests)
        return continuation(self._decided(details, first), chain([first], requests))

    def _decided(self, details: Any, request: Any) -> _Details:
        method = details.method.decode() if isinstance(details.method, bytes) else details.method
        assertion = self._decide(act_digest(self._service_id, method, request.SerializeToString()))
        metadata = [*(pair for pair in details.metadata or () if pair[0] != ASSERTION_KEY), (ASSERTION_KEY, assertion)]
        return _Details(
            method, details.timeout, metadata, details.credentials, details.wait_for_ready, details.compression
        )
