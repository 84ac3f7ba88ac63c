"""`cameo collect serve` and `report`, as an operator meets them before there is a volunteer, and after."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.collect.command import app
from evaluation.study import Attempt, Signature, Study


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def serve(release: Path, *more: str) -> Result:
    return run("serve", "--data", str(release.parent / "data"), "--release", str(release), "--operator", "Lab", *more)


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe", b"x" * 12_001])
def test_a_release_that_is_no_text_starts_nothing(tmp_path: Path, content: bytes) -> None:
    release = tmp_path / "release.txt"
    release.write_bytes(content)
    refused = serve(release)
    assert refused.exit_code == 3
    assert "release" in refused.output.lower()
    assert not (tmp_path / "data").exists()


def test_a_release_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    assert serve(tmp_path / "none.txt").exit_code == 3


def test_other_machines_come_encrypted_or_not_at_all(tmp_path: Path) -> None:
    release = tmp_path / "release.txt"
    release.write_text("I take part.")
    refused = serve(release, "--host", "192.0.2.1")
    assert refused.exit_code == 3
    assert "--lan" in refused.output


def test_the_form_for_pages_is_a_release_that_pages_take(tmp_path: Path) -> None:
    printed = run("form", "Example Lab", "--page").stdout
    assert Signature("Ada", "2026-11-30T12:00:00+00:00", printed, ("measure",)).text.count("Example Lab") > 1


def test_an_empty_folder_has_no_report(tmp_path: Path) -> None:
    refused = run("report", "--data", str(tmp_path))
    assert refused.exit_code == 3
    assert "cameo collect serve" in refused.output


def test_a_report_names_each_figure_with_its_n_and_interval(tmp_path: Path) -> None:
    study = Study(tmp_path)
    for number in range(6):
        person = study.sign(
            f"key {number}", Signature("Ada", "2026-11-30T12:00:00+00:00", "I take part.", ("measure",))
        )
        take = study.begin(person, "dim")
        study.attempted(person, take.number, Attempt("passed", (), 0.0, 30.0 + number), None)
    study.delete("key 5", "2026-11-30T13:00:00+00:00")
    (line,) = (
        one
        for one in json.loads(run("report", "--data", str(tmp_path), "--json").stdout)["conditions"]
        if one["condition"] == "dim"
    )
    assert (line["people"], line["completed"]["n"], line["completed"]["high"]) == (5, 5, 1.0)
    assert line["completed"]["low"] == pytest.approx(0.478, abs=0.001)
    told = " ".join(run("report", "--data", str(tmp_path)).stdout.split())
    assert "1 volunteers deleted everything" in told


def test_a_file_of_takes_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "people/v1").mkdir(parents=True)
    (tmp_path / "people/v1/takes.json").write_text("{")
    refused = run("report", "--data", str(tmp_path))
    assert refused.exit_code == 3
    assert "takes.json" in refused.output
