"""`cameo studio --demo`: with a service of its own, and people who do not exist."""

import secrets
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import segno
from rich.console import Console

from cameo_client.pb.cameo.v1 import access_service_pb2 as access_pb
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_service.addresses import is_loopback
from cameo_service.cli.check import PROVIDER, request_for
from cameo_service.cli.connection import Callers, named, reached
from cameo_service.cli.settings import EXIT_BAD_CONFIG
from cameo_service.cli.studio.listening import listening, run
from cameo_service.cli.studio.local_certificate import CERTIFICATE, KEY, certify
from cameo_service.cli.terminal import refuse
from cameo_service.clock import SystemClock
from cameo_service.studio.serve import Place, StudioServer, Target
from cameo_service.studio.sign_in import DemoSignIn

HOST, PORT, PHONE_PORT = "127.0.0.1", 8080, 8443
SERVICE_ID = "studio"
PEOPLE = ("ada", "ben", "mallory")
DEV_IDENTITY = (("cameo-dev-service", SERVICE_ID), ("cameo-dev-role", "studio"))
ELSEWHERE = ("192.0.2.1", 9)
"""An address of RFC 5737 that is never reached: the system says from which of ours it would be."""
KEY_BYTES = 16


def serve_demo(host: str | None, port: int | None, models: Path, folder: Path, *, is_for_phones: bool) -> None:
    """Serves until the process is told to stop.

    Args:
        host: address to listen on; None: that of this machine alone, or of its network for phones.
        port: to listen on; None: the usual one; 0: the system chooses.
        models: folder of the packs.
        folder: of the demo's data; emptied first.
        is_for_phones: whether other machines of the network may come: encrypted, and with the key of this run.
    """
    address = host or (address_here() if is_for_phones else HOST)
    if not is_for_phones and not is_loopback(address):
        refuse(
            "The demo asks for no password: it listens on this machine alone. Set --host 127.0.0.1, or add --lan.",
            EXIT_BAD_CONFIG,
        )
    console, clock = Console(stderr=True), SystemClock()
    number = (PHONE_PORT if is_for_phones else PORT) if port is None else port
    with listening(address, number) as taken, _demo_service(folder, models, console) as (checks, streams):
        authority = f"[{address}]" if ":" in address else address
        origin = f"{'https' if is_for_phones else 'http'}://{authority}:{taken.getsockname()[1]}"
        place, key = Place(taken, origin), ""
        if is_for_phones:
            certify(folder, address, clock)
            place, key = Place(taken, origin, folder / CERTIFICATE, folder / KEY), secrets.token_urlsafe(KEY_BYTES)
            show_way(f"{origin}/?key={key}", console)
        target = Target(checks, streams, SERVICE_ID, lambda: DEV_IDENTITY)
        run(StudioServer(target, place, DemoSignIn(PEOPLE, clock, key=key), clock), origin)


def address_here() -> str:
    """By which other machines of the network reach this one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(ELSEWHERE)
        except OSError:
            refuse("This machine is in no network: name its address with --host.", EXIT_BAD_CONFIG)
        address: str = asked.getsockname()[0]
    return address


def show_way(link: str, console: Console) -> None:
    """Shows a link as a QR code, and what to expect of it."""
    console.print("Open this on the phone, in the same network:", style="bold")
    segno.make(link, error="m").terminal(out=sys.stderr, border=2, compact=True)
    console.print(link, markup=False, soft_wrap=True)
    console.print(
        "Its browser warns once: the certificate was made here, for today. Only a person with this link comes in.",
        style="dim",
    )


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
            begin_story(callers)
        yield f"{HOST}:{port}", f"{HOST}:{stream_port}"


def introduce(callers: Callers, person: str) -> None:
    """What the app of a person does: it asserts an age. The handle is the person's own choice."""
    consent = callers.consent(person)
    age = consent_pb.AssertAgeRequest(age=terms_pb2.AGE_CLASS_ADULT, request_id=f"studio-age-{person}")
    consent.assert_age(age)
    consent.claim_handle(consent_pb.ClaimHandleRequest(handle=person, request_id=f"studio-handle-{person}"))


def begin_story(callers: Callers) -> None:
    """What the first person finds on the pages: the second asks, and the third was blocked and tried all the same."""
    owner, asks, tries = PEOPLE
    wish = access_pb.RequestAccessRequest(
        owner=named(f"@{owner}"),
        modalities=[terms_pb2.MODALITY_FACE, terms_pb2.MODALITY_VOICE],
        uses=[terms_pb2.USE_PRIVATE],
        request_id="studio-wish",
    )
    callers.access(asks).request_access(wish)
    block = consent_pb.BlockActorRequest(actor=named(f"@{tries}"), request_id="studio-block")
    callers.consent(owner).block_actor(block)
    callers.render(PROVIDER).check_prompt(request_for(f"@{owner} plays trumpet among zebras", tries, "private"))
