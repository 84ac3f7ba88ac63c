"""Traces and metrics for the operator: OTLP and Prometheus. Loaded only where a setting asks for it."""
