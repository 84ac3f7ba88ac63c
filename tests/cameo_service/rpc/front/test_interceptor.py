import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from cameo_client.connection import Connection, open_channel
from cameo_service.json_log import CALL, JsonLines
from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_source import WARNING, InsecureDevCallers
from cameo_service.rpc.front.caller_table import Effect, Row
from cameo_service.rpc.front.errors import FieldMissingError
from cameo_service.rpc.front.server import LARGEST_REQUEST_BYTES, PortSettings, RpcServer
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ArrivalStep, CallerStep, ErrorStep, LimitsStep, LogStep, RequestIdStep
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError
from tests.cameo_service.usecases.world import ToldClock

LOG = logging.getLogger("tests.interceptor")
SECRET = "score 0.97 in a file of the server"  # noqa: S105 - what must not leak
CAUSE = "the worker ended with status -9"
ROLES = frozenset({Role.GENERATION})
TABLE = {
    "/t.T/Echo": Row(ROLES, Effect.READ),
    "/t.T/Widen": Row(ROLES, Effect.WIDENING),
    "/t.T/Narrow": Row(frozenset({Role.STUDIO}), Effect.NARROWING),
    "/t.T/ByToken": Row(frozenset({Role.STUDIO}), Effect.WIDENING, is_opened_by_token=True),
    "/t.T/Broken": Row(ROLES, Effect.READ),
    "/t.T/Refused": Row(ROLES, Effect.READ),
    "/t.T/Unjudged": Row(ROLES, Effect.READ),
    "/t.T/Stream": Row(ROLES, Effect.READ),
    "/t.T/BrokenStream": Row(ROLES, Effect.READ),
}
GENERATION = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"))
WEB = (("cameo-dev-service", "web"), ("cameo-dev-role", "studio"))
APP = (("cameo-dev-service", "app"), ("cameo-dev-role", "app_backend"))


def echo(request: bytes, call: Call) -> bytes:
    return request + call.caller.service_id.encode() + call.request_id.encode()


def broken(request: bytes, call: Call) -> bytes:
    raise RuntimeError(SECRET)


def refused(request: bytes, call: Call) -> bytes:
    raise FieldMissingError("age")


def unjudged(request: bytes, call: Call) -> bytes:
    raise AnalysisInterruptedError("Send it again.", CAUSE)


def stream(inbox: Inbox, call: Call) -> Iterator[bytes]:
    yield call.request_id.encode()
    while (arrival := inbox.next(None)) and arrival.message is not None:
        yield arrival.message


def broken_stream(inbox: Inbox, call: Call) -> Iterator[bytes]:
    yield b"first"
    raise RuntimeError(SECRET)


HANDLERS: dict[str, Any] = {
    "Echo": grpc.unary_unary_rpc_method_handler(echo),
    "Widen": grpc.unary_unary_rpc_method_handler(echo),
    "Narrow": grpc.unary_unary_rpc_method_handler(echo),
    "ByToken": grpc.unary_unary_rpc_method_handler(echo),
    "Closed": grpc.unary_unary_rpc_method_handler(echo),
    "Broken": grpc.unary_unary_rpc_method_handler(broken),
    "Refused": grpc.unary_unary_rpc_method_handler(refused),
    "Unjudged": grpc.unary_unary_rpc_method_handler(unjudged),
    "Stream": grpc.stream_stream_rpc_method_handler(stream),
    "BrokenStream": grpc.stream_stream_rpc_method_handler(broken_stream),
}


def add_handlers(server: Any) -> None:
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("t.T", HANDLERS),))


@pytest.fixture
def channel() -> Iterator[grpc.Channel]:
    source = InsecureDevCallers(LOG)
    clock = ToldClock()
    steps = (
        RequestIdStep(lambda: "id-1"),
        LogStep(clock, LOG),
        ErrorStep(),
        ArrivalStep(),
        CallerStep(source, NoAssertions(), TABLE, Meter(clock)),
        LimitsStep({"/t.T/Stream": 1}),
    )
    loop = ServerLoop()
    server = RpcServer(
        loop,
        PortSettings(
            host="127.0.0.1",
            port=0,
            threads=4,
            source=source,
            steps=steps,
            clock=clock,
        ),
        add_handlers,
    )
    server.start()
    with open_channel(f"127.0.0.1:{server.port}") as channel:
        yield channel
    server.stop(0)
    loop.close()


def call(channel: grpc.Channel, method: str, request: bytes = b"", metadata: Any = GENERATION) -> Any:
    ask: Any = channel.unary_unary(f"/t.T/{method}")
    return ask(request, metadata=metadata, timeout=5)


def refusal_of(channel: grpc.Channel, method: str, metadata: Any = GENERATION) -> tuple[grpc.StatusCode, str, str]:
    with pytest.raises(grpc.RpcError) as caught:
        call(channel, method, metadata=metadata)
    error: Any = caught.value
    detail = error_details_pb2.ErrorInfo()
    assert rpc_status.from_call(error).details[0].Unpack(detail)
    assert detail.metadata["request_id"] == "id-1"
    assert dict(error.trailing_metadata())["cameo-reason"] == detail.reason
    return error.code(), detail.reason, error.details()


def test_a_handler_is_told_who_calls_and_the_request_id(channel: grpc.Channel) -> None:
    assert call(channel, "Echo", b"hello ") == b"hello studioid-1"


def test_an_unexpected_error_says_nothing_and_is_logged_with_its_cause(
    channel: grpc.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    assert refusal_of(channel, "Broken") == (grpc.StatusCode.INTERNAL, "INTERNAL", "internal error")
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])


def test_a_typed_error_arrives_with_its_code_and_what_to_do(channel: grpc.Channel) -> None:
    assert refusal_of(channel, "Refused") == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_MISSING", "Set age.")


def test_a_method_without_a_row_is_closed_to_everyone(channel: grpc.Channel) -> None:
    assert refusal_of(channel, "Closed")[:2] == (grpc.StatusCode.PERMISSION_DENIED, "METHOD_NOT_OPEN")


def test_a_role_that_the_row_does_not_name_is_refused(channel: grpc.Channel) -> None:
    assert refusal_of(channel, "Echo", APP)[:2] == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_NOT_ALLOWED")


@pytest.mark.parametrize(
    "metadata",
    [
        (),
        (("cameo-dev-service", "studio"),),
        (("cameo-dev-service", "studio"), ("cameo-dev-role", "owner")),
        (("cameo-dev-service", "s" * 129), ("cameo-dev-role", "generation")),
    ],
)
def test_a_caller_that_does_not_name_itself_is_refused(channel: grpc.Channel, metadata: Any) -> None:
    assert refusal_of(channel, "Echo", metadata)[:2] == (grpc.StatusCode.UNAUTHENTICATED, "CALLER_UNKNOWN")


def test_a_widening_method_needs_the_persons_assertion(channel: grpc.Channel) -> None:
    assert refusal_of(channel, "Widen")[:2] == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_OWNER")


def test_a_studio_does_nothing_without_the_person_not_even_what_narrows(channel: grpc.Channel) -> None:
    assert refusal_of(channel, "Narrow", WEB)[:2] == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_OWNER")


def test_what_a_token_opens_goes_on_to_where_the_token_is_asked_for(channel: grpc.Channel) -> None:
    assert call(channel, "ByToken", b"hello ", WEB) == b"hello webid-1"


def test_a_method_that_nobody_serves_is_unimplemented(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        call(channel, "Nowhere")
    error: Any = caught.value
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_stream_goes_through_the_same_steps(channel: grpc.Channel) -> None:
    open_stream: Any = channel.stream_stream("/t.T/Stream")
    replies = open_stream(iter([b"a", b"b"]), metadata=GENERATION, timeout=5)
    assert list(replies) == [b"id-1", b"a", b"b"]


def test_a_stream_that_breaks_inside_says_nothing(channel: grpc.Channel) -> None:
    connection = Connection(channel, GENERATION)
    replies = connection.stream(channel.stream_stream("/t.T/BrokenStream"), iter([b"a"]), bytes, 5)
    assert next(replies) == b"first"
    with pytest.raises(Exception, match="internal error") as caught:
        next(replies)
    assert SECRET not in str(caught.value)


def test_one_stream_more_than_allowed_is_refused_and_a_freed_place_is_taken_again(channel: grpc.Channel) -> None:
    over = threading.Event()

    def wait_until_over() -> Iterator[bytes]:
        yield b"a"
        while not over.wait(0.01):
            yield b"a"

    method: Any = channel.stream_stream("/t.T/Stream")
    first: Any = method(wait_until_over(), metadata=GENERATION, timeout=5)
    next(first)
    with pytest.raises(grpc.RpcError) as caught:
        list(method(iter([b"b"]), metadata=GENERATION, timeout=5))
    error: Any = caught.value
    assert dict(error.trailing_metadata())["cameo-reason"] == "TOO_MANY_STREAMS"
    first.cancel()
    over.set()
    assert _taken_again(method)


def _taken_again(method: Any) -> bool:
    for _ in range(2000):
        try:
            return list(method(iter([b"b"]), metadata=GENERATION, timeout=5)) == [b"id-1", b"b"]
        except grpc.RpcError:
            continue
    return False


def test_a_request_that_is_too_large_never_reaches_a_handler(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        call(channel, "Echo", bytes(LARGEST_REQUEST_BYTES + 1))
    error: Any = caught.value
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_the_insecure_source_shouts_at_every_start(caplog: pytest.LogCaptureFixture) -> None:
    InsecureDevCallers(LOG)
    InsecureDevCallers(LOG)
    assert [record.message for record in caplog.records] == [WARNING, WARNING]


def test_the_log_line_names_no_person_and_no_assertion(channel: grpc.Channel, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=LOG.name)
    call(channel, "Echo", b"a prompt about ada")
    (line,) = [json.loads(JsonLines("service").format(record)) for record in caplog.records]
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "process": "service",
        "request_id": "id-1",
        "trace_id": None,
        "method": "/t.T/Echo",
        "service": "studio",
        "code": "OK",
        "ms": 0.0,
    }


def test_a_line_says_of_an_unexpected_error_where_it_was_and_not_what_it_said(
    channel: grpc.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    refusal_of(channel, "Broken")
    (line,) = [JsonLines("service").format(record) for record in caplog.records if record.levelno == logging.ERROR]
    assert SECRET not in line
    assert ".py" not in line
    assert json.loads(line)["error"][0] == "RuntimeError"
    assert f"{__name__}.broken:" in line


def test_the_log_says_why_a_recording_got_no_verdict_and_the_reply_does_not(
    channel: grpc.Channel, caplog: pytest.LogCaptureFixture
) -> None:
    said = refusal_of(channel, "Unjudged")
    assert said == (grpc.StatusCode.UNAVAILABLE, "ANALYSIS_INTERRUPTED", "Send it again.")
    (line,) = [json.loads(JsonLines("service").format(record)) for record in caplog.records if hasattr(record, CALL)]
    assert (line["code"], line["cause"]) == ("ANALYSIS_INTERRUPTED", CAUSE)
