"""What studios and studies do: take a port, say where they are, and stop in peace."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from cameo_service.cli.settings import EXIT_BAD_CONFIG
from cameo_service.cli.terminal import refuse
from cameo_service.studio.serve import WebServer

READY = "studio"


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens. A port that cannot be had ends the command."""
    try:
        made = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        refuse(f"Port {port} of {host} is taken or closed to us: choose another with --port.", EXIT_BAD_CONFIG)
    with made:
        yield made


def run(pages: WebServer, where: str, word: str = READY) -> None:
    """Says where the pages are, and serves until the process is told to stop. word: before the address."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # The server takes a signal, stops, and raises it once more: that must not cut what stands around it short.
        signal.signal(number, _take_note)
    typer.echo(f"{word} {where}")
    pages.run()


def _take_note(*_: object) -> None:
    """Nothing is left to do: the server has stopped."""
