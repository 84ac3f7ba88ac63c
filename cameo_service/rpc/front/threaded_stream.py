"""A stream of requests on the event loop, and the thread that answers it.

The loop reads ahead, a few messages at most, into an inbox that the thread empties; replies go back through the loop.
The thread never touches the transport.
"""

import asyncio
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from typing import Any

import grpc

from cameo_service.clock import Clock
from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.errors import ClientGoneError, RequestUnreadableError
from cameo_service.rpc.front.lane import Lane

READ_AHEAD = 16
"""Messages held at most; a client that is faster is held back by the transport."""


class ThreadedStream:
    """One stream. Made and run on the event loop.

    Args:
        context: gRPC's own.
        clock: stamps what arrives.
        first: the first message, which has been read.
        reply_s: seconds within which the client takes each reply.

    Attributes:
        inbox: what the client sends, the first message in front.
    """

    def __init__(self, context: Any, clock: Clock, first: Any, reply_s: float) -> None:
        self._context, self._loop, self._reply_s = context, asyncio.get_running_loop(), reply_s
        self._room, self._is_over = asyncio.Semaphore(READ_AHEAD), False
        self._reading: asyncio.Future[None] | None = None
        self.inbox = Inbox(clock, lambda: self._call(self._room.release))
        self.inbox.put(first)

    async def run(self, lane: Lane, work: Callable[[], Any], caller: str) -> None:
        """Does `work` on a thread of the lane, while messages come in. Cancelled when the client is gone.

        caller: under whose name it waits for a thread.

        Raises:
            TooManyCallsError: too many wait for a thread.
        """
        self._reading = asyncio.ensure_future(self._read())
        try:
            await lane.run(work, caller)
        finally:
            # A thread that still waits for this client waits in vain; the reader ends with the call.
            self._is_over = self.inbox.is_left = True
            self.inbox.put(None)
            self._room.release()

    def send_all(self, replies: "Generator[Any, None, None]") -> None:
        """Sends each reply, on the thread; closes the generator at the first that the client does not take.

        Raises:
            ClientGoneError: the client is gone, or takes no reply.
        """
        with closing(replies):
            for reply in replies:
                self._send(reply)

    def _send(self, reply: Any) -> None:
        try:
            asyncio.run_coroutine_threadsafe(self._context.write(reply), self._loop).result(self._reply_s)
        except Exception as error:
            raise ClientGoneError("the client ended the call") from error

    async def _read(self) -> None:
        # gRPC says the same of a client that is done as of one that is gone.
        with suppress(Exception):
            while await self._room.acquire() and not self._is_over:
                try:
                    received = await self._context.read()
                except RequestUnreadableError as error:
                    self.inbox.put(error)
                    break
                if received is grpc.aio.EOF:
                    break
                self.inbox.put(received.message)
        self.inbox.put(None)

    def _call(self, release: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(release)
