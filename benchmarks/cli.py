"""Compares the cost of `cameo --help` with the `--help` of a Typer app with two commands."""

import resource
import subprocess
import sys
from statistics import median
from typing import Any

RUNS = 15
LIMIT = 1.5
EMPTY_APP = """
import typer
app = typer.Typer()
@app.command()
def one(): "One."
@app.command()
def two(): "Two."
app()
"""


def rows() -> list[dict[str, Any]]:
    """One row: CPU milliseconds, and the ratio of the medians of alternating runs; the target is at most 1.5."""
    empty, ours = [], []
    for _ in range(RUNS):
        empty.append(cpu_ms("-c", EMPTY_APP))
        ours.append(cpu_ms("-m", "cameo_service"))
    ratio = median(ours) / median(empty)
    row = {"name": "cli_help_cpu_vs_empty_typer", "value": round(median(ours), 1), "unit": "ms of CPU, cameo --help"}
    return [{**row, "ratio": round(ratio, 2), "n": RUNS, "baseline_ms": round(median(empty), 1), "limit": LIMIT}]


def cpu_ms(*program: str) -> float:
    """User and system time of one fresh interpreter that prints its help."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *program, "--help"], check=True, capture_output=True)  # noqa: S603 - ourselves
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
