"""Which source of a setting wins, and what is said of settings that cannot be used."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cameo_service.cli.main import app
from cameo_service.config_sources import COMMAND_LINE, DEFAULT, MASKED, ConfigError, configured
from liveness.engines.choice import Extra

TOML = """
port = 7001
stream_port = 7002
watch_port = 7003
classifiers = ["one"]

[engines]
age = "insightface"
"""
SECRET = "https://ann:s3cret@hooks.example/T0/AbCdEf?key=9"  # noqa: S105 - of no service


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, TOML)


def written(folder: Path, text: str) -> Path:
    path = folder / "cameo.toml"
    path.write_text(text)
    return path


def test_the_command_line_wins_over_the_environment_that_over_the_file_and_that_over_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMEO_PORT", "8001")
    monkeypatch.setenv("CAMEO_STREAM_PORT", "8002")
    found = configured(file, {"port": 9001, "host": None})
    config = found.config
    assert (config.port, config.stream_port, config.watch_port, config.check_threads) == (9001, 8002, 7003, 4)
    shown = found.shown()
    sources = [shown[name]["from"] for name in ("port", "stream_port", "watch_port", "check_threads")]
    assert sources == [COMMAND_LINE, "CAMEO_STREAM_PORT", f"file {file}", DEFAULT]


def test_a_role_in_the_environment_leaves_the_other_roles_of_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMEO_ENGINES__FACE_TEMPLATE", "insightface")
    found = configured(file, {})
    assert found.config.engines.age == Extra.INSIGHTFACE
    assert found.config.engines.face_template.value == Extra.INSIGHTFACE.value
    assert found.shown()["engines.face_template"]["from"] == "CAMEO_ENGINES__FACE_TEMPLATE"


@pytest.mark.parametrize(
    ("text", "setting", "said"),
    [
        ("prot = 7001", "prot", "no such setting"),
        ("[engines]\nnose = 'insightface'", "engines.nose", "no such setting"),
        ("port = 'seventy'", "port", "valid integer"),
        ("port = 70000", "port", "65535"),
        ("port = ", "config", "no TOML"),
        ("callers = 'callers.toml'", "configuration", "set tls_certificate, tls_key"),
    ],
)
def test_a_wrong_file_is_refused_and_the_setting_named(tmp_path: Path, text: str, setting: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        configured(written(tmp_path, text), {})
    ((named, why),) = refused.value.problems
    assert (named, said in why) == (setting, True)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        configured(tmp_path / "none.toml", {})


def test_a_list_that_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_CLASSIFIERS", "one,two")
    with pytest.raises(ConfigError, match="classifiers: write it as JSON"):
        configured(None, {})


def test_a_secret_comes_from_a_file_of_its_own_and_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hook").write_text(f"{SECRET}\n")
    monkeypatch.setenv("CAMEO_WEBHOOK_URL_FILE", str(tmp_path / "hook"))
    found = configured(None, {})
    assert found.config.webhook_url == SECRET
    assert found.shown()["webhook_url"] == {
        "value": f"https://hooks.example/{MASKED}",
        "from": "CAMEO_WEBHOOK_URL_FILE",
    }
    assert found.unknown == ()
    for arguments in (["config", "print"], ["config", "print", "--json"]):
        printed = CliRunner().invoke(app, arguments)
        assert printed.exit_code == 0
        assert not any(part in printed.output for part in ("s3cret", "AbCdEf", "key=9"))
    monkeypatch.setenv("CAMEO_WEBHOOK_URL", SECRET)
    with pytest.raises(ConfigError, match="CAMEO_WEBHOOK_URL or CAMEO_WEBHOOK_URL_FILE, not both"):
        configured(None, {})


def test_the_password_of_the_database_comes_from_a_file_and_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "url").write_text("postgresql://cameo:s3cret@127.0.0.1/cameo\n")
    monkeypatch.setenv("CAMEO_DATABASE_URL_FILE", str(tmp_path / "url"))
    found = configured(None, {})
    assert found.config.database_url == "postgresql://cameo:s3cret@127.0.0.1/cameo"
    assert found.shown()["database_url"]["value"] == f"postgresql://127.0.0.1/{MASKED}"
    assert "s3cret" not in CliRunner().invoke(app, ["config", "print"]).output


def test_what_is_wrong_with_a_secret_does_not_quote_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_WEBHOOK_URL", SECRET.replace("https", "ftp"))
    with pytest.raises(ConfigError) as refused:
        configured(None, {})
    assert "s3cret" not in str(refused.value)
    monkeypatch.delenv("CAMEO_WEBHOOK_URL")
    monkeypatch.setenv("CAMEO_WEBHOOK_URL_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="the file that CAMEO_WEBHOOK_URL_FILE names"):
        configured(None, {})


def test_a_variable_that_is_no_setting_is_told_by_print_and_by_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_LIVE_CEILNG", "everyone")
    monkeypatch.setenv("CAMEO_SERVER", "127.0.0.1:1")
    found = json.loads(CliRunner().invoke(app, ["config", "print", "--json"]).stdout)
    assert "CAMEO_LIVE_CEILNG" in found["unknown_variables"]
    assert "CAMEO_SERVER" not in found["unknown_variables"]
    looked = CliRunner().invoke(app, ["doctor", "--json"])
    (finding,) = [line for line in json.loads(looked.stdout) if line["check"] == "settings.names"]
    assert (finding["state"], "CAMEO_LIVE_CEILNG" in finding["do"]) == ("know", True)


def test_each_command_on_a_deployment_takes_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_CONFIG", str(written(tmp_path, "prot = 1")))
    for command in (
        ["serve"],
        ["healthcheck"],
        ["audit"],
        ["migrate"],
        ["keys", "list"],
        ["witness", "log-key"],
        ["restore", "--new-incarnation"],
        ["config", "print"],
    ):
        refused = CliRunner().invoke(app, command)
        assert (refused.exit_code, "prot" in refused.stderr) == (2, True), command


def test_a_printed_table_names_the_file_and_every_setting(file: Path) -> None:
    printed = CliRunner().invoke(app, ["config", "print", "--config", str(file), "--json"])
    rows = json.loads(printed.stdout)["settings"]
    assert rows["classifiers"] == {"value": ["one"], "from": f"file {file}"}
    assert rows["history_dir"] == {"value": "cameo-data-history", "from": DEFAULT}
