"""`cameo calibrate`: a signed record for the service, or a refusal that says what to do. All counts as measured."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cameo_service import calibration_file
from cameo_service.analysis.errors import WorkerDied
from cameo_service.cli.deployment import calibrate
from cameo_service.cli.main import app
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from evaluation.manifest_data import Entry
from liveness.limits.calibration import Role
from liveness.limits.net_ids import CAMPPLUS, SFACE
from liveness.limits.words import POCKETSPHINX
from tests.evaluation.test_calibration import named, vector

LOST = "lost"
"""Whose recordings end the worker."""


class MeasuredPool:
    """Knows what the recordings give: templates half as far apart as the shipped limits would have it, or `own`."""

    own = 0.9

    def __init__(self, *_: object) -> None: ...

    def submit(self, job: tuple[frozenset[Role], Sequence[Entry]], timeout_s: float) -> dict[str, Any]:
        del timeout_s
        name = job[1][0].person
        if name == LOST:
            raise WorkerDied("it ended")
        who = named(10).index(name)
        return {
            "models": [SFACE, CAMPPLUS, POCKETSPHINX],
            "name": name,
            "faces": [vector(who, 0.01, self.own, take) for take in range(2)],
            "voices": [],
            "answers": [],
            "unread": ["broken.webm"],
        }

    def close(self) -> None: ...


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(calibrate, "AnalysisPool", MeasuredPool)
    KeyRingFile(tmp_path / "ring.json", tmp_path / "data").create(new_key_ring(os.urandom, 1))
    listed(tmp_path, *named(10), LOST)
    return tmp_path


def listed(home: Path, *people: str) -> None:
    (home / "study").mkdir(exist_ok=True)
    (home / "study" / "a.webm").touch()
    rows = "".join(f"a.webm,{person}\n" for person in people)
    (home / "study" / "manifest.csv").write_text(f"file,person\n{rows}", encoding="utf-8")


def run(home: Path, *more: str) -> Result:
    places = ["--key-ring", str(home / "ring.json"), "--data-dir", str(home / "data")]
    where = ["--data", str(home / "study"), "--record", str(home / "record.txt"), "--jobs", "1"]
    return CliRunner().invoke(app, ["calibrate", *where, *places, *more], env={"COLUMNS": "200"})


def test_the_record_is_the_one_that_was_told_and_the_service_reads_it(home: Path) -> None:
    told = json.loads(run(home, "--json").stdout)

    secret = KeyRingFile(home / "ring.json", home / "data").load().token_secret
    made, record_id = calibration_file.read(home / "record.txt", secret)
    assert told["id"] == record_id
    assert [(one["role"], one["value"]) for one in told["limits"]] == [(Role.FACE, made.limits[0].value)]
    assert [one["role"] for one in told["left_out"]] == ["voice", "words", "words", "words"]
    assert made.people == 20


def test_a_person_reads_a_table_what_gave_nothing_and_how_the_service_uses_it(home: Path) -> None:
    result = run(home)

    assert result.exit_code == 0
    assert "0 of 45 (0.0%-7.9%), 10 people" in result.stdout
    assert "broken.webm" in result.stdout
    assert f"CAMEO_CALIBRATION={home / 'record.txt'}" in result.stdout
    assert f"{LOST} is left out" in result.stderr


def test_looser_limits_are_taken_on_request_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MeasuredPool, "own", 0.5)

    kept, taken = json.loads(run(home, "--json").stdout), json.loads(run(home, "--json", "--accept").stdout)

    assert kept["kept_as_shipped"] == ["face"]
    assert kept["limits"][0]["value"] == kept["limits"][0]["shipped"] < taken["limits"][0]["value"]
    assert taken["limits"][0]["is_loosened"]
    assert "--accept takes it" in run(home).stdout


@pytest.mark.parametrize(
    ("people", "more", "said"),
    [
        (1, (), "one person"),
        (20, ("--others-at-most", "2"), "10 people of the development half are too few"),
        (20, ("--role", "voice"), "No recording of a person could be measured"),
    ],
)
def test_what_bears_out_no_limit_is_refused_and_nothing_is_written(
    home: Path, people: int, more: tuple[str, ...], said: str
) -> None:
    listed(home, *named(10)[:people])
    result = run(home, *more)

    assert result.exit_code == 1
    assert said in result.stderr
    assert not (home / "record.txt").exists()


def test_a_folder_without_a_manifest_and_a_missing_key_ring_are_bad_input(home: Path) -> None:
    assert run(home, "--key-ring", str(home / "none.json")).exit_code == 3
    (home / "study" / "manifest.csv").unlink()
    assert run(home).exit_code == 3
