"""`make bench`: runs every benchmark suite, or the suites named, and writes benchmarks/results.json and its page.

Each row says what was run, when, and how busy the machine was: `load` is its one-minute average before and after the
suite, `others_percent` how much of its processors was in use in the second before the suite.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import (
    check_prompt,
    cli,
    crowd,
    drain,
    enrollment,
    face_template,
    grant_verify,
    history,
    identity,
    idle,
    live_verdict,
    on_postgresql,
    replica,
    reply_time,
    restart,
    speech,
    storage,
    watch,
    words,
    worst_load,
)
from benchmarks.check import grid, peers
from benchmarks.fleet import growth, soak
from benchmarks.media import plain_script
from benchmarks.page.write import RESULTS, write_page
from cameo_service.clock import SystemClock

COLUMNS = ("name", "value", "unit", "ratio", "n", "load")
Rows = list[dict[str, Any]]
SUITES: dict[str, Callable[[], Rows]] = {
    "check_prompt": check_prompt.rows,
    "check_grid": grid.rows,
    "on_postgresql": on_postgresql.rows,
    "identity": identity.rows,
    "peers": peers.rows,
    "growth": growth.rows,
    "watch": watch.rows,
    "idle": idle.rows,
    "enrollment": enrollment.rows,
    "plain_script": plain_script.rows,
    "live_verdict": live_verdict.rows,
    "face_template": face_template.rows,
    "storage": storage.rows,
    "history": history.rows,
    "grant_verify": grant_verify.rows,
    "replica": replica.rows,
    "cli": cli.rows,
    "words": words.rows,
    "worst_load": worst_load.rows,
    "crowd": crowd.rows,
    "restart": restart.rows,
}
"""Of `make bench`, in the order in which they are run."""


def main(arguments: Sequence[str]) -> int:
    """Runs the named suites, or all that are not long; rows of other suites stay unchanged.

    What a suite measured is written when it ends. Returns 1 if one of them failed; the others are run all the same.
    """
    asked = _asked(arguments)
    suites = {**SUITES, **_long(asked.minutes)}
    console, failed, table = Console(), [], Table(*COLUMNS)
    for name in asked.suites or SUITES:
        began_s = time.monotonic()
        try:
            with console.status(f"measuring {name} ..."):
                rows = _measured(f"{name} --minutes {asked.minutes:g}" if name == "soak" else name, suites[name])
        except Exception:  # noqa: BLE001 - a suite that fails must not lose what the others measured
            console.print_exception(max_frames=4)
            failed.append(name)
            continue
        _keep(rows)
        write_page()
        for row in rows:
            table.add_row(*(str(row.get(column, "")) for column in COLUMNS))
        console.print(f"{name}: {(time.monotonic() - began_s) / 60:.1f} minutes")
    console.print(table)
    if failed:
        console.print(f"These failed, and kept their old rows: {', '.join(failed)}", style="red")
    return int(bool(failed))


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures, and writes the rows.")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"{', '.join([*SUITES, *_long(0)])}")
    parser.add_argument("--minutes", type=float, default=60.0, help="of load, of the suite soak")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.suites) - {*SUITES, *_long(0)}:
        parser.error(f"there is no suite {', '.join(sorted(unknown))}")
    return asked


def _long(minutes: float) -> dict[str, Callable[[], Rows]]:
    """Suites that are run by name alone: they take as long as all the others, or need what is not in the project."""
    suites: dict[str, Callable[[], Rows]] = {
        "drain": drain.rows,
        "reply_time": reply_time.rows,
        "growth_on_postgresql": growth.rows_on_postgresql,
        "soak": partial(soak.rows, minutes),
    }
    if testdata := os.environ.get("CAMEO_TESTDATA"):  # noqa: TID251 - where the recordings of the machine are
        suites["speech"] = partial(speech.rows, Path(testdata))
    return suites


def _measured(asked: str, measure: Callable[[], Rows]) -> Rows:
    """The rows of a suite, with what was run, where and when, and how busy the machine was."""
    others, before = round(psutil.cpu_percent(interval=1.0)), os.getloadavg()[0]
    rows = measure()
    when = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC).date().isoformat()
    told = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "command": f"python -m benchmarks {asked}",
        "measured": when,
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "others_percent": others,
    }
    return [{**row, **told} for row in rows]


def _keep(rows: Rows) -> None:
    """Puts rows in the place of those of the same names."""
    kept = {row["name"]: row for row in json.loads(RESULTS.read_text(encoding="utf-8"))} if RESULTS.exists() else {}
    kept |= {row["name"]: row for row in rows}
    RESULTS.write_text(json.dumps(list(kept.values()), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
