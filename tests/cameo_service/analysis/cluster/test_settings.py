"""Which clusters a service enters: none that strangers can join, and none whose nodes speak in the open."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cameo_service.analysis.cluster.member import environment
from cameo_service.analysis.cluster.safety import reports_use
from cameo_service.analysis.cluster.settings import AnalysisSettings, Backend
from cameo_service.config import ServiceConfig
from cameo_service.config_sources import configured

HERE = {"backend": Backend.RAY, "address": "127.0.0.1:6379", "token": Path("token")}
TLS = {"tls_certificate": Path("node.pem"), "tls_key": Path("node.key"), "tls_ca": Path("ca.pem")}
FAR = {**HERE, **TLS, "address": "head.example:6379"}


def service(**settings: Any) -> ServiceConfig:
    return ServiceConfig(analysis=AnalysisSettings(**settings))


def test_files_are_analysed_here_unless_a_setting_says_otherwise() -> None:
    assert not ServiceConfig().analysis.is_cluster


def test_a_variable_names_the_backend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("BACKEND", "ray"), ("ADDRESS", "127.0.0.1:6379"), ("TOKEN", str(tmp_path / "token"))):
        monkeypatch.setenv(f"CAMEO_ANALYSIS__{name}", value)
    assert configured(None, {}).config.analysis.is_cluster


@pytest.mark.parametrize("settings", [HERE, FAR], ids=["here", "far"])
def test_a_cluster_with_a_token_is_entered_here_and_with_certificates_anywhere(settings: dict[str, Any]) -> None:
    assert service(**settings).analysis.is_cluster


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({**HERE, "address": ""}, "set analysis.address"),
        ({**HERE, "token": None}, "set analysis.token"),
        ({**FAR, "token": None}, "set analysis.token"),
        ({**HERE, "address": "head.example:6379"}, "beyond this machine set analysis.tls_certificate"),
        ({**FAR, "tls_key": None}, "go together"),
    ],
)
def test_any_other_cluster_is_refused_and_what_is_missing_is_named(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        service(**settings)


def test_an_address_without_a_port_is_refused() -> None:
    with pytest.raises(ValidationError, match="address"):
        AnalysisSettings(backend=Backend.RAY, address="head")


def test_a_member_reports_no_use_shows_the_token_and_encrypts() -> None:
    told = environment(AnalysisSettings(**FAR))
    assert told["RAY_USAGE_STATS_ENABLED"] == "0"
    assert (told["RAY_AUTH_MODE"], told["RAY_AUTH_TOKEN_PATH"]) == ("token", "token")
    tls = [told[name] for name in ("RAY_USE_TLS", "RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT")]
    assert tls == ["1", "node.pem", "node.key", "ca.pem"]


def test_a_member_has_nothing_else_of_the_environment_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_DATABASE_URL", "postgresql://operator:secret@127.0.0.1/cameo")
    told = environment(AnalysisSettings(**HERE))
    assert not [name for name in told if name.startswith("CAMEO_")]
    assert told["RAY_USE_TLS"] == "0"


def test_a_cluster_that_reports_its_use_is_known_by_what_its_head_tells() -> None:
    silent = {"ray_version": "2.60.0", "python_version": "3.11.7", "ray_init_cluster": False}
    assert not reports_use(silent)
    assert reports_use({**silent, "git_commit": "b7f4259e", "os": "linux", "session_start_timestamp_ms": 1})
