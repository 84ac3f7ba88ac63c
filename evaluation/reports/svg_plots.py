"""Small plots as inline SVG: intervals side by side, and DET curves. Knows nothing of what is plotted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from evaluation.rates import curve

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
    """Points where either rate changes; a few thousand thresholds move neither."""
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
