"""`summary.json`: the numbers that a release is judged by, each with its n, number of people and interval.

`metrics.json` beside it holds all other results.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation import measurements as measure
from evaluation import rates
from evaluation.decisions import Decision, decide_all
from evaluation.manifest_data import Half
from evaluation.measurements import Presentations
from evaluation.rates import Rate, unmeasured
from evaluation.run import Row
from liveness.live.session import MAX_ATTEMPTS

SUMMARY, METRICS = "summary.json", "metrics.json"
NO_FUSION = "Leave-one-species-out does not apply: the verdict is a set of vetoes, nothing is fitted to species."


@dataclass(frozen=True, slots=True)
class Summary:
    """All results of an evaluation. halves: population a for each half of the people. ablated: without one check."""

    real: Presentations
    rendered: Presentations
    halves: Mapping[str, Presentations]
    ablated: Mapping[str, Presentations]
    lip_sync_eer: Rate
    voice_eer: Rate
    face_fnmr: Mapping[str, Rate]
    face_eer: Rate
    face_vs_dlib: Rate
    face_vs_dlib_all: Rate
    right_words: Rate
    wrong_words: Rate
    shuffled: float | None

    @property
    def apcer_max(self) -> Rate:
        """The granted rate of the worst species."""
        worst = self.real.worst
        return worst.granted if worst else unmeasured("no attack")


def write_summary(rows: Sequence[Row], out: Path, seed: int) -> Summary:
    """Computes all results from the rows and writes both files."""
    summary = summarise(rows, seed)
    (out / SUMMARY).write_text(json.dumps(headline(summary), indent=1) + "\n", encoding="utf-8")
    (out / METRICS).write_text(json.dumps(detail(summary), indent=1) + "\n", encoding="utf-8")
    return summary


def summarise(rows: Sequence[Row], seed: int) -> Summary:
    """Computes all measurements from the rows."""
    lips, voices = measure.comparisons(rows, "lips"), measure.comparisons(rows, "voice")
    return Summary(
        real=measure.presentations(rows, measure.REAL, seed),
        rendered=measure.presentations(rows, measure.RENDERED, seed),
        halves={half: measure.presentations(rows, measure.REAL, seed, half=half) for half in Half},
        ablated={
            check: measure.presentations(rows, measure.REAL, seed, without=frozenset({check}))
            for check in measure.checks_that_ran(rows)
        },
        lip_sync_eer=rates.compared(lips, rates.equal_error, seed) if lips else unmeasured("no lip-sync scores"),
        voice_eer=rates.compared(voices, rates.equal_error, seed),
        face_fnmr={f"{level:g}": measure.face_miss(rows, "pooled", level, seed) for level in measure.FALSE_MATCHES},
        face_eer=rates.compared(measure.comparisons(rows, "face", "pooled"), rates.equal_error, seed),
        face_vs_dlib=measure.face_against_dlib(rows, seed, found_by_both=True),
        face_vs_dlib_all=measure.face_against_dlib(rows, seed, found_by_both=False),
        right_words=measure.words(rows, is_right=True),
        wrong_words=measure.words(rows, is_right=False),
        shuffled=shuffled_accuracy(rows, seed),
    )


def headline(summary: Summary) -> dict[str, object]:
    """The content of `summary.json`."""
    species = summary.real.species
    return {
        "bpcer": brief(summary.real.bpcer),
        "apcer": {one.name: brief(one.plain) for one in species},
        "apcer_granted": {one.name: brief(one.granted) for one in species},
        "apcer_max": brief(summary.apcer_max),
        "lip_sync_eer": brief(summary.lip_sync_eer),
        "voice_eer": brief(summary.voice_eer),
        "face_fnmr_at_fmr_1e3": brief(summary.face_fnmr["0.001"]),
        "face_fnmr_vs_dlib": brief(summary.face_vs_dlib),
    }


def brief(rate: Rate) -> dict[str, object]:
    """value, n, subjects, low, high, and a note if nothing was measured."""
    form: dict[str, object] = {
        "value": _rounded(rate.value),
        "n": rate.n,
        "subjects": rate.subjects,
        "low": _rounded(rate.low),
        "high": _rounded(rate.high),
    }
    return {**form, "note": rate.note} if rate.note else form


def detail(summary: Summary) -> dict[str, object]:
    """The content of `metrics.json`."""
    worst = summary.apcer_max.value
    return {
        "real": _presentations(summary.real),
        "rendered": _presentations(summary.rendered),
        "halves": {half: _presentations(found) for half, found in summary.halves.items()},
        "without_one_check": {check: _presentations(found) for check, found in summary.ablated.items()},
        "per_transaction": {
            "attempts": MAX_ATTEMPTS,
            "apcer_max": None if worst is None else _rounded(rates.transaction(worst, MAX_ATTEMPTS)),
        },
        "face_fnmr": {level: brief(rate) for level, rate in summary.face_fnmr.items()},
        "face_eer": brief(summary.face_eer),
        "face_fnmr_vs_dlib_photos_without_a_face_too": brief(summary.face_vs_dlib_all),
        "right_words_accepted": brief(summary.right_words),
        "wrong_words_accepted": brief(summary.wrong_words),
        "baselines": {"always_accept": {"apcer": 1.0, "bpcer": 0.0}, "always_reject": {"apcer": 0.0, "bpcer": 1.0}},
        "shuffled_labels_balanced_accuracy": _rounded(summary.shuffled),
        "leave_one_species_out": NO_FUSION,
        "whole_verdict_on_real_people": "not measured: no volunteer has answered prompts yet",
    }


def _presentations(found: Presentations) -> dict[str, object]:
    species = {
        one.name: {
            "kind": one.kind,
            "catalogue_row": one.row,
            "apcer": brief(one.plain),
            "apcer_granted": brief(one.granted),
            "apcer_granted_people_resampled": one.clustered,
            "apnrr": brief(one.no_response),
        }
        for one in found.species
    }
    worst = found.worst
    rest: dict[str, object] = {name: brief(rate) for name, rate in genuine_rates(found).items()}
    rest["bpcer_people_resampled"] = found.clustered
    return {**rest, "worst_species": worst.name if worst else None, "species": species}


def genuine_rates(found: Presentations) -> dict[str, Rate]:
    """The rates of genuine presentations by name."""
    return {"bpcer": found.bpcer, "bpnrr": found.bpnrr, "control_bpcer": found.controls}


def shuffled_accuracy(rows: Sequence[Row], seed: int) -> float | None:
    """Balanced accuracy with shuffled labels: 0.5 unless the accounting leaks labels."""
    decided = [one for one in decide_all(rows) if one.counts and one.row["population"] == measure.REAL]
    accepted = np.array([one.decision is Decision.ACCEPTED for one in decided])
    genuine = np.array([one.row["label"] != "attack" for one in decided])
    if genuine.all() or not genuine.any():
        return None
    rng, values = np.random.default_rng(seed), []
    for _ in range(200):
        drawn = rng.permutation(genuine)
        values.append((accepted[drawn].mean() + 1 - accepted[~drawn].mean()) / 2)
    return float(np.mean(values))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
