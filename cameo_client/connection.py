"""How a caller reaches the service: a channel, who calls, for whom, and how long to wait."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import grpc

from cameo_client.errors import RefusedError

ASSERTION_KEY = "cameo-subject-assertion"
REASON_KEY = "cameo-reason"
REQUEST_ID_KEY = "cameo-request-id"
LARGEST_REPLY_BYTES = 64 * 1024 * 1024
"""The likeness references of 16 people."""

Reply = TypeVar("Reply")


@dataclass(frozen=True, slots=True)
class Connection:
    """One channel with what is sent along with every call.

    metadata: names the calling service, and the person it acts for. timeout_s: for one unary call.
    """

    channel: grpc.Channel
    metadata: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 10.0

    def acting_for(self, assertion: str) -> "Connection":
        """The same channel, with calls made for the person whom the identity provider's assertion names."""
        others = tuple(pair for pair in self.metadata if pair[0] != ASSERTION_KEY)
        return replace(self, metadata=(*others, (ASSERTION_KEY, assertion)))

    def unary(self, method: Callable[..., Any], request: Any, reply: type[Reply]) -> Reply:
        """One question, one answer.

        Raises:
            RefusedError: the service, or the way there, answered with an error.
        """
        try:
            answer = method(request, timeout=self.timeout_s, metadata=self.metadata)
        except grpc.RpcError as error:
            raise refused(error) from error
        if not isinstance(answer, reply):
            raise TypeError(f"the channel returned a {type(answer).__name__}")
        return answer

    def stream(self, method: Callable[..., Any], requests: Any, timeout_s: float) -> Iterator[Any]:
        """Many answers, to one request or to an iterator of many.

        Raises:
            RefusedError: as `unary`, while iterating.
        """
        try:
            yield from method(requests, timeout=timeout_s, metadata=self.metadata)
        except grpc.RpcError as error:
            raise refused(error) from error


def open_channel(target: str) -> grpc.Channel:
    """A channel without encryption: for loopback, or behind a proxy that encrypts."""
    return grpc.insecure_channel(target, options=[("grpc.max_receive_message_length", LARGEST_REPLY_BYTES)])


def dev_connection(channel: grpc.Channel, service_id: str, role: str) -> Connection:
    """For a service that runs with `--insecure-dev`. role: app_backend, generation or operator."""
    return Connection(channel, (("cameo-dev-service", service_id), ("cameo-dev-role", role)))


def refused(error: Any) -> RefusedError:
    """What a failed call says."""
    sent = {key: value for key, value in error.trailing_metadata() or () if isinstance(value, str)}
    return RefusedError(error.code(), sent.get(REASON_KEY, ""), error.details() or "", sent.get(REQUEST_ID_KEY, ""))
