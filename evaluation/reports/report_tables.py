"""Rates, intervals and names as HTML table rows. Computes nothing."""

from collections.abc import Iterable, Sequence
from html import escape

from evaluation.measurements import Presentations, SpeciesRates
from evaluation.rates import Rate
from evaluation.reports.svg_plots import interval_bar

TARGET = 0.05
"""Most a species may be accepted and most genuine presentations may be refused; design section 9."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of ready HTML cells."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def percent(rate: Rate) -> str:
    """The value, and what must be said about it or why there is none."""
    note = f' <span class="none">{escape(rate.note)}</span>' if rate.note else ""
    return (f"<b>{rate.value:.1%}</b>" if rate.value is not None else "") + note


def interval(low: float | None, high: float | None) -> str:
    """Both ends."""
    return "" if low is None or high is None else f'<span class="whole">{low:.1%} to {high:.1%}</span>'


def counted(rate: Rate) -> str:
    """Trials and people."""
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
    """The rate that counts: with the answers granted, where that leaves something to refuse."""
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
