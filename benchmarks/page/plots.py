"""The plots of the page: which rows each shows, and how they are drawn.

An SVG file holds the figures that it was drawn from in its description, so that it can be compared with the rows
without being drawn again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from io import StringIO
from typing import Any

from benchmarks.page.targets import TARGETS, Row

Rows = Mapping[str, Row]
STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
IN_FLIGHT = (1, 16, 64)
PEOPLE = (10_000, 100_000, 1_000_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, in groups. bars: of each series, one value a group; None where nothing was measured.

    is_log: of the axis of values. limits: lines that are the most (or the least) that will do, with their words.
    """

    name: str
    title: str
    unit: str
    groups: tuple[str, ...]
    bars: Mapping[str, tuple[float | None, ...]]
    is_log: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)


def all_plots(rows: Rows) -> list[Bars]:
    """Those of which anything was measured."""
    made: tuple[Callable[[Rows], Bars], ...] = (_ratios, _waits, _peers, _growth, _verdicts, _enrollment, _watch)
    plots = [make(rows) for make in made]
    return [plot for plot in plots if any(value is not None for bars in plot.bars.values() for value in bars)]


def _value(rows: Rows, name: str, at: str = "value") -> float | None:
    found = rows.get(name, {}).get(at)
    return None if found is None else float(found)


def _bounds(at: str, named: Mapping[str, str]) -> dict[str, float]:
    """The targets of these rows for one field, by the words that stand beside their lines."""
    bounds = {target.row: target.bound for target in TARGETS if target.field == at}
    return {words: bounds[row] for words, row in named.items()}


def _grid(rows: Rows, at: str) -> tuple[tuple[str, ...], dict[str, tuple[float | None, ...]]]:
    cells = [(store, mentions) for store in STORES for mentions in (1, 5, 16)]
    groups = tuple(f"{STORES[store]}, {mentions} mention{'s' * (mentions > 1)}" for store, mentions in cells)
    return groups, {
        f"{number} in flight": tuple(
            _value(rows, f"check_{mentions}_mentions_{number}_in_flight_on_{store}", at) for store, mentions in cells
        )
        for number in IN_FLIGHT
    }


def _ratios(rows: Rows) -> Bars:
    title = "CheckPrompt: calls a second, to those of an empty method"
    limits = _bounds("ratio", {"1 mention": "check_prompt_1_vs_empty", "5 mentions": "check_prompt_5_vs_empty"})
    return Bars("check_ratio", title, "ratio (more is better)", *_grid(rows, "ratio"), limits=limits)


def _waits(rows: Rows) -> Bars:
    named = {"SQLite": "check_prompt_1_vs_empty", "PostgreSQL": "check_prompt_1_on_postgresql_vs_empty"}
    limits = {f"{words}, 16 in flight": bound for words, bound in _bounds("p95_ms", named).items()}
    title, unit = "CheckPrompt: p95 of one call", "ms (log; less is better)"
    return Bars("check_p95", title, unit, *_grid(rows, "p95_ms"), is_log=True, limits=limits)


def _peers(rows: Rows) -> Bars:
    kinds = {"decision": "facts at hand", "stored_decision": "facts read from SQLite"}
    bars = {
        "ours": tuple(_value(rows, f"{kind}_vs_cedarpy") for kind in kinds),
        "cedarpy": tuple(_value(rows, f"{kind}_vs_cedarpy", "peer_us") for kind in kinds),
        "pycasbin": tuple(_value(rows, f"{kind}_vs_pycasbin", "peer_us") for kind in kinds),
    }
    return Bars(
        "peers",
        "One decision, by three deciders",
        "us of CPU (log; less is better)",
        tuple(kinds.values()),
        bars,
        is_log=True,
    )


def _growth(rows: Rows) -> Bars:
    groups = tuple(f"{people:,} people{' (extrapolated)' * (people == PEOPLE[-1])}" for people in PEOPLE)
    bars = {
        f"{STORES[store]}, {mentions} mention{'s' * (mentions > 1)}": tuple(
            _value(rows, f"check_{mentions}{'_on_postgresql' * (store != 'sqlite')}_ms_among_{people}")
            for people in PEOPLE
        )
        for store in STORES
        for mentions in (1, 5)
    }
    measured = {name: values for name, values in bars.items() if any(values)}
    return Bars("growth", "A check, by people in the database", "ms (SQLite: of CPU; less is better)", groups, measured)


def _verdicts(rows: Rows) -> Bars:
    bars = {
        f"p{percent}": tuple(
            _value(rows, f"verdict_after_last_byte{'' if number == 1 else f'_of_{number}'}_p{percent}_seconds")
            for number in (1, 2, 4)
        )
        for percent in (50, 95)
    }
    groups = ("one live enrollment", "two at once", "four at once")
    name = "verdict_after_last_byte"
    named = {"p50 of one": f"{name}_p50_seconds", "p95 of one": f"{name}_p95_seconds"}
    limits = _bounds("value", {**named, "of four": f"{name}_of_4_p95_seconds"})
    return Bars("verdict", "A verdict, after the last byte", "s (less is better)", groups, bars, limits=limits)


def _enrollment(rows: Rows) -> Bars:
    ms = {"decoding": "decode_ms", "sound": "sound_ms", "pictures": "pictures_ms", "checks": "checks_ms"}
    stages = {f"ours: {words}": _value(rows, name) for words, name in {**ms, "reference": "reference_ms"}.items()}
    seconds = {
        **{words: None if found is None else found / 1e3 for words, found in stages.items()},
        "ours, whole": _value(rows, "cpu_seconds_per_enrollment"),
        "ours, whole, with Whisper": _value(rows, "cpu_seconds_per_enrollment_with_whisper"),
        "plain script over dlib and GE2E": _value(rows, "peer_cpu_ratio", "script_cpu_seconds"),
    }
    bars = {"CPU-seconds": tuple(seconds.values())}
    return Bars("enrollment", "Judging 12 s of 720p", "CPU s (log)", tuple(seconds), bars, is_log=True)


def _watch(rows: Rows) -> Bars:
    ours, bare = "watch_1000_p99_seconds", "watch_1000_p99_vs_epoll"
    fields = {"p50": ("p50_seconds", "baseline_p50_seconds"), "p99": ("value", "baseline_p99_seconds")}
    bars = {name: (_value(rows, ours, mine), _value(rows, bare, theirs)) for name, (mine, theirs) in fields.items()}
    groups = ("a revocation, to 1,000 watchers", "the same bytes, from a loop over epoll")
    return Bars("watch", "Until the last of 1,000 has it", "s (less is better)", groups, bars)


def told_by(plot: Bars) -> str:
    """The figures of a plot as one line, which its file holds."""
    return json.dumps(asdict(plot), sort_keys=True)


COLOURS = ("#3b6fb6", "#e0913a", "#5a9e6f", "#9467a8")
INK, PAPER, FAINT, LIMIT = "#22272e", "#fbfbf9", "#c9ccd1", "#b3261e"
BAR, GAP, HEAD = 0.26, 0.22, 1.25
"""Inches: of one bar, between groups, and of title and axis together."""


def svg_of(plot: Bars) -> str:
    """The file. Drawn on paper of its own colour, so that it is read on a dark page, too; the same bytes every time."""
    import matplotlib as mpl  # noqa: PLC0415 - the page is compared with the rows without it
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    series = len(plot.bars)
    height = HEAD + len(plot.groups) * (series * BAR + GAP)
    with mpl.rc_context({"svg.hashsalt": plot.name, "font.size": 9, "text.color": INK}):
        figure = Figure(figsize=(8, height), facecolor=PAPER, layout="constrained")
        axes = figure.add_subplot(facecolor=PAPER)
        for place, values in _placed(plot):
            axes.barh(*values, height=BAR, color=COLOURS[place], label=list(plot.bars)[place])
        _dressed(axes, plot)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None, "Description": told_by(plot)})
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines()) + "\n"


def _placed(plot: Bars) -> Iterator[tuple[int, tuple[list[float], list[float]]]]:
    """Of each series, its place among the colours, where its bars are, and how long."""
    step = len(plot.bars) * BAR + GAP
    for place, values in enumerate(plot.bars.values()):
        found = [(step * group + BAR * place, value) for group, value in enumerate(values) if value is not None]
        if found:
            yield place, ([at for at, _ in found], [value for _, value in found])


def _dressed(axes: Any, plot: Bars) -> None:
    """Everything but the bars."""
    series, step = len(plot.bars), len(plot.bars) * BAR + GAP
    axes.set_title(plot.title, loc="left", fontweight="bold", pad=20)
    axes.set_xlabel(plot.unit, color=INK)
    axes.set_yticks([step * group + BAR * (series - 1) / 2 for group in range(len(plot.groups))], plot.groups)
    axes.set_ylim(step * len(plot.groups) - GAP / 2, -BAR / 2 - GAP)
    if plot.is_log:
        axes.set_xscale("log")
    for bars in axes.containers:
        axes.bar_label(bars, fmt=lambda value: f"{value:.3g}", padding=3, fontsize=8)
    for group in range(len(plot.groups)):
        if all(values[group] is None for values in plot.bars.values()):
            middle = step * group + BAR * (series - 1) / 2
            axes.text(0.01, middle, "not measured", transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    for words, bound in plot.limits.items():
        axes.axvline(bound, color=LIMIT, linewidth=1, linestyle="--")
        place = "right" if bound == min(plot.limits.values()) else "left"
        axes.annotate(words, (bound, 1.01), xycoords=("data", "axes fraction"), color=LIMIT, fontsize=8, ha=place)
    axes.tick_params(colors=INK)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(x=0.12)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    if series > 1:
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
