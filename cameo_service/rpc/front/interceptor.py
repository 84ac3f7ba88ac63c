"""The one interceptor: walks the ordered steps around every handler, and keeps threads for calls that are whole.

A servicer's method is called with a `Call` where gRPC would pass its own context:

- `method(request, call)` answers one request with one reply, on a thread of its lane;
- `method(inbox, call)` is a generator of replies to a stream of requests, likewise on a thread;
- `async method(request, call)` runs on the event loop; it returns its one reply, or writes each with `call.write`.

On the wire nothing changes: gRPC frames one request as a stream of one. One interceptor and no more: five of them cost
half the throughput of an empty handler.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeAlias

import grpc

from cameo_service.clock import Clock
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import CallTooLongError, FrontError
from cameo_service.rpc.front.first_message import Patience, first_message, received
from cameo_service.rpc.front.lane import Lane, Lanes
from cameo_service.rpc.front.late_services import LateServices
from cameo_service.rpc.front.steps import Step
from cameo_service.rpc.front.threaded_stream import ThreadedStream

Behavior: TypeAlias = Callable[[Any, Call], Any]
OnLoop: TypeAlias = Callable[[Call, Any], Awaitable[Any]]


class StepInterceptor(grpc.aio.ServerInterceptor):
    """Wraps each handler once and remembers it; a method without a servicer stays unimplemented.

    Args:
        steps: walked around every call.
        lanes: threads.
        patience: how long a call may take to say what it wants.
        clock: stamps what a stream brings.
        known_as: whose call it is, as far as that costs no work: callers take turns at the threads.
        late: services that are not loaded yet; their calls wait.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        lanes: Lanes,
        patience: Patience,
        clock: Clock,
        known_as: Callable[[Call], str],
        late: LateServices,
    ) -> None:
        self._steps, self._lanes, self._patience, self._clock = tuple(steps), lanes, patience, clock
        self._known_as, self._late = known_as, late
        self._wrapped: dict[str, Any] = {}

    async def intercept_service(self, continuation: Callable[[Any], Awaitable[Any]], handler_call_details: Any) -> Any:
        """The wrapped handler of a method."""
        method = handler_call_details.method
        wrapped = self._wrapped.get(method)
        if wrapped is None:
            await self._late.wait_for(method)
            handler = await continuation(handler_call_details)
            if handler is None:
                return None
            wrapped = self._wrapped[method] = self._wrap(method, handler)
        return wrapped

    def _wrap(self, method: str, handler: Any) -> Any:
        behavior = handler.unary_unary or handler.stream_unary or handler.unary_stream or handler.stream_stream
        replies = (
            grpc.stream_stream_rpc_method_handler
            if handler.response_streaming
            else grpc.stream_unary_rpc_method_handler
        )
        within_s = self._patience.opening_s if handler.request_streaming else self._patience.request_s
        return replies(
            self._run(method, within_s, self._on_loop(method, handler, behavior)),
            partial(received, handler.request_deserializer),
            handler.response_serializer,
        )

    def _on_loop(self, method: str, handler: Any, behavior: Behavior) -> Callable[[Call, Any, Any], Awaitable[Any]]:
        if inspect.iscoroutinefunction(behavior):
            return partial(self._awaited, behavior)
        lane = self._lanes.of(method)
        if handler.request_streaming:
            return partial(self._streamed, lane, behavior)
        return partial(self._threaded, lane, behavior)

    def _run(self, method: str, within_s: float, answer: Callable[[Call, Any, Any], Awaitable[Any]]) -> Any:
        async def run(_requests: Any, context: Any) -> Any:
            sent = tuple(context.invocation_metadata() or ())
            call = Call(method, sent, context.write, peer=context.auth_context() or {})
            reply = None
            try:
                first = await first_message(context, within_s)
                call.request = first.data
                reply = await answer(call, first.message, context)
            except FrontError as error:
                # A thread may still work for a call that took too long: what is told of it is told apart.
                call = replace(call) if isinstance(error, CallTooLongError) else call
                self._turn_away(call, error)
            if call.refusal is not None:
                await call.refusal.abort(context, call.request_id)
            return reply

        return run

    async def _threaded(self, lane: Lane, behavior: Behavior, call: Call, request: Any, context: Any) -> Any:
        async with _deadline(context, self._patience.answer_s):
            return await lane.run(partial(self._decide, behavior, call, request), self._known_as(call))

    async def _streamed(self, lane: Lane, behavior: Behavior, call: Call, request: Any, context: Any) -> None:
        stream = ThreadedStream(context, self._clock, request, self._patience.reply_s)
        async with _deadline(context, self._patience.recording_s):
            await stream.run(lane, lambda: self._drive(behavior, call, stream), self._known_as(call))

    async def _awaited(self, behavior: Behavior, call: Call, request: Any, _context: Any) -> Any:
        with _Walk(call) as walk:
            walk.enter(self._steps)
            return await behavior(request, call)

    def _decide(self, behavior: Behavior, call: Call, request: Any) -> Any:
        with _Walk(call) as walk:
            walk.enter(self._steps)
            return behavior(request, call)

    def _drive(self, behavior: Behavior, call: Call, stream: ThreadedStream) -> None:
        with _Walk(call) as walk:
            walk.enter(self._steps)
            stream.send_all(behavior(stream.inbox, call))

    def _turn_away(self, call: Call, error: FrontError) -> None:
        call.turned_away = error
        with _Walk(call) as walk:
            walk.enter(self._steps)
            raise error


@asynccontextmanager
async def _deadline(context: Any, within_s: float) -> AsyncIterator[None]:
    """Gives a call that came without a deadline one. With its own, gRPC ends the call.

    Raises:
        CallTooLongError: it was over.
    """
    if context.time_remaining() is not None:
        yield
        return
    try:
        async with asyncio.timeout(within_s):
            yield
    except TimeoutError as error:
        raise CallTooLongError("This took too long, and may have been carried out: ask with a deadline.") from error


class _Walk:
    """The steps around one call. Notes what was raised instead of passing it on; the error table decides."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._entered: list[Step] = []

    def enter(self, steps: Sequence[Step]) -> None:
        for step in steps:
            step.enter(self._call)
            self._entered.append(step)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self._call.error = error
        # Also when the client is gone, which cancels what runs on the loop and is not noted.
        for step in reversed(self._entered):
            step.leave(self._call)
        return isinstance(error, Exception)
