"""What telemetry tells of calls: the caller's trace, codes, words of the contract and seconds, and nothing else."""

import http.client
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from cameo_service.observing import Ended, trace_id_of
from cameo_service.telemetry.exporting import ALLOWED, Destinations, Telemetry, start_telemetry
from cameo_service.telemetry.readings import Kind, Reading
from tests.cameo_service.telemetry.collector import collecting

METHOD = "/cameo.v1.RenderService/CheckPrompt"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"
NAME = "marguerite"
LONG_S = 60


class Told:
    """Telemetry, and what came out of it."""

    def __init__(self) -> None:
        self._spans, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.telemetry = Telemetry([SimpleSpanProcessor(self._spans)], [self._reader])

    def spans(self) -> tuple[Any, ...]:
        return self._spans.get_finished_spans()

    def points(self) -> dict[str, list[Any]]:
        data = self._reader.get_metrics_data()
        if data is None:
            return {}
        (scope,) = data.resource_metrics[0].scope_metrics
        return {metric.name: list(metric.data.data_points) for metric in scope.metrics}

    def call(self, traceparent: str = "", *outcomes: str, code: str = "OK") -> str:
        call = self.telemetry.begin(METHOD, traceparent)
        call.end(Ended(code, 0.015, outcomes))
        return call.trace_id


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_call_is_part_of_its_callers_trace(told: Told) -> None:
    assert told.call(TRACEPARENT) == TRACE
    (span,) = told.spans()
    assert f"{span.parent.span_id:016x}" == PARENT
    assert dict(span.attributes) == {"rpc.system": "grpc", "rpc.method": METHOD, "cameo.code": "OK"}


@pytest.mark.parametrize("sent", ["", "00-0-0-01", TRACEPARENT.upper(), f"{TRACEPARENT}-more", "99" + TRACEPARENT[2:]])
def test_a_call_without_a_trace_begins_one(told: Told, sent: str) -> None:
    trace = told.call(sent)
    assert len(trace) == 32
    assert trace != TRACE
    assert told.spans()[0].parent is None


def test_calls_are_counted_by_method_and_code_and_outcomes_by_word(told: Told) -> None:
    told.call("", "ALLOWED")
    told.call("", "NOT_PERMITTED")
    told.call("", "NOT_PERMITTED")
    told.call(code="RENDER_HELD")
    points = told.points()
    assert {point.attributes["cameo.code"]: point.count for point in points["cameo.call.duration"]} == {
        "OK": 3,
        "RENDER_HELD": 1,
    }
    assert {point.attributes["cameo.outcome"]: point.value for point in points["cameo.outcomes"]} == {
        "ALLOWED": 1,
        "NOT_PERMITTED": 2,
    }


def test_an_attribute_that_is_not_allowed_does_not_leave(told: Told) -> None:
    told.telemetry._outcomes.add(1, {"cameo.outcome": "ALLOWED", "subject": NAME})
    (point,) = told.points()["cameo.outcomes"]
    assert set(point.attributes) <= ALLOWED


def test_no_number_carries_the_trace_of_one_call(told: Told) -> None:
    with told.telemetry._tracer.start_as_current_span("around"):
        told.call(TRACEPARENT, "NOT_PERMITTED")
    for points in told.points().values():
        assert [point.exemplars for point in points] == [[]] * len(points)


def test_what_goes_out_names_its_trace_and_an_error_beside_it_leaves_no_text(told: Told) -> None:
    with pytest.raises(ValueError, match=NAME), told.telemetry.sending("webhook") as headers:
        raise ValueError(NAME)
    (span,) = told.spans()
    assert trace_id_of(headers["traceparent"]) == f"{span.context.trace_id:032x}"
    assert headers.keys() == {"traceparent"}
    assert NAME not in span.to_json()


def test_the_environment_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"process.command_args={NAME}")
    monkeypatch.setenv("OTEL_METRICS_EXEMPLAR_FILTER", "always_on")
    told = Told()
    told.call(TRACEPARENT)
    assert dict(told.spans()[0].resource.attributes) == {"service.name": "cameo"}
    assert told.points()["cameo.call.duration"][0].exemplars == []


def test_a_number_that_cannot_be_read_is_left_out_and_all_others_are_told(told: Told) -> None:
    def broken() -> dict[str, float]:
        raise OSError(NAME)

    told.telemetry.read(
        [
            Reading("cameo.watch.lag", "s", "", Kind.GAUGE, broken),
            Reading("cameo.recordings", "1", "", Kind.GAUGE, lambda: {"running": 2, "waiting": 1}),
            Reading("cameo.analysis.begun", "1", "", Kind.COUNTER, lambda: {"": 7}),
        ]
    )
    points = told.points()
    assert points.get("cameo.watch.lag", []) == []
    assert {point.attributes["cameo.state"]: point.value for point in points["cameo.recordings"]} == {
        "running": 2,
        "waiting": 1,
    }
    assert [point.value for point in points["cameo.analysis.begun"]] == [7]


def test_prometheus_reads_the_numbers_until_the_end() -> None:
    telemetry = start_telemetry(Destinations("", ("127.0.0.1", 0)))
    telemetry.begin(METHOD, TRACEPARENT).end(Ended("OK", 0.015, ("ALLOWED",)))
    page = read_metrics(telemetry.port)
    assert 'cameo_outcomes_total{cameo_outcome="ALLOWED",rpc_method="/cameo.v1.RenderService/CheckPrompt"} 1.0' in page
    assert TRACE not in page
    assert "process_" not in page
    telemetry.close()
    with pytest.raises(ConnectionRefusedError):
        read_metrics(telemetry.port)


def read_metrics(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG_S)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def test_a_collector_is_told_spans_and_numbers_before_the_end() -> None:
    with collecting() as collector:
        telemetry = start_telemetry(Destinations(collector.url, None))
        telemetry.begin(METHOD, TRACEPARENT).end(Ended("OK", 0.015, ("ALLOWED",)))
        telemetry.close()
        (spans,) = collector.spans.get(timeout=LONG_S).resource_spans
        (numbers,) = collector.metrics.get(timeout=LONG_S).resource_metrics
    assert spans.scope_spans[0].spans[0].trace_id.hex() == TRACE
    assert {metric.name for metric in numbers.scope_metrics[0].metrics} == {"cameo.call.duration", "cameo.outcomes"}
