"""`cameo keys` makes, lists and rotates a key ring, and never prints a secret."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cameo_service.cli.keys import app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "ring.json"


def run(command: str, path: Path, *more: str) -> Result:
    return CliRunner().invoke(
        app, [command, "--key-ring", str(path), "--data-dir", str(path.parent.parent / "data"), *more]
    )


def test_a_ring_is_made_once(path: Path) -> None:
    assert run("init", path).exit_code == 0
    made = path.read_bytes()
    again = run("init", path)
    assert again.exit_code == 1
    assert "rotate its keys" in again.stderr
    assert path.read_bytes() == made


def test_what_is_listed_is_public(path: Path) -> None:
    run("init", path)
    ring = json.loads(path.read_text())
    seeds = [key["seed"] for key in ring["signing_keys"]]
    secrets = [ring["token_secret"], ring["encryption_keys"][0]["key"], *seeds]
    for shown in (run("list", path), run("list", path, "--json"), run("rotate", path, "--json")):
        assert shown.exit_code == 0
        secrets = [
            ring["token_secret"],
            ring["encryption_keys"][0]["key"],
            *(key["seed"] for key in ring["signing_keys"]),
        ]
        assert not any(secret in shown.output for secret in secrets)


def test_a_rotation_makes_the_next_key_sign(path: Path) -> None:
    before = json.loads(run("init", path, "--json").stdout)
    after = json.loads(run("rotate", path, "--json").stdout)
    assert after["signs_with"] == before["signing_keys"][1]["key_id"]
    assert [key["version"] for key in after["encryption_keys"]] == [1, 2]
    assert json.loads(run("list", path, "--json").stdout) == after


def test_a_compromised_key_is_revoked(path: Path) -> None:
    run("init", path)
    after = json.loads(run("rotate", path, "--compromised", "--json").stdout)
    assert after["signing_keys"][0]["revoked_us"] is not None


@pytest.mark.parametrize("command", ["list", "rotate"])
def test_without_a_ring_the_way_to_one_is_told(path: Path, command: str) -> None:
    refused = run(command, path)
    assert refused.exit_code == 1
    assert "cameo keys init" in refused.stderr


def test_a_ring_in_the_data_directory_is_refused(tmp_path: Path) -> None:
    refused = run("init", tmp_path / "data" / "ring.json", "--data-dir", str(tmp_path / "data"))
    assert refused.exit_code == 1
    assert "inside the data directory" in refused.stderr
