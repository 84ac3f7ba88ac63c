"""How commands reach a running service: at which address, as which service, and for which person."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Protocol
from uuid import UUID

import grpc
import typer

from cameo_client.connection import Connection, dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import subject_pb2
from cameo_client.services.access import AccessClient
from cameo_client.services.appearance import AppearanceClient
from cameo_client.services.consent import ConsentClient
from cameo_client.services.delegation import DelegationClient
from cameo_client.services.enrollment import EnrollmentClient
from cameo_client.services.erasure import ErasureClient
from cameo_client.services.event import EventClient
from cameo_client.services.group import GroupClient
from cameo_client.services.guardian import GuardianClient
from cameo_client.services.held_render import HeldRenderClient
from cameo_client.services.history import HistoryClient
from cameo_client.services.operator import OperatorClient
from cameo_client.services.removal import RemovalClient
from cameo_client.services.render import RenderClient
from cameo_client.services.restriction import RestrictionClient
from cameo_client.services.review import ReviewClient
from cameo_service.cli.terminal import EXIT_BAD_INPUT, EXIT_REFUSED, refuse
from cameo_service.clock import SystemClock

ISSUER = "dev"
"""Issuer of the identities that the command line uses."""
ASSERTION_S = 300
CHECKS, STREAMS = "127.0.0.1:7443", "127.0.0.1:7444"

Server = Annotated[str, typer.Option("--server", envvar="CAMEO_SERVER", help="host:port for unary calls.")]
StreamServer = Annotated[str, typer.Option("--streams", envvar="CAMEO_STREAMS", help="host:port for recordings.")]
Person = Annotated[str, typer.Option("--as", envvar="CAMEO_AS", help="Account name of the acting person.")]


class Identities(Protocol):
    """Says to a service who calls, and for which person."""

    def service(self, channel: grpc.Channel, service_id: str, role: str) -> Connection:
        """As a calling service. role: app_backend, generation or operator."""

    def person(self, app: Connection, person: str) -> Connection:
        """As an app backend that acts for a person. person: an account name."""

    def asks(self, person: str) -> str:
        """An assertion that says who asks."""


class DevIdentities:
    """For a service that runs with `--insecure-dev`: callers name themselves."""

    def service(self, channel: grpc.Channel, service_id: str, role: str) -> Connection:
        """As the named service."""
        return dev_connection(channel, service_id, role)

    def person(self, app: Connection, person: str) -> Connection:
        """For a person, with an unsigned assertion."""
        return app.acting_for(assertion_of(person))

    def asks(self, person: str) -> str:
        """The same unsigned assertion."""
        return assertion_of(person)


DEV: Identities = DevIdentities()


@dataclass(frozen=True, slots=True)
class Callers:
    """Clients for every role the command line takes, over one channel."""

    channel: grpc.Channel
    identities: Identities = DEV

    def consent(self, person: str) -> ConsentClient:
        """Consent calls for a person."""
        return ConsentClient(self._app(person))

    def restrictions(self, person: str) -> RestrictionClient:
        """Calls about restrictions and names for a person."""
        return RestrictionClient(self._app(person))

    def access(self, person: str) -> AccessClient:
        """Calls about access that is asked for, for a person."""
        return AccessClient(self._app(person))

    def history(self, person: str) -> HistoryClient:
        """History calls for a person."""
        return HistoryClient(self._app(person))

    def appearances(self, person: str = "") -> AppearanceClient:
        """Appearance calls for a person, or for all people if none is named."""
        return AppearanceClient(self._app(person) if person else self._backend())

    def events(self) -> EventClient:
        """Event calls of an app backend."""
        return EventClient(self._backend())

    def enrollment(self, person: str) -> EnrollmentClient:
        """Enrollment calls for a person."""
        return EnrollmentClient(self._app(person))

    def held_renders(self, person: str) -> HeldRenderClient:
        """Held-render calls for a person."""
        return HeldRenderClient(self._app(person))

    def render(self, provider: str) -> RenderClient:
        """Render calls of a generation service."""
        return RenderClient(self.identities.service(self.channel, provider, "generation"))

    def review(self) -> ReviewClient:
        """A reviewer's calls."""
        return ReviewClient(self.identities.service(self.channel, "cli", "operator"))

    def erasure(self, person: str) -> ErasureClient:
        """Erasure calls for a person."""
        return ErasureClient(self._app(person))

    def erasures(self) -> ErasureClient:
        """Erasure questions of an app backend: the erased person cannot ask."""
        return ErasureClient(self.identities.service(self.channel, "cli", "app_backend"))

    def erasing(self) -> ErasureClient:
        """Erasure calls of an operator."""
        return ErasureClient(self.identities.service(self.channel, "cli", "operator"))

    def removals(self) -> RemovalClient:
        """Removal calls of an operator."""
        return RemovalClient(self.identities.service(self.channel, "cli", "operator"))

    def invitations(self) -> EnrollmentClient:
        """Invitation calls of an operator."""
        return EnrollmentClient(self.identities.service(self.channel, "cli", "operator"))

    def groups(self, person: str) -> GroupClient:
        """Group calls for a person."""
        return GroupClient(self._app(person))

    def delegations(self, person: str) -> DelegationClient:
        """Delegation calls for a person."""
        return DelegationClient(self._app(person))

    def guardians(self, person: str) -> GuardianClient:
        """Guardianship calls for a person."""
        return GuardianClient(self._app(person))

    def operator(self) -> OperatorClient:
        """An operator's calls."""
        return OperatorClient(self.identities.service(self.channel, "cli", "operator"))

    def _app(self, person: str) -> Connection:
        return self.identities.person(self._backend(), person)

    def _backend(self) -> Connection:
        return self.identities.service(self.channel, "cli", "app_backend")


def assertion_of(person: str) -> str:
    """A development assertion for an account of the issuer `dev`, valid for five minutes."""
    return dev_assertion(ISSUER, person, SystemClock().utc_us() // 1_000_000 + ASSERTION_S)


@contextmanager
def reached(target: str) -> Iterator[Callers]:
    """A connection for one command. A refusal ends the command with its reason on standard error.

    Exit code 3 if the request can never succeed as it stands, otherwise 1.
    """
    with open_channel(target) as channel, refusals_told(target):
        yield Callers(channel)


@contextmanager
def refusals_told(target: str) -> Iterator[None]:
    """Ends the command with the reason when the service at `target` refuses a call or is not there: see `reached`."""
    try:
        yield
    except RefusedError as error:
        if error.status is grpc.StatusCode.UNAVAILABLE and not error.reason:
            refuse(f"UNAVAILABLE: no service answers at {target}: start `cameo serve`, or name its address")
        reason = error.reason or error.status.name
        is_bad_input = error.status is grpc.StatusCode.INVALID_ARGUMENT
        refuse(f"{reason}: {error.message}", EXIT_BAD_INPUT if is_bad_input else EXIT_REFUSED)


def named(text: str) -> subject_pb2.SubjectRef:
    """A person on the command line: `@handle`, a subject id, or an account name of the issuer `dev`."""
    if text.startswith("@"):
        return subject_pb2.SubjectRef(handle=text[1:])
    if is_uuid(text):
        return subject_pb2.SubjectRef(subject_id=text)
    return subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer=ISSUER, sub=text))


def is_uuid(text: str) -> bool:
    """Whether the text is a subject id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def new_request_id() -> str:
    """A request id that no other command uses."""
    return secrets.token_hex(16)
