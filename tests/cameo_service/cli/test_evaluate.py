"""`cameo evaluate` on a folder with everything that can be wrong with one; what takes long counts as done."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from evaluation.manifest_data import read_manifest
from evaluation.run import ScoreFile
from evaluation.trials import Task, planned
from tests.liveness.clips import WEBM, encode


def run(data: Path, out: Path, models: Path, *more: str) -> Result:
    where = ["--data", str(data), "--out", str(out), "--models", str(models), "--jobs", "1"]
    return CliRunner().invoke(app, ["evaluate", *where, *more])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "nobody.webm").write_bytes(encode(WEBM))
    (folder / "corrupt.webm").write_bytes(b"\x1aE\xdf\xa3 not a recording")
    (folder / "manifest.csv").write_text(
        "file,person,mood,has_audio,speech_fraction\nnobody.webm,ann,glad,yes,0.5\n"
        "corrupt.webm,ann,sad,yes,0.5\ngone.webm,ann,lost,yes,0.5\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def out(data: Path, models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Interrupted after the attacks, then run again."""
    folder = tmp_path_factory.mktemp("out")
    before = ScoreFile(folder)
    for trial in planned(read_manifest(data), 0, None):
        if trial.task in (Task.ATTACK, Task.RENDERED):
            before.append(trial.key, [])
    result = run(data, folder, models_dir)
    assert result.exit_code == 0, result.output
    return folder


def test_a_run_ends_in_a_summary_with_every_promised_number(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))

    assert summary["apcer"] == {}
    assert set(summary["bpcer"]) >= {"value", "n", "subjects", "low", "high"}


def test_an_earlier_recording_of_a_codec_that_is_not_read_does_not_end_the_run(out: Path) -> None:
    rows = [json.loads(line) for line in (out / "scores.jsonl").read_text(encoding="utf-8").splitlines()]

    judged = next(row for row in rows if row["trial"] == "as it is nobody.webm" and row["set"] == "clip")
    assert judged["status"] == "judged"


def test_missing_and_corrupt_files_are_non_responses_that_the_report_names(out: Path) -> None:
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    page = (out / "report.html").read_text(encoding="utf-8")

    assert metrics["real"]["bpnrr"]["value"] * 3 >= 2
    assert metrics["real"]["bpnrr"]["n"] == 3
    assert "gone.webm" in page
    assert "corrupt.webm" in page
    assert "mood" in page


def test_what_is_done_is_not_done_again(out: Path, data: Path, models_dir: Path) -> None:
    scores = (out / "scores.jsonl").read_bytes()

    assert run(data, out, models_dir).exit_code == 0
    assert (out / "scores.jsonl").read_bytes() == scores


def test_scores_of_another_seed_are_not_mixed_in(out: Path, data: Path, models_dir: Path) -> None:
    result = run(data, out, models_dir, "--seed", "5")

    assert result.exit_code == 3
    assert "seed" in result.output


def test_a_folder_without_a_manifest_is_bad_input(tmp_path: Path, models_dir: Path) -> None:
    result = run(tmp_path, tmp_path / "out", models_dir)

    assert result.exit_code == 3
    assert "manifest.csv" in result.output


def test_without_models_it_says_how_to_get_them(tmp_path: Path, data: Path) -> None:
    result = run(data, tmp_path / "out", tmp_path)

    assert result.exit_code == 3
    assert "cameo models build" in result.output


def test_scores_of_other_engines_are_not_mixed_in(out: Path, data: Path, models_dir: Path) -> None:
    result = run(data, out, models_dir, "--voice-template", "speechbrain")

    assert result.exit_code == 3
    assert "made with other pack" in result.stderr


def test_an_engine_whose_pack_is_not_there_is_named(data: Path, models_dir: Path, tmp_path: Path) -> None:
    result = run(data, tmp_path, models_dir, "--voice-template", "speechbrain")

    assert result.exit_code == 3
    assert "voice_template.onnx is missing" in result.stderr


def test_two_evaluations_of_the_same_recordings_come_on_one_page(
    out: Path, data: Path, models_dir: Path, tmp_path: Path
) -> None:
    shutil.copytree(out, tmp_path / "other")
    result = run(data, tmp_path / "other", models_dir, "--against", str(out))

    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "other" / "comparison.json").read_text(encoding="utf-8"))["species"] == {}
    assert "side by side" in (tmp_path / "other" / "comparison.html").read_text(encoding="utf-8")


def test_an_evaluation_of_other_attacks_is_not_compared_and_nothing_is_measured(
    out: Path, data: Path, models_dir: Path, tmp_path: Path
) -> None:
    result = run(data, tmp_path / "new", models_dir, "--seed", "5", "--against", str(out))

    assert result.exit_code == 3
    assert "other seed" in result.output
    assert not (tmp_path / "new").exists()


def test_a_folder_without_an_evaluation_is_not_compared(data: Path, models_dir: Path, tmp_path: Path) -> None:
    result = run(data, tmp_path / "new", models_dir, "--against", str(tmp_path))

    assert result.exit_code == 3
    assert "holds no evaluation" in result.output
