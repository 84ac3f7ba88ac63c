"""`cameo studio`: the web pages on which a person records, rules and stops."""

import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_service.addresses import is_loopback
from cameo_service.cli.connection import Callers, reached
from cameo_service.cli.terminal import DEFAULT_MODELS, ModelsDir, refuse
from cameo_service.clock import SystemClock
from cameo_service.studio.serve import Place, StudioServer, Target
from cameo_service.studio.sign_in import DemoSignIn

FOLDER = Path("out/studio")
PORT = 8080
SERVICE_ID = "studio"
PEOPLE = ("ada", "ben", "mallory")
READY = "studio"
DEV_IDENTITY = (("cameo-dev-service", SERVICE_ID), ("cameo-dev-role", "studio"))
EXIT_BAD_CONFIG = 2


def studio(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0: the system chooses.", min=0, max=65535)] = PORT,
    models: ModelsDir = DEFAULT_MODELS,
    folder: Annotated[Path, typer.Option(help="Where the demo's service keeps its data; emptied first.")] = FOLDER,
    *,
    demo: Annotated[bool, typer.Option(help="With a service of its own, and people who do not exist.")] = False,
) -> None:
    """Serve the web pages on which people record themselves, say who may render them, and stop it.

    Prints `studio URL` once it answers.
    """
    if not demo:
        refuse("Run `cameo studio --demo`: other sign-ins are not built yet.", EXIT_BAD_CONFIG)
    if not is_loopback(host):
        refuse(
            "The demo asks for no password: it listens on this machine alone. Set --host 127.0.0.1.", EXIT_BAD_CONFIG
        )
    console, clock = Console(stderr=True), SystemClock()
    with _listening(host, port) as listening, _demo_service(folder, models, console) as (checks, streams):
        origin = f"http://{host}:{listening.getsockname()[1]}"
        target = Target(checks, streams, SERVICE_ID, lambda: DEV_IDENTITY)
        for number in (signal.SIGINT, signal.SIGTERM):
            # The server takes a signal, stops, and raises it once more: that must not cut the service's own stop short.
            signal.signal(number, _take_note)
        typer.echo(f"{READY} {origin}")
        StudioServer(target, Place(listening, origin), DemoSignIn(PEOPLE, clock), clock).run()


def _take_note(*_: object) -> None:
    """Nothing is left to do: the server has stopped."""


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        refuse(f"Port {port} of {host} is taken or closed to us: choose another with --port.", EXIT_BAD_CONFIG)
    with listening:
        yield listening


@contextmanager
def _demo_service(folder: Path, models: Path, console: Console) -> Iterator[tuple[str, str]]:
    """A service of its own with some adults. Yields host:port of its two ports."""
    # The laboratory comes with these modules; a studio before a service of an operator needs none of it.
    from cameo_service.cli.demo.command import own_service  # noqa: PLC0415 - as above
    from cameo_service.cli.demo.network import HOST, Loopback  # noqa: PLC0415 - as above
    from liveness.verdict.policy import PolicyName  # noqa: PLC0415 - as above

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stage = Loopback()
    with own_service(folder, models, PolicyName.DEMO, console, stage) as (port, stream_port):
        with reached(f"{HOST}:{port}") as callers:
            for person in PEOPLE:
                introduce(callers, person)
        yield f"{HOST}:{port}", f"{HOST}:{stream_port}"


def introduce(callers: Callers, person: str) -> None:
    """What the app of a person does: it asserts an age. The handle is the person's own choice."""
    consent = callers.consent(person)
    age = consent_pb.AssertAgeRequest(age=terms_pb2.AGE_CLASS_ADULT, request_id=f"studio-age-{person}")
    consent.assert_age(age)
    consent.claim_handle(consent_pb.ClaimHandleRequest(handle=person, request_id=f"studio-handle-{person}"))
