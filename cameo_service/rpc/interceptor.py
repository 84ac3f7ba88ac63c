"""The one interceptor: walks the ordered steps around every handler, unary or streaming.

A handler is called as `handler(request, call)`: servicers get a `Call` where gRPC would pass its own context. One
interceptor and no more: five of them cost half the throughput of an empty handler, one costs 5-23 % (measured on 2
cores, grpcio 1.85).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import grpc

from cameo_service.rpc.call import Call
from cameo_service.rpc.steps import Step

Behavior: TypeAlias = Callable[[Any, Call], Any]
GrpcBehavior: TypeAlias = Callable[[Any, grpc.ServicerContext], Any]
_UNARY_REPLY = {False: grpc.unary_unary_rpc_method_handler, True: grpc.stream_unary_rpc_method_handler}
_STREAM_REPLY = {False: grpc.unary_stream_rpc_method_handler, True: grpc.stream_stream_rpc_method_handler}


class StepInterceptor(grpc.ServerInterceptor):
    """Wraps each handler once and remembers it; a method that nobody serves stays unimplemented."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._wrapped: dict[str, Any] = {}

    def intercept_service(self, continuation: Callable[[Any], Any], handler_call_details: Any) -> Any:
        """The wrapped handler of a method."""
        method = handler_call_details.method
        wrapped = self._wrapped.get(method)
        if wrapped is None:
            handler = continuation(handler_call_details)
            if handler is None:
                return None
            wrapped = self._wrapped[method] = self._wrap(method, handler)
        return wrapped

    def _wrap(self, method: str, handler: Any) -> Any:
        behavior = handler.unary_unary or handler.stream_unary or handler.unary_stream or handler.stream_stream
        replies = _STREAM_REPLY if handler.response_streaming else _UNARY_REPLY
        around = self._around_stream if handler.response_streaming else self._around_unary
        return replies[handler.request_streaming](
            around(method, behavior), handler.request_deserializer, handler.response_serializer
        )

    def _around_unary(self, method: str, behavior: Behavior) -> GrpcBehavior:
        def run(request: Any, context: grpc.ServicerContext) -> Any:
            call = Call(method, context)
            entered: list[Step] = []
            reply = None
            try:
                self._enter(call, entered)
                reply = behavior(request, call)
            except Exception as error:  # noqa: BLE001 - the error table decides what each becomes
                call.error = error
            _finish(call, entered)
            return reply

        return run

    def _around_stream(self, method: str, behavior: Behavior) -> GrpcBehavior:
        def run(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            call = Call(method, context)
            entered: list[Step] = []
            try:
                self._enter(call, entered)
                yield from behavior(request, call)
            except Exception as error:  # noqa: BLE001 - the error table decides what each becomes
                call.error = error
            except GeneratorExit:  # the client is gone; nobody reads a refusal
                _leave(call, entered)
                raise
            _finish(call, entered)

        return run

    def _enter(self, call: Call, entered: list[Step]) -> None:
        for step in self._steps:
            step.enter(call)
            entered.append(step)


def _finish(call: Call, entered: list[Step]) -> None:
    _leave(call, entered)
    if call.refusal is not None:
        call.refusal.abort(call.context, call.request_id)


def _leave(call: Call, entered: list[Step]) -> None:
    for step in reversed(entered):
        step.leave(call)
