"""`cameo analyse`: one verdict, the documented JSON, and exit codes that scripts can trust."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cameo_service.cli.analyse import analyse
from liveness.verdict.check_table import JUDGES
from liveness.verdict.policy import OPTIONS
from tests.liveness.clips import WEBM, encode

APP = typer.Typer()
APP.command()(analyse)
NO_MODELS = "no-such-folder"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    """One second of noise: a good container that shows nobody."""
    path = tmp_path / "noise.webm"
    path.write_bytes(encode(WEBM))
    return path


def challenge(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "challenge.json"
    path.write_text(json.dumps({"prompts": [{"id": "1", "kind": "say", "text": text}]}))
    return path


def test_nobody_in_the_picture_asks_for_another_attempt(noise: Path, tmp_path: Path, models_dir: Path) -> None:
    asked = challenge(tmp_path, "blue monkey")
    result = run(noise, "--challenge", asked, "--models", models_dir, "--json")
    printed = json.loads(result.stdout)
    assert (result.exit_code, printed["verdict"]) == (2, "retry")
    assert set(printed) == {"verdict", "checks", "model_pack", "policy"}
    assert printed["policy"] == "standard"
    assert [check["check"] for check in printed["checks"]] == [check for check in JUDGES if check not in OPTIONS]
    assert all(set(check) == {"check", "result", "reason", "ms"} for check in printed["checks"])
    assert printed["checks"][0]["reason"] == "NO_FACE"


def test_without_a_challenge_nothing_passes_and_another_attempt_is_asked_for(noise: Path, models_dir: Path) -> None:
    result = run(noise, "--models", models_dir, "--policy", "demo")
    assert result.exit_code == 2
    assert "RETRY under policy demo" in result.stdout
    assert "NOT_ASKED" in result.stdout
    assert "not run" in result.stdout


def test_a_missing_file_is_bad_input() -> None:
    result = run("nowhere.webm", "--models", NO_MODELS)
    assert result.exit_code == 3
    assert "nowhere.webm" in result.stderr


def test_a_missing_model_pack_is_bad_input(noise: Path) -> None:
    assert run(noise, "--models", NO_MODELS).exit_code == 3


def test_a_malformed_challenge_is_bad_input(noise: Path, tmp_path: Path) -> None:
    result = run(noise, "--challenge", challenge(tmp_path, "42"), "--models", NO_MODELS)
    assert result.exit_code == 3
    assert "prompts.0.say.text" in result.stderr


def test_a_text_named_like_a_recording_is_bad_input(tmp_path: Path, models_dir: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a recording")
    result = run(text, "--models", models_dir)
    assert result.exit_code == 3
    assert "WebM" in result.stderr
