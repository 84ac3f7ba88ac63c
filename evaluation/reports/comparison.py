"""`comparison.html` and `comparison.json`: two evaluations of the same recordings with other nets, side by side.

Both were made with the same seed, so the same attacks were judged twice: beside the rates stands how many of them only
one of the two accepted. Rates alone hide that, where one gains what another loses.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from evaluation.decisions import GRANTED, Decision, decide_all
from evaluation.measurements import BEYOND_GRANT, REAL, SpeciesRates
from evaluation.rates import Rate, unmeasured
from evaluation.reports.report_parts import STYLE, TARGET, bar, counted, interval, percent, table
from evaluation.reports.summary import Summary, brief, headline
from evaluation.run import EvaluationRun, Row

PAGE, DATA = "comparison.html", "comparison.json"
NOT_HERE = unmeasured("not judged")
SIDES = ("A", "95 %, n", "B", "95 %, n", "A above B")


@dataclass(frozen=True, slots=True)
class Side:
    """One evaluation."""

    run: EvaluationRun
    rows: Sequence[Row]
    summary: Summary

    @property
    def presentations(self) -> int:
        """Number of presentations that were made, judged or not."""
        return sum(row["set"] == "clip" for row in self.rows)

    @property
    def species(self) -> dict[str, SpeciesRates]:
        """Attack species made from real recordings, by name."""
        return {one.name: one for one in self.summary.real.species}


@dataclass(frozen=True, slots=True)
class Pair:
    """One line. first, second: rates of the two sides. only_first, only_second: presentations that only one of them
    accepted, answers granted, of `both` that both judged; None where there is nothing to pair.
    """

    name: str
    first: Rate
    second: Rate
    only_first: int | None = None
    only_second: int | None = None
    both: int | None = None


def write_comparison(first: Side, second: Side, out: Path) -> None:
    """Writes the page and the file. first: what is asked about; second: what it is held against."""
    species = list(compared_species(first, second))
    data = {
        "packs": [first.run.pack, second.run.pack],
        "thresholds": [first.run.thresholds, second.run.thresholds],
        "summary": [headline(first.summary), headline(second.summary)],
        "species": {pair.name: _brief(pair) for pair in species},
    }
    (out / DATA).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Two evaluations, side by side</title>{STYLE}<body>"
    page += _head(first, second) + _in_short(_headline(first.summary, second.summary)) + _species(species)
    (out / PAGE).write_text(page + "</body></html>\n", encoding="utf-8")


def compared_species(first: Side, second: Side) -> Iterator[Pair]:
    """Each species of either side, the worst of both first. Answers are granted, but where that leaves no attack."""
    ours, theirs = first.species, second.species
    accepted = [_accepted(side.rows) for side in (first, second)]
    pairs = []
    for name in dict.fromkeys((*ours, *theirs)):
        both = accepted[0].get(name, {}).keys() & accepted[1].get(name, {}).keys()
        one, other = ({key for key in both if of[name][key]} for of in accepted)
        pairs.append(
            Pair(name, _rate(ours.get(name)), _rate(theirs.get(name)), len(one - other), len(other - one), len(both))
        )
    yield from sorted(pairs, key=lambda pair: (-max(pair.first.value or 0, pair.second.value or 0), pair.name))


def _rate(found: SpeciesRates | None) -> Rate:
    if found is None:
        return NOT_HERE
    return found.plain if found.is_beyond_grant else found.granted


def _accepted(rows: Sequence[Row]) -> dict[str, dict[object, bool]]:
    """Whether each attack on real recordings was accepted: by species, then by what tells it from all others."""
    plain, granted = decide_all(rows), decide_all(rows, GRANTED)
    found: dict[str, dict[object, bool]] = {}
    for one, with_answers in zip(plain, granted, strict=True):
        if one.counts and one.row["population"] == REAL and one.row["label"] == "attack":
            decided = one if one.row["kind"] in BEYOND_GRANT else with_answers
            found.setdefault(one.species, {})[one.row["trial"]] = decided.decision is Decision.ACCEPTED
    return found


def _headline(first: Summary, second: Summary) -> list[Pair]:
    return [
        Pair("Genuine recordings refused (BPCER)", first.real.bpcer, second.real.bpcer),
        Pair("Genuine recordings without a response", first.real.bpnrr, second.real.bpnrr),
        Pair("Genuine, re-encoded as the attacks are: refused", first.real.controls, second.real.controls),
        Pair("Worst attack species, answers granted", first.apcer_max, second.apcer_max),
        Pair("Faces: false non-match at false match 0.1 %", first.face_fnmr["0.001"], second.face_fnmr["0.001"]),
        Pair("Faces told apart (EER)", first.face_eer, second.face_eer),
        Pair("Voices told apart (EER)", first.voice_eer, second.voice_eer),
        Pair("Lip sync alone (EER)", first.lip_sync_eer, second.lip_sync_eer),
        Pair("Right words accepted", first.right_words, second.right_words),
        Pair("Wrong words accepted", first.wrong_words, second.wrong_words),
    ]


def _head(first: Side, second: Side) -> str:
    is_same = first.run.thresholds == second.run.thresholds
    limits = "by the same limits" if is_same else "<b>by other limits: the program changed between them</b>"
    counts = f"{first.presentations} and {second.presentations} presentations"
    ended = "" if first.presentations == second.presentations else f" <b>One of the two did not end: {counts}.</b>"
    return (
        "<h1>Two evaluations, side by side</h1>"
        f"<p><b>A</b> is {escape(first.run.pack)}, <b>B</b> is {escape(second.run.pack)}. The same recordings and the "
        f"same drawn attacks were judged twice, {limits}. Attacks are <b>simulated</b>, as in each report. Where both "
        f"intervals overlap widely, the recordings do not show a difference.{ended}</p>"
    )


def _in_short(pairs: Sequence[Pair]) -> str:
    head = ("", *SIDES)
    return f"<h2>In short</h2>{table(head, ([escape(pair.name), *_cells(pair)] for pair in pairs))}"


def _species(pairs: Sequence[Pair]) -> str:
    head = ("attack species", *SIDES, "accepted by A alone, by B alone")
    rows = ([escape(pair.name), *_cells(pair), _apart(pair)] for pair in pairs)
    return (
        "<h2>Attacks, answers granted</h2><p>Accepted: spoken words and head turns count as done, but for species that "
        f"are nothing but a wrong answer. The line marks {TARGET:.0%}.</p>{table(head, rows)}"
    )


def _cells(pair: Pair) -> list[str]:
    told = [cell for rate in (pair.first, pair.second) for cell in (percent(rate), _spread(rate))]
    return [*told, bar(pair.first, TARGET) + "<br>" + bar(pair.second, TARGET)]


def _spread(rate: Rate) -> str:
    return f"{interval(rate.low, rate.high)}<br>{counted(rate)}" if rate.n else ""


def _apart(pair: Pair) -> str:
    return f"{pair.only_first}, {pair.only_second} of {pair.both}"


def _brief(pair: Pair) -> dict[str, object]:
    return {
        "accepted": [brief(pair.first), brief(pair.second)],
        "only_first": pair.only_first,
        "only_second": pair.only_second,
        "judged_by_both": pair.both,
    }
