"""Without a setting nothing is told; a call keeps the trace of its caller, for the log."""

import pytest

from cameo_service.observing import UNTOLD, Ended, trace_id_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("sent", "trace"),
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01", TRACE),
        (f"00-{TRACE}-00f067aa0ba902b7-00", TRACE),
        ("", ""),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", ""),
        (f"00-{TRACE}-{'0' * 16}-01", ""),
        (f"00-{TRACE.upper()}-00f067aa0ba902b7-01", ""),
        (f"00-{TRACE}-00f067aa0ba902b7-01\n", ""),
        ("ada@example.org", ""),
    ],
)
def test_only_a_well_formed_trace_is_taken_from_a_caller(sent: str, trace: str) -> None:
    assert trace_id_of(sent) == trace
    call = UNTOLD.begin("/cameo.v1.RenderService/CheckPrompt", sent)
    assert call.trace_id == trace
    call.end(Ended("OK", 0.1))


def test_what_goes_out_untold_carries_no_header() -> None:
    with UNTOLD.sending("webhook") as headers:
        assert dict(headers) == {}
