"""`python -m scripts.scale [--write]`: from measured unit costs, what a deployment needs, and what breaks first.

The costs are rows of benchmarks/results.json. What people do in a day is assumed below. The table is in docs/scale.md.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from benchmarks.page.marks import between_marks

RESULTS, PAGE = Path("benchmarks/results.json"), Path("docs/scale.md")
BEGIN, END = "<!-- scale: begin -->", "<!-- scale: end -->"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
MEASURED_UP_TO = 1_000_000
"""People in a database on which statements were timed. Beyond it everything is extrapolated."""
DAY_S = 86_400

# What a person does, assumed: no deployment was measured.
CHECKS_A_DAY, COMMITTED_SHARE, NARROWING_A_DAY = 2.0, 0.25, 0.05
WRITES_OF_A_RENDER = 3
"""Its fetch, its draft and its publication."""
ENROLLMENTS_A_YEAR = 0.5
PEAK = 5.0
"""The busiest minute, as a multiple of the mean."""
BUSY = 0.6
"""Share of a part's most that is planned with."""

# Of one service and one server.
SESSIONS_A_SERVICE = 33
MOST_SESSIONS = 1_000
"""Of one PostgreSQL; each takes some MB there."""
ROW_BYTES = 1_766
"""What rows of one person take with their indexes: `python -m tests.cameo_service.storage.postgresql.crowd 100000`."""
SEALED_BYTES = 1_400_000
"""Of one enrollment, at most: half a minute of voice as 16-bit samples, 16,000 a second, and nine pictures of 50 kB."""
SERVICE_MB, WATCH_MB, WORKER_MB, WORKERS = 257, 70, 341, 2
"""Memory of a service's process without nets, of its watch, both as the system counts it, and of a worker with its
nets (docs/models.md)."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured. checks_s: a service answers so many in a second. write_ms: one narrowing write on PostgreSQL."""

    checks_s: float
    write_ms: float
    enrollment_cpu_s: float
    fan_out_1000_s: float


def costs(results: Path = RESULTS) -> Costs:
    """From the rows of the last `make bench`."""
    rows = {row["name"]: row for row in json.loads(results.read_text(encoding="utf-8"))}
    return Costs(
        checks_s=rows["check_prompt_1_on_postgresql_vs_empty"]["value"],
        write_ms=rows["postgresql_narrowing_write_p50_ms"]["value"],
        enrollment_cpu_s=rows["cpu_seconds_per_enrollment"]["value"],
        fan_out_1000_s=rows["watch_1000_p99_seconds"]["value"],
    )


@dataclass(frozen=True, slots=True)
class Need:
    """What so many people need. databases: parts of the people, each with its own writer. breaks: what does first."""

    people: int
    checks_s: float
    writes_s: float
    services: int
    databases: int
    enrollment_cores: float
    storage_gb: float
    memory_gb: float
    breaks: str


def need(people: int, unit: Costs) -> Need:
    """At the busiest minute, no part busier than BUSY."""
    checks_s = people * CHECKS_A_DAY * PEAK / DAY_S
    writes_s = people * (CHECKS_A_DAY * COMMITTED_SHARE * WRITES_OF_A_RENDER + NARROWING_A_DAY) * PEAK / DAY_S
    enrollment_cores = people * ENROLLMENTS_A_YEAR / 365 * PEAK / DAY_S * unit.enrollment_cpu_s / BUSY
    services = max(2, ceil(checks_s / (unit.checks_s * BUSY)), ceil(enrollment_cores / 2))
    databases = ceil(writes_s * unit.write_ms / 1000 / BUSY)
    return Need(
        people,
        checks_s,
        writes_s,
        services,
        databases,
        enrollment_cores,
        people * (ROW_BYTES + SEALED_BYTES) / 1e9,
        services * (SERVICE_MB + WATCH_MB + WORKERS * WORKER_MB) / 1000,
        breaks_first(services, writes_s, unit),
    )


def breaks_first(services: int, writes_s: float, unit: Costs) -> str:
    """Of the parts that do not grow by adding services, the busiest past its plan."""
    shares = {
        "the one writer": writes_s * unit.write_ms / 1000 / BUSY,
        "sessions of the server": services * SESSIONS_A_SERVICE / MOST_SESSIONS,
    }
    name, share = max(shares.items(), key=lambda item: item[1])
    return name if share > 1 else f"nothing ({name}: {share:.0%})"


def table(unit: Costs) -> str:
    """The table of the page."""
    lines = [
        "| people | checks/s | writes/s | services | databases | cores that enroll | storage | memory | breaks first |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in (need(people, unit) for people in SIZES):
        mark = "" if one.people <= MEASURED_UP_TO else " (extrapolated)"
        lines.append(
            f"| {one.people:,}{mark} | {one.checks_s:,.0f} | {one.writes_s:,.0f} | {one.services} | {one.databases} |"
            f" {one.enrollment_cores:.1f} | {one.storage_gb:,.0f} GB | {one.memory_gb:.1f} GB | {one.breaks} |"
        )
    return "\n".join(lines)


def bill(unit: Costs) -> str:
    """What a million enrollments and a billion checks cost in processor time."""
    cores, services = 1e6 * unit.enrollment_cpu_s / 3600, 1e9 / unit.checks_s / 3600
    return (
        f"A million enrollments take {cores:,.0f} core hours, a billion checks {services:,.0f} hours of one service, by"
        f" {unit.enrollment_cpu_s} CPU-seconds an enrollment and {unit.checks_s:,.0f} checks a second. One write takes"
        f" {unit.write_ms} ms, and a revocation is told to 1,000 renderers within {unit.fan_out_1000_s} s."
    )


def page_with(page: str, unit: Costs) -> str:
    """The page with the table and the bill of these costs.

    Raises:
        ValueError: the marks are not there.
    """
    return between_marks(page, BEGIN, END, f"{table(unit)}\n\n{bill(unit)}")


def main() -> int:
    """Prints the table, or writes it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write it into {PAGE}")
    told = parser.parse_args()
    if told.write:
        PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), costs()), encoding="utf-8")
    else:
        sys.stdout.write(f"{table(costs())}\n\n{bill(costs())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
