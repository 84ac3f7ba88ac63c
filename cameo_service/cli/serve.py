"""`cameo serve`: one running service."""

import logging
import signal
import socket
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cameo_service import bootstrap
from cameo_service.analysis.errors import AnalysisError
from cameo_service.cli.models import ModelsDir
from cameo_service.cli.terminal import refuse, waiting
from cameo_service.config import ServiceConfig
from liveness.verdict.policy import PolicyName

READY = "ready"
EXIT_BAD_CONFIG = 2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    data_dir: Annotated[Path | None, typer.Option(help="Directory of the databases of this deployment.")] = None,
    key_ring: Annotated[Path | None, typer.Option(help="File made by `cameo keys init`.")] = None,
    models: ModelsDir | None = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port for unary calls; 0: the system chooses.")] = None,
    stream_port: Annotated[int | None, typer.Option(help="Port for recordings; 0: the system chooses.")] = None,
    watch_port: Annotated[int | None, typer.Option(help="Port for revocations; 0: the system chooses.")] = None,
    policy: Annotated[PolicyName | None, typer.Option(help="Which checks a verdict requires.")] = None,
    *,
    insecure_dev: Annotated[bool, typer.Option(help="Callers name themselves. Loopback only.")] = False,
) -> None:
    """Run the service until it is told to stop.

    Prints `ready PORT STREAM_PORT WATCH_PORT` once all three answer. Settings also come from CAMEO_* variables.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    given = {
        "data_dir": data_dir,
        "key_ring": key_ring,
        "models": models,
        "host": host,
        "port": port,
        "stream_port": stream_port,
        "watch_port": watch_port,
        "policy": policy,
        "insecure_dev": insecure_dev or None,
    }
    with waiting("starting, which loads models in the workers"):
        service = _started({name: value for name, value in given.items() if value is not None})
    told = _listen_for_stop()
    typer.echo(f"{READY} {service.port} {service.stream_port} {service.watch_port}")
    told.recv(1)
    for number in STOP_SIGNALS:
        # One is enough: another one must not cut the stop short.
        signal.signal(number, signal.SIG_IGN)
    service.stop()


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


def _started(given: dict[str, Any]) -> bootstrap.Service:
    try:
        return bootstrap.start(ServiceConfig(**given))
    except ValidationError as error:
        refuse("\n".join(map(_problem, error.errors())), EXIT_BAD_CONFIG)
    except bootstrap.START_ERRORS as error:
        detail = f" ({error.detail})" if isinstance(error, AnalysisError) else ""
        refuse(f"{error}{detail}", EXIT_BAD_CONFIG)


def _problem(problem: ErrorDetails) -> str:
    """The setting, and what is wrong with it."""
    where = ".".join(str(part) for part in problem["loc"]) or "configuration"
    return f"{where}: {problem['msg']}"
