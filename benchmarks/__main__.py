"""`make bench`: runs every benchmark suite, or the suites named, prints the rows and writes benchmarks/results.json."""

import json
import os
import platform
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

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

RESULTS = Path(__file__).with_name("results.json")
COLUMNS = ("name", "value", "unit", "ratio", "n", "machine")
Rows = list[dict[str, Any]]
SUITES: dict[str, Callable[[], Rows]] = {
    "face_template": face_template.rows,
    "enrollment": enrollment.rows,
    "live_verdict": live_verdict.rows,
    "storage": storage.rows,
    "check_prompt": check_prompt.rows,
    "on_postgresql": on_postgresql.rows,
    "identity": identity.rows,
    "idle": idle.rows,
    "history": history.rows,
    "grant_verify": grant_verify.rows,
    "replica": replica.rows,
    "watch": watch.rows,
    "cli": cli.rows,
    "crowd": crowd.rows,
    "drain": drain.rows,
    "words": words.rows,
    "worst_load": worst_load.rows,
    "restart": restart.rows,
    "reply_time": reply_time.rows,
}
if TESTDATA := os.environ.get("CAMEO_TESTDATA"):  # noqa: TID251 - as above
    SUITES["speech"] = partial(speech.rows, Path(TESTDATA))


def main(wanted: list[str]) -> None:
    """Runs the named suites, or all of them; rows of other suites stay unchanged."""
    console, machine = Console(), f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    table = Table(*COLUMNS)
    kept = {row["name"]: row for row in json.loads(RESULTS.read_text(encoding="utf-8"))} if RESULTS.exists() else {}
    for name in wanted or SUITES:
        with console.status(f"measuring {name} ..."):
            rows = SUITES[name]()
        for row in rows:
            kept[row["name"]] = {**row, "machine": machine}
            table.add_row(*(str(kept[row["name"]].get(column, "")) for column in COLUMNS))
    RESULTS.write_text(json.dumps(list(kept.values()), indent=1) + "\n", encoding="utf-8")
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
