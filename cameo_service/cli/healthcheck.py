"""`cameo healthcheck`: whether the service can decide, for a supervisor that reads the exit status."""

import json
from typing import Annotated

import grpc
import typer
from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1.health_pb2_grpc import HealthStub
from rich.console import Console
from rich.table import Table

from cameo_client.connection import open_channel
from cameo_service.cli.connection import CHECKS, STREAMS, Server, StreamServer
from cameo_service.cli.terminal import EXIT_REFUSED, AsJson

WATCHES = "127.0.0.1:7445"
UNREACHABLE = "UNREACHABLE"

WatchServer = Annotated[str, typer.Option("--watch", envvar="CAMEO_WATCH", help="host:port for revocations.")]
Patience = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that each port has for its answer.")]


def healthcheck(
    server: Server = CHECKS,
    streams: StreamServer = STREAMS,
    watch: WatchServer = WATCHES,
    timeout_s: Patience = 2.0,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask each port whether it can decide. Exit code 0 if all three can, 1 otherwise.

    A service that has just started decides unary calls at once, and recordings when its models are loaded.
    """
    targets = {"unary calls": server, "recordings": streams, "revocations": watch}
    states = {name: probed(target, timeout_s) for name, target in targets.items()}
    if as_json:
        typer.echo(json.dumps(states))
    else:
        table = Table("port", "address", "state")
        for name, target in targets.items():
            table.add_row(name, target, states[name])
        Console().print(table)
    if set(states.values()) != {_name(pb.HealthCheckResponse.SERVING)}:
        raise typer.Exit(EXIT_REFUSED)


def probed(target: str, timeout_s: float) -> str:
    """The state of one port: a status of the standard protocol, or UNREACHABLE."""
    with open_channel(target) as channel:
        try:
            return _name(HealthStub(channel).Check(pb.HealthCheckRequest(), timeout=timeout_s).status)
        except grpc.RpcError:
            return UNREACHABLE


def _name(status: pb.HealthCheckResponse.ServingStatus) -> str:
    return str(pb.HealthCheckResponse.ServingStatus.Name(status))
