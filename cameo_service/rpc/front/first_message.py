"""Waits for the first message of a call on the event loop: a call that sends none costs no thread, and soon ends."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc

from cameo_service.rpc.front.errors import RequestLateError, RequestUnreadableError

_UNREADABLE = "Send one message that the contract describes."


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a call may keep the service waiting.

    request_s: until its first message has come whole, for a method with one request; the largest is 256 KiB.
    opening_s: likewise for a stream of requests; its first message may hold a photo that comes from a phone.
    reply_s: until it has taken a reply of a stream that a thread answers; the largest is some KiB.
    answer_s: until it is answered, for one that came without a deadline; each takes milliseconds, an export a second.
    recording_s: likewise for a recording: it may wait for a place, its session lasts ten minutes, and an analysis six.
    """

    request_s: float = 2.0
    opening_s: float = 10.0
    reply_s: float = 10.0
    answer_s: float = 30.0
    recording_s: float = 1_800.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Received:
    """One message, and the bytes that it came as: an assertion may be bound to them."""

    message: Any
    data: bytes


def received(read: Callable[[bytes], Any] | None, data: bytes) -> Received:
    """A message as it came. read: turns its bytes into the message; None: the bytes are the message.

    Raises:
        RequestUnreadableError: the bytes are no such message.
    """
    try:
        return Received(read(data) if read else data, data)
    except Exception as error:
        raise RequestUnreadableError(_UNREADABLE) from error


async def first_message(context: Any, within_s: float) -> Received:
    """The first message of a call.

    Raises:
        RequestLateError: it did not come whole in `within_s` seconds.
        RequestUnreadableError: the client ended without one, or its bytes are no such message.
    """
    reading = asyncio.ensure_future(context.read())
    reading.add_done_callback(_heard)
    done, _ = await asyncio.wait((reading,), timeout=within_s)
    if not done:
        # The read itself is left alone: gRPC ends it together with the call.
        raise RequestLateError("The request did not come whole in time: nothing was done. Send it again.")
    if reading.cancelled() or reading.exception() is not None or reading.result() is grpc.aio.EOF:
        raise RequestUnreadableError(_UNREADABLE) from _cause(reading)
    first: Received = reading.result()
    return first


def _cause(reading: "asyncio.Future[Any]") -> BaseException | None:
    return None if reading.cancelled() else reading.exception()


def _heard(reading: "asyncio.Future[Any]") -> None:
    """An error of a read whose call is over concerns no one."""
    _cause(reading)
