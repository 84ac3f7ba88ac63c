"""`python -m benchmarks.page.write`: docs/benchmarks.md and its plots, anew from benchmarks/results.json."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.page.marks import between_marks
from benchmarks.page.plots import all_plots, svg_of
from benchmarks.page.targets import TARGETS, Row, Target

RESULTS = Path(__file__).parents[1] / "results.json"
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
PLOTS = PAGE.with_name("benchmarks")
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
NOT_TOLD = "not told"
SIGNS = {"met": "met", "missed": "**missed**", "not measured": "not measured"}
SHOWN = {"name", "value", "unit", "ratio", "n", "machine", "command", "measured", "load", "others_percent", "limit"}
"""What a row's own column or heading shows; everything else stands in its last column."""


def results(path: Path = RESULTS) -> dict[str, Row]:
    """The rows, by name."""
    return {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))}


def page_with(page: str, rows: Mapping[str, Row]) -> str:
    """The page with the figures of these rows.

    Raises:
        ValueError: the marks are not there.
    """
    return between_marks(page, BEGIN, END, "\n".join(_figures(rows)))


def write_page() -> None:
    """Writes the page and its plots, and removes plots of which nothing is measured any more."""
    rows = results()
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")
    PLOTS.mkdir(exist_ok=True)
    drawn = {PLOTS / f"{plot.name}.svg": svg_of(plot) for plot in all_plots(rows)}
    for old in set(PLOTS.glob("*.svg")) - drawn.keys():
        old.unlink()
    for path, text in drawn.items():
        path.write_text(text, encoding="utf-8")


def _figures(rows: Mapping[str, Row]) -> Iterator[str]:
    standings = [target.standing(rows) for target in TARGETS]
    counts = ", ".join(f"{standings.count(name)} {name}" for name in SIGNS if name in standings)
    yield from ("", "## Targets", "", f"{counts}, of {len(TARGETS)}.", "")
    yield from ("| figure | measured | target | | n | row |", "|---|---|---|---|---|---|")
    yield from (_target_line(target, rows) for target in TARGETS)
    yield from ("", "## Plots", "")
    for plot in all_plots(rows):
        yield from (f"![{plot.title}]({PLOTS.name}/{plot.name}.svg)", "")
    yield from ("## Every row", "")
    ordered = sorted(rows.values(), key=_origin)
    for origin, some in groupby(ordered, key=_origin):
        yield from _rows_of(origin, list(some))


def _target_line(target: Target, rows: Mapping[str, Row]) -> str:
    row, standing = rows.get(target.row, {}), SIGNS[target.standing(rows)]
    cells = (target.what, row.get(target.field, ""), _bound(target), standing, row.get("n", ""))
    return f"| {' | '.join(map(_said, cells))} | `{target.row}`, {target.field} |"


def _bound(target: Target) -> str:
    return f"{'≥' if target.is_least else '≤'} {target.bound:g}"


def _targets_of(row: Row) -> str:
    return ", ".join(f"{target.field} {_bound(target)}" for target in TARGETS if target.row == row["name"])


def _origin(row: Row) -> tuple[str, str, str]:
    return tuple(str(row.get(key, NOT_TOLD)) for key in ("command", "machine", "measured"))  # type: ignore[return-value]


def _rows_of(origin: tuple[str, str, str], rows: list[Row]) -> Iterator[str]:
    command, machine, measured = origin
    heading = "Measured before rows said how" if command == NOT_TOLD else f"`{command}`"
    yield from (f"### {heading}", "", f"{machine}; measured: {measured}{_load_of(rows)}.", "")
    yield from ("| row | value | unit | ratio | target | n | besides |", "|---|---|---|---|---|---|---|")
    for row in rows:
        cells = (row["value"], row["unit"], row.get("ratio"), _targets_of(row), row["n"], _besides(row))
        yield f"| `{row['name']}` | {' | '.join(map(_said, cells))} |"
    yield ""


def _load_of(rows: list[Row]) -> str:
    loads, others = rows[0].get("load"), rows[0].get("others_percent")
    told = f"; load before and after: {loads}" if loads is not None else ""
    return told + (f"; {others} % of the processors were used by other programs before" if others is not None else "")


def _besides(row: Row) -> str:
    """Fields of its own; tables within a row are left to the file."""
    own = {key: value for key, value in row.items() if key not in SHOWN and not isinstance(value, dict)}
    return ", ".join(f"{key} {_said(value)}" for key, value in own.items())


def _said(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) >= 10_000:
        return f"{value:,}"
    return str(value)


if __name__ == "__main__":
    write_page()
