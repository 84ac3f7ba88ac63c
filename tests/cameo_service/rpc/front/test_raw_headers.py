"""Headers as bytes: what is no text names no caller, and none of it comes into a log."""

import logging
from collections.abc import Callable

import pytest

from cameo_service.json_log import CALL
from cameo_service.rpc.front.first_message import Patience
from tests.cameo_service.rpc.front.half_open import send_whole_call
from tests.cameo_service.rpc.front.small_port import CHECK, LOG, PATIENT, Port

STUDIO, GENERATION = ("cameo-dev-service", b"studio"), ("cameo-dev-role", b"generation")
HEADERS = {
    "a service": ("CALLER_UNKNOWN", [("cameo-dev-service", b"st\xffudio"), GENERATION]),
    "a service in letters that gRPC does not send": (
        "CALLER_UNKNOWN",
        [("cameo-dev-service", "st\u00fcdio".encode()), GENERATION],
    ),
    "a role": ("CALLER_UNKNOWN", [STUDIO, ("cameo-dev-role", b"generation\xff")]),
    "an assertion": ("ASSERTION_INVALID", [STUDIO, GENERATION, ("cameo-subject-assertion", b"dev.\xff\xfe")]),
    "what is asked by no one": ("OK", [STUDIO, GENERATION, ("x-other", b"\xff\xfe")]),
}


@pytest.mark.parametrize(("outcome", "sent"), HEADERS.values(), ids=HEADERS.keys())
def test_bytes_that_are_no_text_name_no_caller_and_leave_one_line(
    port_with: Callable[[Patience], Port],
    caplog: pytest.LogCaptureFixture,
    outcome: str,
    sent: list[tuple[str, bytes]],
) -> None:
    port = port_with(PATIENT)
    caplog.clear()
    caplog.set_level(logging.INFO)
    send_whole_call(port.server.port, CHECK, sent, b"hello")
    lines = [(record.name, record.levelname, getattr(record, CALL)["code"]) for record in caplog.records]
    assert lines == [(LOG.name, "INFO", outcome)]
