"""`cameo collect serve`: the pages of a study, before a service of its own that ends with it."""

import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from starlette.types import ASGIApp

from cameo_client.connection import open_channel
from cameo_service.addresses import is_loopback
from cameo_service.cli.collect.options import Folder
from cameo_service.cli.collect.pages import StudyPages
from cameo_service.cli.collect.takes import Takes
from cameo_service.cli.connection import Callers
from cameo_service.cli.demo.command import own_service
from cameo_service.cli.demo.network import HOST, Loopback
from cameo_service.cli.studio.demo import DEV_IDENTITY, KEY_BYTES, SERVICE_ID, address_here, show_way
from cameo_service.cli.studio.listening import listening, run
from cameo_service.cli.studio.local_certificate import CERTIFICATE, KEY, certify
from cameo_service.cli.terminal import DEFAULT_MODELS, EXIT_BAD_INPUT, ModelsDir, refuse
from cameo_service.clock import Clock, SystemClock
from cameo_service.studio.serve import Place, Target, WebServer
from cameo_service.studio.upstream import Upstream
from evaluation.study import Study
from liveness.verdict.policy import PolicyName

PORT, PHONE_PORT = 8090, 8453
LONGEST_RELEASE = 12_000
"""Characters: the page sends it back, within the 64 KiB of a body in any script."""
READY = "study"


class StudyServer(WebServer):
    """The pages of a study on their socket.

    Args:
        target: the service.
        place: where to listen.
        takes: of the study.
        invitation: what the link of the study holds.
        operator: who answers for it.
    """

    def __init__(self, target: Target, place: Place, takes: Takes, invitation: str, operator: str) -> None:
        super().__init__(target, place)
        self._takes, self._invitation, self._operator = takes, invitation, operator

    def application(self, upstream: Upstream) -> ASGIApp:
        """The pages."""
        pages = StudyPages(self._takes, upstream, self._invitation, self._operator)
        return pages.application(self._place.origin)

    async def close(self) -> None:
        """Nothing is left open."""


def serve(
    folder: Folder,
    release: Annotated[Path, typer.Option(help="Text of the release that volunteers sign, UTF-8.")],
    operator: Annotated[str, typer.Option(help="Who answers for the study, as volunteers read it.")],
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0: the system chooses.", min=0, max=65535)] = None,
    models: ModelsDir = DEFAULT_MODELS,
    policy: Annotated[PolicyName, typer.Option(help="Policy that judges.")] = PolicyName.STANDARD,
    *,
    lan: Annotated[bool, typer.Option(help="For phones on the same network: encrypted.")] = False,
) -> None:
    """Serve pages on which volunteers sign a release, record takes, upload attacks, and delete everything again.

    Prints `study URL` once it answers. The link invites: give it to volunteers alone.
    """
    notice, clock, console = _release(release), SystemClock(), Console(stderr=True)
    address = host or (address_here() if lan else HOST)
    if not lan and not is_loopback(address):
        refuse("Other machines come encrypted: add --lan, or set --host 127.0.0.1.", EXIT_BAD_INPUT)
    number = (PHONE_PORT if lan else PORT) if port is None else port
    invitation = secrets.token_urlsafe(KEY_BYTES)
    with (
        listening(address, number) as taken,
        tempfile.TemporaryDirectory(prefix="cameo-study-") as place,
        _service(Path(place), models, policy, console) as (checks, streams),
        open_channel(checks) as check_channel,
        open_channel(streams) as stream_channel,
    ):
        where = _place(taken, address, Path(place), clock, is_for_phones=lan)
        link = f"{where.origin}/?key={invitation}"
        if lan:
            show_way(link, console)
        takes = Takes(Study(folder), Callers(check_channel), Callers(stream_channel), where.origin, notice, clock)
        target = Target(checks, streams, SERVICE_ID, lambda: DEV_IDENTITY)
        run(StudyServer(target, where, takes, invitation, operator), link, READY)


def _release(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"The release cannot be read: {error}. Name a file of UTF-8 text with --release.", EXIT_BAD_INPUT)
    if not text or len(text) > LONGEST_RELEASE:
        refuse(f"The release needs 1 to {LONGEST_RELEASE} characters: `cameo collect form` has one.", EXIT_BAD_INPUT)
    return text


def _place(taken: socket.socket, address: str, folder: Path, clock: Clock, *, is_for_phones: bool) -> Place:
    authority = f"[{address}]" if ":" in address else address
    origin = f"{'https' if is_for_phones else 'http'}://{authority}:{taken.getsockname()[1]}"
    if not is_for_phones:
        return Place(taken, origin)
    certify(folder, address, clock)
    return Place(taken, origin, folder / CERTIFICATE, folder / KEY)


@contextmanager
def _service(folder: Path, models: Path, policy: PolicyName, console: Console) -> Iterator[tuple[str, str]]:
    """Yields host:port of both ports of a service whose data, templates too, go with the folder."""
    with own_service(folder, models, policy, console, Loopback()) as (port, stream_port):
        yield f"{HOST}:{port}", f"{HOST}:{stream_port}"
