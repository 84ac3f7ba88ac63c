"""The parts of a report: style, HTML tables of rates, and small plots as inline SVG. Computes no rates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from evaluation.measurements import Presentations, SpeciesRates
from evaluation.rates import Rate, curve

STYLE = """<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.4rem; border-bottom: 2px solid #d5dbe3; } code { font-size: .85em; }
table { border-collapse: collapse; margin: .6rem 0; } td, th { padding: .2rem .5rem; text-align: left; }
tbody tr:nth-child(odd) { background: #f3f6f9; } th { border-bottom: 1px solid #9aa7b5; font-weight: 600; }
td { vertical-align: middle; font-variant-numeric: tabular-nums; } .none { color: #6b7684; font-size: .9em; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; } svg.bar { overflow: visible; }
.bar rect { fill: #9cc3de; } .bar circle { fill: #1b5e8c; } .axis, .grid { stroke: #d5dbe3; }
.limit { stroke: #b3541e; stroke-dasharray: 3 2; } .curve { fill: none; stroke-width: 1.8; }
.whole, td:first-child, td:nth-child(2) { white-space: nowrap; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; } figcaption { text-align: center; }
</style>"""


TARGET = 0.05
"""Target: at most this share of a species accepted, and of genuine presentations refused; design section 9."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML cells."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def percent(rate: Rate) -> str:
    """The value with its note; without a value, the note says why."""
    note = f' <span class="none">{escape(rate.note)}</span>' if rate.note else ""
    return (f"<b>{rate.value:.1%}</b>" if rate.value is not None else "") + note


def interval(low: float | None, high: float | None) -> str:
    """Both ends of an interval."""
    return "" if low is None or high is None else f'<span class="whole">{low:.1%} to {high:.1%}</span>'


def counted(rate: Rate) -> str:
    """Number of trials and people."""
    people = "person" if rate.subjects == 1 else "people"
    return f'<span class="whole">{rate.n}, {rate.subjects} {people}</span>' if rate.n else ""


def bar(rate: Rate, limit: float | None = None) -> str:
    """The interval as a picture."""
    return interval_bar(rate.value, rate.low, rate.high, limit)


def rate_row(name: str, rate: Rate, limit: float | None = None) -> list[str]:
    """Name, value, interval, n, picture."""
    return [escape(name), percent(rate), interval(rate.low, rate.high), counted(rate), bar(rate, limit)]


def species_table(found: Presentations) -> str:
    """All attack species, the worst first."""
    head = (
        "attack species",
        "kind",
        "row",
        "accepted",
        "granted",
        "95 %",
        "people resampled",
        "n",
        "no response",
        "",
    )
    ranked = sorted(found.species, key=lambda one: (-(_shown(one).value or 0.0), one.row, one.name))
    return table(head, (_species_row(one) for one in ranked))


def _shown(one: SpeciesRates) -> Rate:
    """The rate that counts: with the answers granted, unless the grant leaves no attack."""
    return one.plain if one.is_beyond_grant else one.granted


def _species_row(one: SpeciesRates) -> list[str]:
    granted = '<span class="none">nothing left</span>' if one.is_beyond_grant else percent(one.granted)
    shown = _shown(one)
    return [
        escape(one.name),
        escape(one.kind),
        str(one.row or ""),
        percent(one.plain),
        granted,
        interval(shown.low, shown.high),
        "" if one.is_beyond_grant else interval(*(one.clustered or (None, None))),
        counted(one.plain),
        percent(one.no_response),
        bar(shown, TARGET),
    ]


Floats = NDArray[np.float64]

SIZE, LEFT, BOTTOM = 420, 58, 44
TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
COLOURS = ("#1b5e8c", "#b3541e", "#3f7d3a", "#6d4a8f")
BAR_WIDTH = 180


@dataclass(frozen=True, slots=True)
class Scores:
    """The two kinds of scores that a DET curve is drawn from; higher is more alike."""

    same: Floats
    other: Floats


def interval_bar(value: float | None, low: float | None, high: float | None, limit: float | None = None) -> str:
    """A share 0..1 as a dot on a line with its interval; limit: drawn as a mark."""
    if value is None:
        return ""
    line = f'<line x1="0" x2="{BAR_WIDTH}" y1="9" y2="9" class="axis"/>'
    mark = "" if limit is None else f'<line x1="{_x(limit)}" x2="{_x(limit)}" y1="0" y2="18" class="limit"/>'
    span = "" if low is None or high is None else f'<rect x="{_x(low)}" width="{_x(high - low)}" y="6" height="6"/>'
    dot = f'<circle cx="{_x(value)}" cy="9" r="4"/>'
    title = f"<title>{value:.1%}</title>"
    return f'<svg class="bar" width="{BAR_WIDTH + 8}" height="18" role="img">{title}{line}{mark}{span}{dot}</svg>'


def _x(share: float) -> str:
    return f"{share * BAR_WIDTH:.1f}"


def det_plot(title: str, curves: Mapping[str, Scores]) -> str:
    """False non-match over false match on normal-deviate axes (Martin et al., Eurospeech 1997); '' without scores."""
    drawn = [(name, scores) for name, scores in curves.items() if len(scores.same) and len(scores.other)]
    if not drawn:
        return ""
    lines = "".join(_curve(name, scores, at) for at, (name, scores) in enumerate(drawn))
    return (
        f'<figure><svg width="{SIZE}" height="{SIZE}" role="img" aria-label="{escape(title)}">{_grid()}{lines}</svg>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )


def _curve(name: str, scores: Scores, at: int) -> str:
    matches, misses = curve(scores.same, scores.other)
    kept = _corners(matches, misses)
    points = " ".join(f"{_place(matches[i]):.1f},{SIZE - BOTTOM + LEFT - _place(misses[i]):.1f}" for i in kept)
    colour = COLOURS[at % len(COLOURS)]
    right = f'x="{SIZE - 14}" y="{38 + 16 * at}" text-anchor="end"'
    label = f'<text {right} style="fill: {colour}">{escape(name)}</text>'
    return f'<polyline points="{points}" stroke="{colour}" class="curve"/>{label}'


def _corners(matches: Floats, misses: Floats) -> Sequence[int]:
    """Points where one of the rates changes; most thresholds change neither."""
    changes = np.flatnonzero((np.diff(matches) != 0) | (np.diff(misses) != 0)) + 1
    return [0, *changes.tolist()]


def _grid() -> str:
    parts = []
    for tick in TICKS:
        x, y = _place(tick), SIZE - BOTTOM + LEFT - _place(tick)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{SIZE - BOTTOM}" class="grid"/>')
        parts.append(f'<line x1="{LEFT}" x2="{SIZE - 10}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        text = f"{100 * tick:g}"
        parts.append(f'<text x="{x:.1f}" y="{SIZE - BOTTOM + 14}" text-anchor="middle">{text}</text>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 8}" text-anchor="middle">false match, %</text>')
    parts.append(
        f'<text transform="translate(14 {SIZE / 2}) rotate(-90)" text-anchor="middle">false non-match, %</text>'
    )
    return "".join(parts)


def _place(rate: float) -> float:
    """Pixels from the left of the picture; both axes have the same length."""
    low, high = ndtri(0.0005), ndtri(0.5)
    at = float(ndtri(min(max(rate, 0.0005), 0.5)))
    return float(LEFT + (at - low) / (high - low) * (SIZE - LEFT - 10))
