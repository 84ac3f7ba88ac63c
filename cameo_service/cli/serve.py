"""`cameo serve`: one running service."""

import signal
import socket
from pathlib import Path
from typing import Annotated

import typer

from cameo_service import bootstrap
from cameo_service.analysis.errors import AnalysisError
from cameo_service.cli.settings import EXIT_BAD_CONFIG, ConfigFile, settings
from cameo_service.cli.terminal import ModelsDir, refuse, waiting
from cameo_service.config import ServiceConfig
from cameo_service.json_log import write_json_lines
from liveness.verdict.policy import PolicyName

READY = "ready"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    data_dir: Annotated[Path | None, typer.Option(help="Directory of the databases of this deployment.")] = None,
    key_ring: Annotated[Path | None, typer.Option(help="File made by `cameo keys init`.")] = None,
    models: ModelsDir | None = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port for unary calls; 0: the system chooses.")] = None,
    stream_port: Annotated[int | None, typer.Option(help="Port for recordings; 0: the system chooses.")] = None,
    watch_port: Annotated[int | None, typer.Option(help="Port for revocations; 0: the system chooses.")] = None,
    callers: Annotated[Path | None, typer.Option(help="File that says who may call.")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="Certificate chain of the ports, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key of the certificate, PEM.")] = None,
    tls_client_ca: Annotated[Path | None, typer.Option(help="Authorities of client certificates, PEM.")] = None,
    classifier: Annotated[list[str] | None, typer.Option(help="Id of a classifier whose labels count.")] = None,
    policy: Annotated[PolicyName | None, typer.Option(help="Which checks a verdict requires.")] = None,
    config: ConfigFile = None,
    *,
    migrate: Annotated[bool, typer.Option(help="Migrate a database of an older program, on a single machine.")] = False,
    insecure_dev: Annotated[bool, typer.Option(help="Callers name themselves. Loopback only.")] = False,
) -> None:
    """Run the service until it is told to stop.

    Prints `ready PORT STREAM_PORT WATCH_PORT` once all three answer. Settings also come from CAMEO_* variables
    and from the file that `--config` names.
    """
    write_json_lines("service")
    # A changed caller file is noticed by itself: an operator who asks for it with this signal must not end the service,
    # nor its start.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    given = {
        "data_dir": data_dir,
        "key_ring": key_ring,
        "models": models,
        "host": host,
        "port": port,
        "stream_port": stream_port,
        "watch_port": watch_port,
        "callers": callers,
        "tls_certificate": tls_certificate,
        "tls_key": tls_key,
        "tls_client_ca": tls_client_ca,
        "classifiers": classifier or None,
        "policy": policy,
        "migrate_on_start": migrate or None,
        "insecure_dev": insecure_dev or None,
    }
    wanted = settings(config, **given)
    with waiting("starting, which loads models in the workers"):
        service = _started(wanted)
    told = _listen_for_stop()
    typer.echo(f"{READY} {service.port} {service.stream_port} {service.watch_port}")
    told.recv(1)
    # One is enough: another one is taken note of, and does not cut the stop short. It is ignored only at the end, for
    # the interpreter complains in the log of a signal that comes while it is told to ignore it.
    service.stop()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _listen_for_stop() -> socket.socket:
    """The end of a socket on which a byte comes with each signal to stop.

    The interpreter writes the byte itself. A handler that took a lock, such as that of an event, would wait for ever
    when a second signal comes while the thread that it interrupts holds the lock.
    """
    told, telling = socket.socketpair()
    telling.settimeout(0)
    signal.set_wakeup_fd(telling.detach(), warn_on_full_buffer=False)
    for number in STOP_SIGNALS:
        signal.signal(number, _take_note)
    return told


def _take_note(*_: object) -> None:
    """Nothing is left to do: the byte is on its way."""


def _started(config: ServiceConfig) -> bootstrap.Service:
    try:
        return bootstrap.start(config)
    except bootstrap.START_ERRORS as error:
        detail = f" ({error.detail})" if isinstance(error, AnalysisError) else ""
        refuse(f"{error}{detail}", EXIT_BAD_CONFIG)
