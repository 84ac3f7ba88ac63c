"""What the reader of every log line finds, and what it leaves alone."""

import json
import logging

import pytest

from cameo_service.json_log import CALL
from tests.log_hygiene import Reader, found_in

GOOD = {
    "time": "2026-11-30T06:00:00.000+00:00",
    "level": "INFO",
    "process": "service",
    "request_id": "0123456789abcdef",
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "method": "/cameo.v1.RenderService/CheckPrompt",
    "service": "studio",
    "code": "OK",
    "ms": 1.5,
}


def test_a_line_of_a_call_is_fine_as_it_is() -> None:
    assert list(found_in(json.dumps(GOOD))) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("@ada may not be rendered", "a person"),
        ("no grant for bob", "a person"),
        ("two zebras were refused", "words of a prompt"),
        ("subject 0195f1d2-7b3c-7aaa-8bbb-0123456789ab", "an id of a person"),
        ("assertion dev.eyJpc3MiOiJkZXYiLCJzdWIi", "an assertion or a token"),
        ("similarity 0.7341", "a score"),
        ("template b'\\x00\\x12'", "bytes, such as a template"),
        ("cannot read /home/cameo/keys/ring.json", "a path"),
    ],
)
def test_a_message_that_tells_too_much_is_found(said: str, what: str) -> None:
    assert what in found_in(json.dumps({"message": said}))


@pytest.mark.parametrize(
    "said",
    [
        "port 7443 decides; what judges recordings is loaded now",
        "the app did not accept an event (status 500); trying again in 2 s",
        "the metadata of a call",
        "run 1 of 2 of an analysis: the worker ended with status -9",
    ],
)
def test_a_message_that_the_service_writes_is_left_alone(said: str) -> None:
    assert list(found_in(json.dumps({"message": said}))) == []


@pytest.mark.parametrize(("field", "value"), [("prompt", "hello"), ("request_id", "mine"), ("code", "no"), ("ms", "x")])
def test_a_field_that_a_line_of_a_call_does_not_have_is_found(field: str, value: str) -> None:
    assert any(field in fault for fault in found_in(json.dumps({**GOOD, field: value})))


def test_a_record_of_a_call_is_read_whatever_logger_it_comes_from_and_others_are_the_services() -> None:
    reader = Reader()
    record = logging.LogRecord("elsewhere", logging.INFO, "", 0, "@ada", (), None)
    reader.emit(record)
    assert reader.take() == []
    record.name = "cameo_service.watch"
    reader.emit(record)
    assert len(reader.take()) == 1
    setattr(record, CALL, {**GOOD, "prompt": "hello"})
    record.name = "elsewhere"
    reader.emit(record)
    assert len(reader.take()) == 1
    assert reader.take() == []
