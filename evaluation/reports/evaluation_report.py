"""`report.html`: the whole evaluation on one self-contained page, for the operator.

Shows nothing of the recordings themselves: no frame, no sound, no template.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np

from evaluation import measurements as measure
from evaluation import rates
from evaluation.decisions import Decision, blamed, decide_all
from evaluation.reports.report_parts import STYLE, TARGET, Scores, det_plot, percent, rate_row, species_table, table
from evaluation.reports.summary import NO_FUSION, Summary
from evaluation.run import EvaluationRun, Row
from liveness.live.session import MAX_ATTEMPTS

NAME = "report.html"
RATES = ("", "rate", "95 %", "n", "")


def write_report(rows: Sequence[Row], summary: Summary, remarks: Sequence[str], run: EvaluationRun, out: Path) -> None:
    """Writes the page."""
    sections = [
        _head(run),
        _headline(summary),
        _real(summary),
        _rendered(summary),
        _matching(rows, summary),
        _ablation(summary),
        _controls(summary),
        _blame(rows),
        _unread(rows, remarks),
        _speed(rows),
    ]
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Likeness checks: error rates</title>{STYLE}<body>"
    (out / NAME).write_text(page + "".join(sections) + "</body></html>\n", encoding="utf-8")


def _head(run: EvaluationRun) -> str:
    facts = f"Model pack {run.pack}, seed {run.seed}, thresholds SHA-256 <code>{run.thresholds}</code>."
    limited = "" if run.limit is None else f" <b>A quick look: at most {run.limit} of each species.</b>"
    return (
        "<h1>How often the checks err</h1>"
        f"<p>{facts}{limited} In the terms of ISO/IEC 30107-3 and 19795-1, with <b>simulated</b> attacks: no paper was "
        "printed, no screen filmed, no voice cloned. No claim of conformance.</p>"
        "<p>Three populations are kept apart. <b>(a)</b> Real recordings, each asked only for what it shows. "
        "<b>(b)</b> Rendered subjects, the whole verdict. <b>(c)</b> The whole verdict on real people: "
        "<b>not measured</b>, no person has answered prompts yet.</p>"
    )


def _headline(summary: Summary) -> str:
    worst = summary.real.worst
    name = f"Worst attack species accepted, answers granted: {worst.name}" if worst else "Attacks accepted"
    rows = [
        rate_row("Genuine recordings refused (BPCER)", summary.real.bpcer, TARGET),
        rate_row(name, summary.apcer_max, TARGET),
        rate_row("Lip sync alone (EER)", summary.lip_sync_eer, 0.1),
        rate_row("Voices told apart (EER)", summary.voice_eer, 0.03),
        rate_row("Faces: false non-match at false match 0.1 %", summary.face_fnmr["0.001"], 0.01),
    ]
    both, every = (_times(rate) for rate in (summary.face_vs_dlib, summary.face_vs_dlib_all))
    told = f"Face errors against dlib's own path: {both} on photos where both find a face, {every} on all photos."
    return f"<h2>In short</h2>{table(RATES, rows)}<p>{told}</p>"


def _times(rate: rates.Rate) -> str:
    return escape(rate.note) if rate.value is None else f"{rate.value:.2f} times"


def _real(summary: Summary) -> str:
    genuine = [
        rate_row("refused", summary.real.bpcer, TARGET),
        rate_row("no response (poor quality, unreadable)", summary.real.bpnrr),
        rate_row("re-encoded like the attacks: refused", summary.real.controls, TARGET),
    ]
    halves = [
        row
        for half, found in summary.halves.items()
        for row in (
            rate_row(f"{half} half: genuine refused", found.bpcer, TARGET),
            rate_row(f"{half} half: worst species {found.worst.name}", found.worst.granted, TARGET)
            if found.worst
            else [half, "", "", "", ""],
        )
    ]
    worst = summary.apcer_max.value
    transaction = "" if worst is None else f"{rates.transaction(worst, MAX_ATTEMPTS):.1%}"
    return (
        f"<h2>(a) Real recordings</h2><h3>Genuine</h3>{table(RATES, genuine)}"
        "<h3>Attacks</h3><p>An attack counts where the re-encoded genuine recording that it was made from is accepted. "
        "<i>Granted</i>: spoken words and head turns count as done. Intervals: Clopper-Pearson over trials, then "
        f"the bootstrap over people; the line marks {TARGET:.0%}.</p>{species_table(summary.real)}"
        f"<p>Over a transaction of {MAX_ATTEMPTS} attempts the worst species is accepted {transaction} "
        "(1 - (1 - a)<sup>k</sup>, attempts taken as independent).</p>"
        f"<h3>Both halves of the people</h3><p>Thresholds are set on the development half.</p>{table(RATES, halves)}"
    )


def _rendered(summary: Summary) -> str:
    genuine = [
        rate_row("faultless, refused", summary.rendered.bpcer, TARGET),
        rate_row("faultless, no response", summary.rendered.bpnrr),
    ]
    return (
        "<h2>(b) Rendered subjects, whole verdict</h2><p>Computed heads and voices that answer four prompts, under the "
        f"policy that leaves out the checks which find out that they are computed.</p>{table(RATES, genuine)}"
        f"{species_table(summary.rendered)}"
    )


def _matching(rows: Sequence[Row], summary: Summary) -> str:
    faces = {"pooled": "pooled templates", "photo": "single photos", "dlib": "dlib's own path"}
    plots = [
        det_plot("Faces", {name: _scores(rows, "face", path) for path, name in faces.items()}),
        det_plot("Voices, at least 4 s of net speech", {"voices": _scores(rows, "voice")}),
        det_plot("Lip sync: own sound against other people's", {"lip sync": _scores(rows, "lips")}),
    ]
    found = [
        *(rate_row(f"faces, pooled: FNMR at FMR {level}", rate) for level, rate in summary.face_fnmr.items()),
        rate_row("faces, pooled: EER", summary.face_eer),
        rate_row("voices: EER", summary.voice_eer, 0.03),
        rate_row("lip sync: EER", summary.lip_sync_eer, 0.1),
        rate_row("right words accepted", summary.right_words),
        rate_row("wrong words accepted", summary.wrong_words),
    ]
    return f"<h2>Matching and single checks</h2>{table(RATES, found)}<div class=plots>{''.join(plots)}</div>"


def _scores(rows: Sequence[Row], name: str, path: str | None = None) -> Scores:
    pairs = measure.comparisons(rows, name, path)
    return Scores(
        np.array([pair.score for pair in pairs if pair.is_same]),
        np.array([pair.score for pair in pairs if not pair.is_same]),
    )


def _ablation(summary: Summary) -> str:
    found = (
        [escape(check), percent(without.bpcer), _worst(without), _accepted_species(without)]
        for check, without in (("none", summary.real), *summary.ablated.items())
    )
    head = ("check taken away", "genuine refused", "worst species, granted", "species accepted more than 5 %")
    return f"<h2>What each check is worth</h2>{table(head, found)}<p>{NO_FUSION}</p>"


def _worst(found: measure.Presentations) -> str:
    return f"{percent(found.worst.granted)} {escape(found.worst.name)}" if found.worst else ""


def _accepted_species(found: measure.Presentations) -> str:
    return str(sum((one.granted.value or 0) > TARGET for one in found.species if not one.is_beyond_grant))


def _controls(summary: Summary) -> str:
    shuffled = "not applicable" if summary.shuffled is None else f"{summary.shuffled:.1%} (50 % expected)"
    found = [
        ["accept everything", "APCER 100 %, BPCER 0 %"],
        ["refuse everything", "APCER 0 %, BPCER 100 %"],
        ["labels shuffled: judged rightly", shuffled],
    ]
    return f"<h2>Baselines</h2>{table(('', ''), found)}"


def _blame(rows: Sequence[Row]) -> str:
    """The required checks that refused each species, to show a refusal for the wrong reason."""
    blame: dict[str, Counter[str]] = {}
    for one in decide_all(rows):
        if one.decision is not Decision.ACCEPTED and one.counts:
            name = f"{one.row['population']} {one.row['label']} {one.species}".strip()
            blame.setdefault(name, Counter()).update(blamed(one.row))
    found = ([escape(name), escape(_told(counts))] for name, counts in sorted(blame.items()))
    return f"<h2>What refused them</h2>{table(('presentations', 'checks and reasons, how often'), found)}"


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{reason} ({count})" for reason, count in counts.most_common())


def _unread(rows: Sequence[Row], remarks: Sequence[str]) -> str:
    told = [*map(escape, remarks), *(escape(line) for line in _troubles(rows))]
    items = "".join(f"<li>{line}</li>" for line in told) or "<li>Nothing.</li>"
    return f"<h2>What could not be read, made or measured</h2><ul>{items}</ul>"


def _troubles(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row["set"] == "remark":
            yield f"{row['about']}: {row['text']}."
        elif row["set"] == "clip" and row["status"] in ("unreadable", "missing", "error", "not made"):
            yield f"{row['trial']}: {row['status']}, {row['code']}"


def _speed(rows: Sequence[Row]) -> str:
    times = [float(str(row["ms"])) / 1000 for row in rows if row["set"] == "clip" and row["status"] == "judged"]
    if not times:
        return ""
    middle, late = np.percentile(times, [50, 95])
    return f"<h2>Time</h2><p>Measuring and judging {len(times)} recordings: p50 {middle:.2f} s, p95 {late:.2f} s.</p>"
