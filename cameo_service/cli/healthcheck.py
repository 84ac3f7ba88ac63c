"""`cameo healthcheck`: whether the service can decide, for a supervisor that reads the exit status."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated
from urllib.error import HTTPError
from urllib.request import urlopen

import grpc
import typer
from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1.health_pb2_grpc import HealthStub
from rich.console import Console
from rich.table import Table

from cameo_client.connection import ClientCertificate, open_channel, open_tls_channel
from cameo_service.addresses import reached_at
from cameo_service.cli.settings import ConfigFile, settings
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson

UNREACHABLE = "UNREACHABLE"

Checks = Annotated[str | None, typer.Option("--server", envvar="CAMEO_SERVER", help="host:port for unary calls.")]
Streams = Annotated[str | None, typer.Option("--streams", envvar="CAMEO_STREAMS", help="host:port for recordings.")]
Watches = Annotated[str | None, typer.Option("--watch", envvar="CAMEO_WATCH", help="host:port for revocations.")]
Patience = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that each port has for its answer.")]


def healthcheck(
    server: Checks = None,
    streams: Streams = None,
    watch: Watches = None,
    timeout_s: Patience = 2.0,
    authorities: Annotated[
        Path | None,
        typer.Option(envvar="CAMEO_PROBE_AUTHORITIES", help="Of the service's certificate, PEM: speaks TLS."),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(envvar="CAMEO_PROBE_CERTIFICATE", help="Shown to a service that asks for one, PEM."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(envvar="CAMEO_PROBE_KEY", help="Private key of that certificate, PEM.")
    ] = None,
    studio: Annotated[
        str, typer.Option(envvar="CAMEO_PROBE_STUDIO", help="URL of a studio, which is asked alone.")
    ] = "",
    config: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask each port whether it can decide. Exit code 0 if all three can, 1 otherwise.

    A service that has just started decides unary calls at once, and recordings when its models are loaded. Addresses
    that are not named are those of this machine's configuration. A studio is asked whether its service decides.
    """
    if studio:
        _show({"studio": studio}, {"studio": probed_studio(studio, timeout_s, authorities)}, as_json=as_json)
        return
    told = settings(config)
    targets = {
        "unary calls": server or reached_at(told.host, told.port),
        "recordings": streams or reached_at(told.host, told.stream_port),
        "revocations": watch or reached_at(told.host, told.watch_port),
    }
    if (certificate is None) != (key is None) or (certificate and not authorities):
        raise typer.BadParameter("--certificate and --key come together, and with --authorities")
    by = Tls(authorities.read_bytes(), _shown(certificate, key)) if authorities else None
    states = {name: probed(target, timeout_s, by) for name, target in targets.items()}
    _show(targets, states, as_json=as_json)


def _show(targets: Mapping[str, str], states: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(states))
    else:
        table = Table("port", "address", "state")
        for name, target in targets.items():
            table.add_row(name, target, states[name])
        Console().print(table)
    if set(states.values()) != {_name(pb.HealthCheckResponse.SERVING)}:
        raise typer.Exit(EXIT_REFUSED)


@dataclass(frozen=True, slots=True)
class Tls:
    """How a port is reached. authorities: PEM. certificate: shown to the service; None: none."""

    authorities: bytes
    certificate: ClientCertificate | None


def _shown(certificate: Path | None, key: Path | None) -> ClientCertificate | None:
    return ClientCertificate(certificate.read_bytes(), key.read_bytes()) if certificate and key else None


def probed(target: str, timeout_s: float, by: Tls | None = None) -> str:
    """The state of one port: a status of the standard protocol, or UNREACHABLE."""
    opened = open_tls_channel(target, by.authorities, by.certificate) if by else open_channel(target)
    with opened as channel:
        try:
            return _name(HealthStub(channel).Check(pb.HealthCheckRequest(), timeout=timeout_s).status)
        except grpc.RpcError:
            return UNREACHABLE


def probed_studio(url: str, timeout_s: float, authorities: Path | None = None) -> str:
    """SERVING: a person could act at this studio now. NOT_SERVING: its service does not decide. Or UNREACHABLE."""
    try:
        context = ssl.create_default_context(cafile=authorities)
        asked = urlopen(f"{url.rstrip('/')}/health", timeout=timeout_s, context=context)  # noqa: S310 - named by the operator
        with asked as reply:
            decides = reply.status == HTTPStatus.OK
    except HTTPError:
        return _name(pb.HealthCheckResponse.NOT_SERVING)
    except OSError:
        return UNREACHABLE
    states = pb.HealthCheckResponse
    return _name(states.SERVING if decides else states.NOT_SERVING)


def _name(status: pb.HealthCheckResponse.ServingStatus) -> str:
    return str(pb.HealthCheckResponse.ServingStatus.Name(status))
