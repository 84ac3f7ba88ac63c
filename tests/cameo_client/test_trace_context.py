"""A caller's trace goes along with its calls, and nothing else that is kept with it."""

import subprocess
import sys

from opentelemetry import baggage, trace
from opentelemetry.context import attach, detach
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from cameo_client.connection import trace_metadata

RUNNING = SpanContext(
    0x4BF92F3577B34DA6A3CE929D0E0E4736, 0x00F067AA0BA902B7, is_remote=False, trace_flags=TraceFlags(1)
)


def test_the_running_span_is_named_in_one_header_without_what_is_kept_beside_it() -> None:
    kept = baggage.set_baggage("account", "marguerite", set_span_in_context(NonRecordingSpan(RUNNING)))
    token = attach(kept)
    try:
        assert trace_metadata() == (("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),)
    finally:
        detach(token)


def test_without_a_running_span_nothing_is_sent() -> None:
    assert not trace.get_current_span().get_span_context().is_valid
    assert trace_metadata() == ()


def test_a_program_without_traces_loads_no_library_for_them() -> None:
    told = (
        "import sys, cameo_client.connection as t; print(t.trace_metadata(),"
        " [name for name in sys.modules if 'opentelemetry' in name])"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "() []"
