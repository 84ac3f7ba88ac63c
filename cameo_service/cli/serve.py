"""`cameo serve`: one running service, until it is told to stop."""

import logging
import signal
import threading
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from cameo_service import bootstrap
from cameo_service.analysis.errors import AnalysisError
from cameo_service.cli.models import ModelsDir
from cameo_service.config import ServiceConfig
from liveness.verdict.policy import PolicyName

READY = "ready"
EXIT_BAD_CONFIG = 2


def serve(
    data_dir: Annotated[Path | None, typer.Option(help="Databases of this deployment.")] = None,
    key_ring: Annotated[Path | None, typer.Option(help="File made by `cameo keys init`.")] = None,
    models: ModelsDir | None = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Unary calls; 0 lets the system choose.")] = None,
    stream_port: Annotated[int | None, typer.Option(help="Recordings; 0 lets the system choose.")] = None,
    watch_port: Annotated[int | None, typer.Option(help="Revocations; 0 lets the system choose.")] = None,
    policy: Annotated[PolicyName | None, typer.Option(help="Which checks a verdict requires.")] = None,
    *,
    insecure_dev: Annotated[bool, typer.Option(help="Callers name themselves. Loopback only.")] = False,
) -> None:
    """Run the service. Prints `ready PORT STREAM_PORT WATCH_PORT` when all answer; settings also come from CAMEO_*."""
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
    service = _started({name: value for name, value in given.items() if value is not None})
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    typer.echo(f"{READY} {service.port} {service.stream_port} {service.watch_port}")
    stop.wait()
    service.stop()


def _started(given: dict[str, Any]) -> bootstrap.Service:
    try:
        return bootstrap.start(ServiceConfig(**given))
    except ValidationError as error:
        for problem in error.errors():
            where = ".".join(str(part) for part in problem["loc"]) or "configuration"
            Console(stderr=True).print(f"{where}: {problem['msg']}", style="red", markup=False)
    except bootstrap.START_ERRORS as error:
        detail = f" ({error.detail})" if isinstance(error, AnalysisError) else ""
        Console(stderr=True).print(f"{error}{detail}", style="red", markup=False)
    raise typer.Exit(EXIT_BAD_CONFIG)
