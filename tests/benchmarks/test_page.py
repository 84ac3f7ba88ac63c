"""docs/benchmarks.md is what the writer makes of benchmarks/results.json, and says what was missed."""

import re
from html import unescape
from typing import Any

import pytest

from benchmarks.page.plots import all_plots, svg_of, told_by
from benchmarks.page.targets import TARGETS, Target
from benchmarks.page.write import BEGIN, END, PAGE, PLOTS, page_with, results

AGAIN = "run: python -m benchmarks.page.write"
EMPTY = f"{BEGIN}\n{END}"


def row(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "value": 1.0, "unit": "s", "n": 3, **fields}


def test_the_page_has_the_figures_that_were_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with(page, results()), AGAIN


def test_each_plot_was_drawn_from_the_figures_that_were_measured() -> None:
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in PLOTS.glob("*.svg")}
    told = {
        name: unescape(re.search(r"<dc:description>(.*?)</dc:description>", text, re.DOTALL)[1])  # type: ignore[index]
        for name, text in drawn.items()
    }
    assert told == {plot.name: told_by(plot) for plot in all_plots(results())}, AGAIN


def test_a_plot_is_drawn_the_same_every_time() -> None:
    rows = {
        name: row(name, baseline_p50_seconds=0.5, baseline_p99_seconds=0.7, p50_seconds=2.0)
        for name in ("watch_1000_p99_seconds", "watch_1000_p99_vs_epoll")
    }
    (plot,) = all_plots(rows)
    assert svg_of(plot) == svg_of(plot)


def test_nothing_is_drawn_of_what_was_not_measured() -> None:
    assert not all_plots({})


def test_a_target_is_met_up_to_its_bound() -> None:
    most, least = Target("a wait", "a", "value", 2.0), Target("a rate", "a", "value", 2.0, is_least=True)
    for value, of_most, of_least in ((1.9, "met", "missed"), (2.0, "met", "met"), (2.1, "missed", "met")):
        rows = {"a": row("a", value=value)}
        assert (most.standing(rows), least.standing(rows)) == (of_most, of_least)
    assert most.standing({}) == "not measured"


def test_the_page_says_what_was_missed_and_what_was_not_measured() -> None:
    page = page_with(EMPTY, {"idle_cpu_percent": row("idle_cpu_percent", value=0.7)})
    (line,) = [line for line in page.splitlines() if line.startswith("| an idle service")]
    assert line.split(" | ")[1:4] == ["0.7", "≤ 0.5", "**missed**"]
    assert "| `idle_cpu_percent` | 0.7 | s |  | value ≤ 0.5 | 3 |  |" in page
    assert f"1 missed, {len(TARGETS) - 1} not measured, of {len(TARGETS)}." in page


def test_every_row_stands_under_its_command_with_its_machine_and_load() -> None:
    told = {"command": "python -m benchmarks idle", "machine": "a machine", "measured": "2026-11-30"}
    page = page_with(EMPTY, {"a": row("a", ratio=0.5, p95_ms=7, **told, load=[9.0, 8.0], others_percent=40)})
    head = "### `python -m benchmarks idle`\n\na machine; measured: 2026-11-30; load before and after: [9.0, 8.0]; 40 %"
    assert head in page
    assert "| `a` | 1.0 | s | 0.5 |  | 3 | p95_ms 7 |" in page


def test_every_target_that_a_suite_states_is_that_of_the_page() -> None:
    rows = results()
    stated = {target.row: target for target in TARGETS if "limit" in rows.get(target.row, {})}
    assert stated
    assert {name: target.bound for name, target in stated.items()} == {name: rows[name]["limit"] for name in stated}


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        page_with("no marks", {})
