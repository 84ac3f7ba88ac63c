"""docs/benchmarks.md and its plots, made of benchmarks/results.json."""
