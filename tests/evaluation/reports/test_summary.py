import json
from pathlib import Path

import pytest

from evaluation.reports.evaluation_report import write_report
from evaluation.reports.summary import headline, summarise, write_summary
from evaluation.run import EvaluationRun, Row
from tests.evaluation.score_rows import ATTACK, WRONG_WORDS, answered, clip

RUN = EvaluationRun(0, None, "open-1", "f00d", "beef")


def person(name: str, *attacks: Row) -> list[Row]:
    whole = [clip("genuine"), clip("control", "webm"), clip("control", "mp4"), *attacks]
    return [{**row, "subject": name, "source": f"{name}.webm", "trial": f"{name} {row['trial']}"} for row in whole]


def scored() -> list[Row]:
    """Four people: loops are always found, puppets at one of four, other words by the words alone."""
    rows = []
    for number, name in enumerate(("ann", "bob", "cat", "dan")):
        rows += person(
            name,
            clip("attack", "loop", checks=answered(continuity=ATTACK)),
            clip("attack", "puppet", checks=answered(continuity=ATTACK) if number == 0 else answered()),
            clip("attack", "wrong words", kind="answer", checks=answered(spoken_challenge=WRONG_WORDS)),
            clip("attack", "splice", kind="voice", checks=answered(spoken_challenge=WRONG_WORDS)),
        )
    return rows


def test_rates_are_those_of_the_rows() -> None:
    found = headline(summarise(scored(), 0))

    assert found["bpcer"] == {"value": 0.0, "n": 4, "subjects": 4, "low": 0.0, "high": pytest.approx(0.60236)}
    assert {name: rate["value"] for name, rate in found["apcer"].items()} == {  # type: ignore[attr-defined]
        "loop": 0.0,
        "puppet": 0.75,
        "wrong words": 0.0,
        "splice": 0.0,
    }


def test_the_worst_species_is_that_which_passes_most_once_answers_are_granted() -> None:
    summary = summarise(scored(), 0)

    assert summary.real.worst is not None
    assert summary.real.worst.name == "splice"
    assert headline(summary)["apcer_max"]["value"] == 1.0  # type: ignore[index]


def test_an_attack_that_is_nothing_but_a_wrong_answer_is_never_the_worst() -> None:
    rows = [row for row in scored() if row["species"] != "splice"]
    summary = summarise(rows, 0)

    assert summary.real.worst is not None
    assert summary.real.worst.name == "puppet"


def test_a_check_that_is_taken_away_lets_through_what_it_alone_found() -> None:
    without = summarise(scored(), 0).ablated["continuity"]

    assert {one.name: one.plain.value for one in without.species}["loop"] == 1.0


def test_the_summary_has_just_the_promised_keys() -> None:
    assert set(headline(summarise(scored(), 0))) == {
        "bpcer",
        "apcer",
        "apcer_granted",
        "apcer_max",
        "lip_sync_eer",
        "voice_eer",
        "face_fnmr_at_fmr_1e3",
        "face_fnmr_vs_dlib",
    }


def test_what_was_not_measured_is_null_and_says_why() -> None:
    found = headline(summarise(scored(), 0))

    for name in ("lip_sync_eer", "voice_eer", "face_fnmr_at_fmr_1e3", "face_fnmr_vs_dlib"):
        assert found[name]["value"] is None  # type: ignore[index]
        assert found[name]["note"]  # type: ignore[index]


def test_shuffled_labels_are_judged_rightly_in_half_of_all_cases() -> None:
    assert summarise(scored(), 0).shuffled == pytest.approx(0.5, abs=0.05)


def test_an_evaluation_without_any_row_measures_nothing() -> None:
    found = headline(summarise([], 0))

    assert found["bpcer"]["value"] is None  # type: ignore[index]
    assert found["apcer"] == {}


def test_both_files_are_json_without_not_a_number(tmp_path: Path) -> None:
    write_summary(scored(), tmp_path, 0)

    for name in ("summary.json", "metrics.json"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert json.loads(text)
        assert "NaN" not in text


def test_the_report_stands_alone_and_names_the_thresholds(tmp_path: Path) -> None:
    rows = [*scored(), clip("genuine", subject="eve", status="unreadable", code="CORRUPT_RECORDING", checks={})]
    write_report(rows, write_summary(rows, tmp_path, 0), ["Missing file: <x>"], RUN, tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")

    assert "f00d" in page
    assert "CORRUPT_RECORDING" in page
    assert "Missing file: &lt;x&gt;" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
