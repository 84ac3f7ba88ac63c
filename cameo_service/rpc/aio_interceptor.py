"""The one interceptor, for an event loop: walks the same ordered steps around every handler that streams its replies.

A handler is called as `await handler(request, call)` and writes its replies with `call.write`.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import grpc

from cameo_service.rpc.call import Call
from cameo_service.rpc.steps import Step


class AioStepInterceptor(grpc.aio.ServerInterceptor):
    """Wraps each handler once and remembers it; a method that nobody serves stays unimplemented."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._wrapped: dict[str, Any] = {}

    async def intercept_service(self, continuation: Callable[[Any], Awaitable[Any]], handler_call_details: Any) -> Any:
        """The wrapped handler of a method."""
        method = handler_call_details.method
        if method not in self._wrapped:
            handler = await continuation(handler_call_details)
            if handler is None:
                return None
            self._wrapped[method] = grpc.unary_stream_rpc_method_handler(
                self._around(method, handler.unary_stream),
                handler.request_deserializer,
                handler.response_serializer,
            )
        return self._wrapped[method]

    def _around(self, method: str, behavior: Callable[[Any, Call], Awaitable[None]]) -> Any:
        async def run(request: Any, context: Any) -> None:
            call = Call(method, context)
            entered: list[Step] = []
            try:
                for step in self._steps:
                    step.enter(call)
                    entered.append(step)
                await behavior(request, call)
            except Exception as error:  # noqa: BLE001 - the error table decides what each becomes
                call.error = error
            finally:
                # Also when the client is gone, which cancels the task.
                for step in reversed(entered):
                    step.leave(call)
            if call.refusal is not None:
                await call.refusal.abort_on_loop(context, call.request_id)

        return run
