"""What deploy/ says fits the service: each method goes to its port, and nothing is open that need not be."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.addresses import is_safe_database
from cameo_service.cli.main import COMMANDS
from cameo_service.config import ServiceConfig
from cameo_service.config_sources import SECRET_SETTINGS, read
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.studio.config import STUDIO
from cameo_service.studio.upstream import SESSION_S

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
ENVOY: dict[str, Any] = yaml.safe_load((DEPLOY / "envoy.yaml").read_text("utf-8"))["static_resources"]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
MANAGER: dict[str, Any] = ENVOY["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
ROUTES: list[dict[str, Any]] = MANAGER["route_config"]["virtual_hosts"][0]["routes"]
PORTS = {"EnrollmentService": "stream_port", "RevocationService": "watch_port"}
"""Setting of the port that a service stands on; all others stand on `port`."""
RECORD, WATCH = "/cameo.v1.EnrollmentService/RecordEnrollment", "/cameo.v1.RevocationService/WatchRevocations"
SECRET = re.compile(r"/run/secrets/(\w+)")


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def route_of(method: str) -> dict[str, Any]:
    """As Envoy chooses: the first that fits."""
    fitting = (
        one["route"]
        for one in ROUTES
        if one["match"].get("path") == method or method.startswith(one["match"].get("prefix", "none"))
    )
    return next(fitting)


def port_of(cluster: str) -> int:
    (found,) = [one for one in ENVOY["clusters"] if one["name"] == cluster]
    (endpoint,) = found["load_assignment"]["endpoints"][0]["lb_endpoints"]
    port: int = endpoint["endpoint"]["address"]["socket_address"]["port_value"]
    return port


@pytest.mark.parametrize("file", ["envoy.yaml", "compose.yaml", "compose.postgresql.yaml"])
def test_a_file_that_was_never_run_says_so_in_its_first_line(file: str) -> None:
    assert (DEPLOY / file).read_text("utf-8").startswith("# Not run here: ")


@pytest.mark.parametrize("method", CALLER_TABLE)
def test_each_method_goes_to_the_port_that_it_stands_on(method: str) -> None:
    service = method.split("/")[1].removeprefix("cameo.v1.")
    default = ServiceConfig.model_fields[PORTS.get(service, "port")].default
    assert port_of(route_of(method)["cluster"]) == default


def test_nothing_but_the_contract_and_the_probe_is_routed() -> None:
    open_to = {one["match"].get("path") or one["match"]["prefix"] for one in ROUTES}
    assert {path for path in open_to if not path.startswith("/cameo.v1.")} == {"/grpc.health.v1.Health/Check"}


def test_a_recording_has_its_minutes_and_a_watch_has_no_end() -> None:
    recording, watch = route_of(RECORD), route_of(WATCH)
    assert recording["timeout"] == watch["timeout"] == watch["idle_timeout"] == "0s"
    (longest_s,) = EnrollmentClient.record_enrollment.__defaults__ or ()
    assert seconds(recording["max_stream_duration"]["max_stream_duration"]) > longest_s
    assert all(0 < seconds(route_of(method)["timeout"]) <= 15 for method in set(CALLER_TABLE) - _streams())


def _streams() -> set[str]:
    return {method for method in CALLER_TABLE if method == RECORD or "RevocationService" in method}


def test_the_proxy_asks_the_service_who_it_is_and_shows_what_it_is() -> None:
    for cluster in ENVOY["clusters"]:
        tls = cluster["transport_socket"]["typed_config"]["common_tls_context"]
        (name,) = tls["validation_context"]["match_typed_subject_alt_names"]
        behind = "studio" if cluster["name"] == "studio" else "cameo"
        assert name["matcher"]["exact"] == COMPOSE["services"][behind]["hostname"]
        assert tls["validation_context"]["trusted_ca"]
        assert tls["tls_certificates"]


def test_what_a_browser_has_to_send_and_read_passes() -> None:
    policy = MANAGER["route_config"]["virtual_hosts"][0]["typed_per_filter_config"]["envoy.filters.http.cors"]
    assert {"authorization", "cameo-subject-assertion", "x-grpc-web"} <= set(policy["allow_headers"].split(", "))
    assert {"cameo-reason", "grpc-status-details-bin"} <= set(policy["expose_headers"].split(", "))
    assert "*" not in str(policy["allow_origin_string_match"])
    names = [one["name"].rpartition(".")[2] for one in MANAGER["http_filters"]]
    assert names == ["cors", "grpc_web", "router"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_each_container_has_no_more_than_it_needs(name: str) -> None:
    container = COMPOSE["services"][name]
    assert (container["read_only"], container["cap_drop"], container["user"]) == (True, ["ALL"], "10001:10001")
    assert container["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_alone_is_reached_from_outside() -> None:
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["envoy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert list(COMPOSE["services"]["cameo"]["networks"]) == ["inside"]


def test_the_studio_is_configured_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio, secret = COMPOSE["services"]["studio"]["environment"], tmp_path / "secret"
    secret.touch()
    for name, value in studio.items():
        if name.startswith("CAMEO_STUDIO_"):
            told = "https://studio.example" if name.endswith(("ORIGIN", "ISSUER")) else name if "$" in value else value
            monkeypatch.setenv(name, str(secret) if name.endswith("SECRET_FILE") else told)
    config, _, unknown = read(STUDIO, None, {})
    assert unknown == ()
    assert port_of("studio") == config.port
    probe = urlsplit(studio["CAMEO_PROBE_STUDIO"])
    assert (probe.hostname, probe.port) == (COMPOSE["services"]["studio"]["hostname"], config.port)


def test_browsers_reach_the_studio_by_one_name_and_a_recording_has_its_minutes() -> None:
    pages = MANAGER["route_config"]["virtual_hosts"][1]
    assert pages["domains"] == ["studio.example"]
    recording = next(one["route"] for one in pages["routes"] if one["match"].get("path") == "/record")
    assert recording["upgrade_configs"] == [{"upgrade_type": "websocket"}]
    assert (recording["timeout"], seconds(recording["idle_timeout"])) == ("0s", SESSION_S)


def test_each_setting_and_each_secret_exists() -> None:
    cameo = COMPOSE["services"]["cameo"]
    settings = {name.removeprefix("CAMEO_").lower() for name in cameo["environment"]}
    probes = {option.envvar for option in COMMANDS["healthcheck"].load("healthcheck").params if option.envvar}
    of_the_probe = {name for name in cameo["environment"] if name in probes}
    assert settings - {name.removeprefix("CAMEO_").lower() for name in of_the_probe} <= set(ServiceConfig.model_fields)
    assert {"CAMEO_PROBE_AUTHORITIES", "CAMEO_SERVER", "CAMEO_STREAMS", "CAMEO_WATCH"} <= of_the_probe
    studio = COMPOSE["services"]["studio"]
    envoy = (DEPLOY / "envoy.yaml").read_text("utf-8")
    for name, text in (("cameo", str(cameo)), ("studio", str(studio)), ("envoy", envoy)):
        assert set(SECRET.findall(text)) == set(COMPOSE["services"][name]["secrets"])
    assert {secret for one in COMPOSE["services"].values() for secret in one["secrets"]} == set(COMPOSE["secrets"])


def test_the_image_runs_as_no_administrator_and_says_when_it_is_well() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert last.startswith("runtime AS service\n")
    runtime = DOCKERFILE.partition(" AS runtime\n")[2]
    assert 'HEALTHCHECK --interval=10s --timeout=10s --start-period=90s CMD ["cameo", "healthcheck"]' in runtime
    assert "useradd --uid 10001" in runtime
    assert "\nUSER cameo\n" in runtime
    assert "--require-hashes" in DOCKERFILE
    assert "uninstall --yes espeakng-loader" in DOCKERFILE


def test_settings_of_the_image_are_settings() -> None:
    named = set(re.findall(r"CAMEO_([A-Z_]+)=", DOCKERFILE))
    assert named
    assert {name.lower() for name in named} <= set(ServiceConfig.model_fields)


def test_with_postgresql_the_service_reaches_it_over_a_socket_file_and_nothing_else_does() -> None:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.postgresql.yaml").read_text("utf-8"))
    service, server = told["services"]["cameo"], told["services"]["postgresql"]
    assert list(service["environment"]) == [f"CAMEO_{SECRET_SETTINGS[0].upper()}_FILE"]
    (named,) = re.findall(r"postgresql://\S+", (DEPLOY / "compose.postgresql.yaml").read_text("utf-8"))
    assert is_safe_database(named)
    (socket,) = service["volumes"]
    assert named.endswith(f"?host={socket.partition(':')[2]}")
    assert socket.partition(":")[0] in {volume.partition(":")[0] for volume in server["volumes"]}
    assert server["network_mode"] == "none"
    assert server["command"][-1] == "listen_addresses="
    assert set(told["secrets"]) == {*service["secrets"], *server["secrets"]}
