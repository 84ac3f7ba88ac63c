"""OpenTelemetry behind the port `Observer`: what is measured, what may go along with it, and where it goes.

The SDK is made with its choices spelled out, because its own defaults read the environment, attach exemplars with trace
ids to metrics, and describe the process with its command line. Attributes of metrics pass a list of what is allowed:
nothing that is added elsewhere, on purpose or not, leaves with them.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import prometheus_client
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from cameo_service.observing import TRACEPARENT, Ended, trace_id_of
from cameo_service.telemetry.readings import Kind, Reading

LOG = logging.getLogger(__name__)
METHOD, CODE, OUTCOME, STATE, SYSTEM = "rpc.method", "cameo.code", "cameo.outcome", "cameo.state", "rpc.system"
ALLOWED = frozenset({METHOD, CODE, OUTCOME, STATE, SYSTEM})
"""Every attribute that may go along. Their values are the contract's: methods, codes, enums."""
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Bounds of the histogram of calls: a check takes some milliseconds, a recording up to two minutes."""
EXPORT_MS = 15_000
"""Between two exports of metrics."""
EXPORT_TIMEOUT_S = 3
"""Of one export, at the stop too: a collector that is gone must not keep the service."""
_W3C = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class Destinations:
    """Where telemetry goes. otlp: URL of a collector's gRPC port; "" for none. prometheus: (address, port) to listen
    on; None for none.
    """

    otlp: str
    prometheus: tuple[str, int] | None


class Telemetry:
    """See `observing.Observer`.

    Args:
        spans: what takes finished spans.
        readers: what reads the metrics.

    Attributes:
        port: where Prometheus reads; 0 where it does not.
    """

    def __init__(self, spans: Sequence[SpanProcessor], readers: Sequence[MetricReader]) -> None:
        resource, self.port = Resource({"service.name": "cameo"}), 0
        self._traces = TracerProvider(ParentBased(ALWAYS_ON), resource, shutdown_on_exit=False)
        for processor in spans:
            self._traces.add_span_processor(processor)
        self._metrics = MeterProvider(
            readers,
            resource,
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
            views=[View(instrument_name="*", attribute_keys=set(ALLOWED))],
        )
        self._tracer, self._meter = self._traces.get_tracer("cameo"), self._metrics.get_meter("cameo")
        self._seconds = self._meter.create_histogram(
            "cameo.call.duration", "s", "Calls that ended", explicit_bucket_boundaries_advisory=SECONDS
        )
        self._outcomes = self._meter.create_counter("cameo.outcomes", "{outcome}", "What calls decided")
        self._web: tuple[Any, Thread] | None = None

    def begin(self, method: str, traceparent: str) -> "_Call":
        """A span of the caller's trace; of a new one where the caller names none."""
        return _Call(self, self._tracer, method, traceparent)

    @contextmanager
    def sending(self, what: str) -> Iterator[Mapping[str, str]]:
        """A trace of its own: which act an event comes from is not kept beside the event."""
        # The text of an error may name anything: it is neither an event of the span nor its status.
        with self._tracer.start_as_current_span(
            what, kind=SpanKind.PRODUCER, record_exception=False, set_status_on_exception=False
        ) as span:
            headers: dict[str, str] = {}
            _W3C.inject(headers, set_span_in_context(span))
            yield {TRACEPARENT: headers[TRACEPARENT]}

    def count(self, method: str, ended: Ended) -> None:
        """Counts one call."""
        self._seconds.record(ended.seconds, {METHOD: method, CODE: ended.code})
        for outcome in ended.outcomes:
            self._outcomes.add(1, {METHOD: method, OUTCOME: outcome})

    def read(self, readings: Sequence[Reading]) -> None:
        """From now on these are read whenever metrics are."""
        for reading in readings:
            create = {
                Kind.GAUGE: self._meter.create_observable_gauge,
                Kind.COUNTER: self._meter.create_observable_counter,
            }[reading.kind]
            create(reading.name, [_observed(reading)], reading.unit, reading.meaning)

    def listen(self, address: str, port: int, registry: prometheus_client.CollectorRegistry) -> None:
        """Answers Prometheus.

        Raises:
            OSError: the port cannot be listened on.
        """
        self._web = prometheus_client.start_http_server(port, address, registry)
        self.port = self._web[0].server_port

    def close(self) -> None:
        """Tells what is left, within some seconds."""
        if self._web:
            server, thread = self._web
            server.shutdown()
            server.server_close()
            thread.join()
        # A collector that is gone keeps the exporters trying, and no stop waits for that.
        ending = [Thread(target=end, daemon=True) for end in (self._traces.shutdown, self._shut_metrics)]
        for thread in ending:
            thread.start()
        for thread in ending:
            thread.join(EXPORT_TIMEOUT_S)

    def _shut_metrics(self) -> None:
        self._metrics.shutdown(EXPORT_TIMEOUT_S * 1e3)


class _Call:
    """One call as a span. See `observing.Observed`."""

    def __init__(self, telemetry: Telemetry, tracer: Tracer, method: str, traceparent: str) -> None:
        parent = _W3C.extract({TRACEPARENT: traceparent}) if trace_id_of(traceparent) else None
        self._telemetry, self._method = telemetry, method
        self._span: Span = tracer.start_span(
            method, parent, SpanKind.SERVER, {SYSTEM: "grpc", METHOD: method}, record_exception=False
        )
        self.trace_id = format_trace_id(self._span.get_span_context().trace_id)

    def end(self, ended: Ended) -> None:
        """Ends the span and counts the call."""
        self._span.set_attribute(CODE, ended.code)
        if ended.code == "INTERNAL":
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()
        self._telemetry.count(self._method, ended)


def start_telemetry(to: Destinations) -> Telemetry:
    """Telemetry to where the operator wants it.

    Raises:
        OSError: the port for Prometheus cannot be listened on.
    """
    spans: list[SpanProcessor] = []
    readers: list[MetricReader] = []
    registry = prometheus_client.CollectorRegistry()
    if to.otlp:
        plain = urlsplit(to.otlp).scheme == "http"
        spans.append(BatchSpanProcessor(OTLPSpanExporter(to.otlp, plain, timeout=EXPORT_TIMEOUT_S)))
        exporter = OTLPMetricExporter(to.otlp, plain, timeout=EXPORT_TIMEOUT_S)
        readers.append(PeriodicExportingMetricReader(exporter, EXPORT_MS, EXPORT_TIMEOUT_S * 1e3))
    if to.prometheus:
        readers.append(PrometheusMetricReader(disable_target_info=True, scope_info_enabled=False, registry=registry))
    telemetry = Telemetry(spans, readers)
    if to.prometheus:
        telemetry.listen(*to.prometheus, registry)
    return telemetry


def _observed(reading: Reading) -> Any:
    def observe(_options: CallbackOptions) -> Iterator[Observation]:
        try:
            found = reading.read()
        except Exception:
            LOG.exception("the number %s could not be read", reading.name)
            return
        for state, value in found.items():
            yield Observation(value, {STATE: state} if state else {})

    return observe
