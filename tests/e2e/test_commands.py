"""`cameo enroll` against a whole service, and what `cameo serve` says when it cannot start."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.main import app
from liveness.challenge.file import write_challenge
from tests.e2e import takes
from tests.e2e.service_process import ServiceProcess
from tests.liveness.clips import WEBM, encode

Enroll = Callable[..., Result]


@pytest.fixture
def enroll(service: ServiceProcess, tmp_path: Path) -> Enroll:
    """Uploads bytes for a person."""

    def run(data: bytes, *more: str, challenge: str = write_challenge(takes.WHOLE), person: str = "ada") -> Result:
        file, asked = tmp_path / "take.webm", tmp_path / "challenge.json"
        file.write_bytes(data)
        asked.write_text(challenge)
        where = ["--challenge", str(asked), "--streams", service.addresses[1], "--as", person]
        return CliRunner().invoke(app, ["enroll", str(file), *where, *more])

    return run


def test_a_good_recording_enrolls(enroll: Enroll) -> None:
    result = enroll(takes.good(), "--agree", "--json")
    verdict = json.loads(result.stdout)
    assert (result.exit_code, verdict["state"]) == (0, "ENROLLMENT_STATE_PASSED")
    assert verdict["record"]["policy"] == "demo"


def test_a_photo_says_whose_recording_it_is(enroll: Enroll, tmp_path: Path) -> None:
    portrait = tmp_path / "portrait.jpg"
    portrait.write_bytes(takes.photo(1))
    result = enroll(takes.good(), "--agree", "--json", "--reference", str(portrait), person="iris")
    record = json.loads(result.stdout)["record"]
    assert (record["identity"], record["boundBy"]) == ("IDENTITY_BINDING_BOUND", "IDENTITY_REFERENCE_PHOTO")


def test_a_file_that_is_piped_in_is_no_camera(service: ServiceProcess, enroll: Enroll) -> None:
    enroll(takes.good(), "--agree", person="olga")
    command = ["verify-owner", "everyone", "--as", "olga", "--streams", service.addresses[1]]
    result = CliRunner().invoke(app, command, input=takes.good())
    assert result.exit_code == 1
    assert "ATTEMPT_ABANDONED" in result.stderr


def test_another_attempt_may_pass_where_nobody_was_seen(enroll: Enroll) -> None:
    result = enroll(encode(WEBM), "--agree")
    assert result.exit_code == 2
    assert "RETRY under policy demo" in result.stdout
    assert "NO_FACE" in result.stdout


def test_a_text_is_bad_input(enroll: Enroll) -> None:
    result = enroll(b"not a recording at all", "--agree")
    assert result.exit_code == 3
    assert "UNSUPPORTED_CONTAINER" in result.stderr


def test_a_malformed_challenge_is_bad_input(enroll: Enroll) -> None:
    assert enroll(b"", "--agree", challenge="{}").exit_code == 3


def test_without_a_written_yes_nothing_is_uploaded(enroll: Enroll) -> None:
    result = enroll(takes.good())
    assert result.exit_code == 2
    assert "--agree" in result.stderr


def test_a_service_that_knows_no_callers_does_not_start(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["serve", "--data-dir", str(tmp_path / "data")])
    assert refused.exit_code == 2
    assert "--insecure-dev" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_named(service: ServiceProcess, models_dir: Path) -> None:
    port = service.addresses[0].rpartition(":")[2]
    second = ServiceProcess(service.folder / "second", models_dir)
    command = [sys.executable, "-m", "cameo_service", "serve", *second.options, "--port", port]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert refused.returncode == 2
    assert f"Port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_pack_that_is_not_there_is_named(service: ServiceProcess) -> None:
    third = ServiceProcess(service.folder / "third", Path("no-such-pack"))
    refused = CliRunner().invoke(app, ["serve", *third.options])
    assert refused.exit_code == 2
    assert "face_detector" in refused.stderr


def test_an_engine_whose_pack_is_not_there_is_named(
    service: ServiceProcess, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__AGE", "insightface")
    fourth = ServiceProcess(service.folder / "fourth", models_dir)
    refused = CliRunner().invoke(app, ["serve", *fourth.options])
    assert refused.exit_code == 2
    assert "det_10g.onnx is missing" in refused.stderr
