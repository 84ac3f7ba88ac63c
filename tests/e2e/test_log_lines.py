"""Every line of the log of a whole story: one JSON object each, and nothing in it of a person or of their words."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from tests.e2e import acts
from tests.e2e.service_process import ServiceProcess

OWNER, FRIEND, STRANGER = "marguerite", "bartholomew", "evangeline"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
RUNNING = SpanContext(int(TRACE, 16), 1, is_remote=False, trace_flags=TraceFlags(1))
"""The span of a program that uses OpenTelemetry, while it revokes."""
PROMPT = f"@{OWNER} plays trumpet among zebras"
SHAPE = {
    "time": re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"),
    "level": re.compile("INFO"),
    "process": re.compile("service|watch"),
    "request_id": re.compile("[0-9a-f]{16}"),
    "trace_id": re.compile(f"None|{TRACE}"),
    "method": re.compile(r"/[A-Za-z0-9.]+/[A-Za-z]+"),
    "service": re.compile("cli|studio|None"),
    "code": re.compile("[A-Z_]+"),
    "ms": re.compile(r"\d+\.\d"),
}
"""All that a line of one call may hold."""


def told(service: ServiceProcess) -> list[dict[str, Any]]:
    """Marguerite enrolls and grants; a friend and a stranger ask; a malformed handle is refused; she revokes."""
    acts.introduce(service, FRIEND, STRANGER)
    acts.enrolled(service, OWNER)
    acts.set_audience(service, OWNER, "ONLY_ME")
    acts.grant(service, OWNER, FRIEND)
    for person in (OWNER, FRIEND, STRANGER):
        acts.asked(service, person, PROMPT)
    with pytest.raises(RefusedError, match="HANDLE"):
        acts.claim(service, f"{OWNER}!")
    with trace.use_span(NonRecordingSpan(RUNNING)):
        acts.revoke(service, OWNER, FRIEND)
    service.checks.consent(OWNER).list_activity(consent_pb.ListActivityRequest())
    return [json.loads(line) for line in service.log.splitlines()]


def test_a_story_leaves_one_line_a_call_and_no_word_of_it(service: ServiceProcess) -> None:
    lines = told(service)
    calls = [line for line in lines if "method" in line]
    for line in calls:
        assert line.keys() == SHAPE.keys()
        assert [key for key, shape in SHAPE.items() if not shape.fullmatch(str(line[key]))] == []
    assert len({line["request_id"] for line in calls}) == len(calls)
    assert [line["method"].rpartition("/")[2] for line in calls if line["trace_id"]] == ["RevokeAccess"]
    made = Counter((line["method"].rpartition("/")[2], line["code"]) for line in calls)
    assert made == {
        ("AssertAge", "OK"): 3,
        ("ClaimHandle", "OK"): 1,
        ("ClaimHandle", "MALFORMED_HANDLE"): 1,
        ("StartEnrollment", "OK"): 1,
        ("RecordEnrollment", "OK"): 1,
        ("SetAudience", "OK"): 1,
        ("GrantAccess", "OK"): 1,
        ("CheckPrompt", "OK"): 3,
        ("RevokeAccess", "OK"): 1,
        ("ListActivity", "OK"): 1,
    }
    said = service.log.lower()
    forbidden = (OWNER, FRIEND, STRANGER, "zebras", "trumpet", "dev.", str(service.folder).lower(), "score", "template")
    assert [word for word in forbidden if word in said] == []
