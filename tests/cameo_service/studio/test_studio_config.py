"""Settings of a studio: one that is half configured does not start, and says what is missing."""

from pathlib import Path
from typing import Any

import pytest

from cameo_service.config_sources import SERVICE, ConfigError, read
from cameo_service.studio.config import STUDIO

WHOLE = {
    "server": "cameo.internal:7443",
    "streams": "cameo.internal:7444",
    "token_file": "token",
    "origin": "https://studio.example",
    "tls_certificate": "public.pem",
    "tls_key": "public.key",
    "issuer": "https://id.example",
    "ask_client": "cameo-ask",
    "decide_client": "cameo-decide",
}


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in (WHOLE | more).items() if name not in names}


def problem(said: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as caught:
        read(STUDIO, None, said)
    return str(caught.value)


def test_a_whole_configuration_is_one() -> None:
    config, _, unknown = read(STUDIO, None, WHOLE)
    assert (config.service_id, config.port, unknown) == ("studio", 8080, ())


@pytest.mark.parametrize("name", ["server", "streams", "origin", "issuer", "ask_client", "decide_client"])
def test_what_is_missing_is_named(name: str) -> None:
    assert problem(without(name)).startswith(f"{name}: it is missing: set it")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (without("token_file"), "set certificate and key, or token_file"),
        (without(certificate="studio.pem"), "set key: certificate and key go together"),
        (without("tls_key"), "set tls_key: tls_certificate and tls_key go together"),
        (without("tls_key", "tls_certificate"), "set tls_certificate and tls_key, or proxies"),
        (without(decide_client="cameo-ask"), "ask_client and decide_client differ"),
        (without(origin="http://studio.example"), "origin: "),
        (without(origin="https://studio.example/"), "origin: "),
        (without(origin="https://studio.example/pages"), "origin: "),
        (without(origin="https://ann@studio.example"), "origin: "),
        (without(origin="http://127.0.0.1:8080"), "set origin to https://"),
        (without(issuer="http://id.example"), "issuer: "),
        (without(server="cameo.internal"), "server: "),
        (without(proxies=["somewhere"]), "proxies.0"),
        (without(colour="red"), "colour: there is no such setting"),
    ],
)
def test_what_does_not_fit_is_named(said: dict[str, Any], told: str) -> None:
    assert told in problem(said)


def test_proxies_stand_for_a_certificate_of_its_own() -> None:
    config, _, _ = read(STUDIO, None, without("tls_key", "tls_certificate", proxies=["10.0.0.0/24"]))
    assert config.proxies


def test_a_secret_comes_from_a_file_and_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("CAMEO_STUDIO_DECIDE_SECRET_FILE", str(tmp_path / "secret"))
    config, _, unknown = read(STUDIO, None, WHOLE)
    assert config.decide_secret.get_secret_value() == "s3cret"
    assert "s3cret" not in str(config)
    assert unknown == ()


def test_a_variable_of_a_studio_is_no_misspelt_setting_of_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMEO_STUDIO_ORIGIN", "https://studio.example")
    monkeypatch.setenv("CAMEO_STUDIO_ORIGINN", "https://studio.example")
    assert read(SERVICE, None, {})[2] == ()
    assert read(STUDIO, None, WHOLE)[2] == ("CAMEO_STUDIO_ORIGINN",)
