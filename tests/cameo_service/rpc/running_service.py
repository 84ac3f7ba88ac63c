"""Consent and render services on a real port, over the use cases of a World."""

import logging
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.connection import Connection, dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.services.access import AccessClient
from cameo_client.services.appearance import AppearanceClient
from cameo_client.services.consent import ConsentClient
from cameo_client.services.delegation import DelegationClient
from cameo_client.services.erasure import ErasureClient
from cameo_client.services.event import EventClient
from cameo_client.services.group import GroupClient
from cameo_client.services.guardian import GuardianClient
from cameo_client.services.held_render import HeldRenderClient
from cameo_client.services.operator import OperatorClient
from cameo_client.services.removal import RemovalClient
from cameo_client.services.render import RenderClient
from cameo_client.services.restriction import RestrictionClient
from cameo_client.services.review import ReviewClient
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.caller_table import NARROWING_ACTS
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.outside import VerificationKey
from cameo_service.vault.grant_signer import EnvelopeGrantSigner, GrantKeys
from cameo_service.wiring.deciding import deciding_servicers
from cameo_service.wiring.narrowing import narrowing_servicers
from cameo_service.wiring.rpc import first_servicers
from cameo_service.wiring.usecases import Ports
from consent.content_classes import Classifiers
from tests.cameo_service.usecases.world import NETS, World

LOG = logging.getLogger("tests.rpc")
ISSUER = "issuer"
STUDIO = "studio"


class OneKey:
    """A signing key made from a fixed seed."""

    key_id = "one"

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def listed(self) -> tuple[VerificationKey, ...]:
        return (VerificationKey(self.key_id, self._key.public_key().public_bytes_raw(), 0, None, None),)


class RunningService:
    """Serves `world` until stopped; `app` and `studio` call it as the two kinds of services do.

    servicers: stand on the port, too. threads: calls at once; a recording that waits takes one.
    """

    def __init__(
        self, world: World, keys: GrantKeys | None = None, servicers: tuple[object, ...] = (), threads: int = 4
    ) -> None:
        self.world = world
        ports = Ports(
            store=world.store,
            vault=world.vault,
            signer=EnvelopeGrantSigner(keys or OneKey()),
            receipt_signer=OneKey(),
            refusals=world.refusals,
            ids=world.ids,
            clock=world.clock,
            token_secret=bytes(32),
            nets=NETS,
            classifiers=Classifiers(None),
            reviews=world.check_prompt.reviews,
        )
        meter = Meter(world.clock)
        people = FirstContact(world.store, world.clock, world.ids, meter.admit)
        self._assertions = InsecureDevAssertions(people, world.clock)
        source = InsecureDevCallers(LOG)
        numbers = count(1)
        deciding = deciding_servicers(ports, self._assertions, InsecureDevRelationships())
        self._loop = ServerLoop()
        self.server = RpcServer(
            self._loop,
            PortSettings(
                host="127.0.0.1",
                port=0,
                threads=threads,
                source=source,
                steps=ordered_steps(lambda: f"call-{next(numbers)}", LOG, source, self._assertions, {}, meter),
                clock=world.clock,
                narrowing=NARROWING_ACTS,
            ),
            services(*first_servicers(ports), *narrowing_servicers(ports, guardians=True), *deciding, *servicers),
        )
        self.server.start()
        self.channel = open_channel(f"127.0.0.1:{self.server.port}")

    def connection(self, service_id: str, role: str) -> Connection:
        return dev_connection(self.channel, service_id, role)

    def app(self, acting: str | None = None) -> ConsentClient:
        connection = self.connection("app", "app_backend")
        return ConsentClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def appearances(self, acting: str | None = None) -> AppearanceClient:
        connection = self.connection("app", "app_backend")
        return AppearanceClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def restrictions(self, acting: str | None = None) -> RestrictionClient:
        connection = self.connection("app", "app_backend")
        return RestrictionClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def access(self, acting: str | None = None) -> AccessClient:
        connection = self.connection("app", "app_backend")
        return AccessClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def held_renders(self, acting: str | None = None) -> HeldRenderClient:
        connection = self.connection("app", "app_backend")
        return HeldRenderClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def groups(self, acting: str | None = None) -> GroupClient:
        connection = self.connection("app", "app_backend")
        return GroupClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def events(self) -> EventClient:
        return EventClient(self.connection("app", "app_backend"))

    def reviews(self) -> ReviewClient:
        return ReviewClient(self.connection("operator", "operator"))

    def erasure(self, acting: str | None = None) -> ErasureClient:
        connection = self.connection("app", "app_backend")
        return ErasureClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def removals(self, role: str) -> RemovalClient:
        return RemovalClient(self.connection("app", role))

    def delegations(self, acting: str) -> DelegationClient:
        connection = self.connection("app", "app_backend")
        return DelegationClient(connection.acting_for(self.assertion(acting)))

    def guardians(self, acting: str | None = None) -> GuardianClient:
        connection = self.connection("app", "app_backend")
        return GuardianClient(connection.acting_for(self.assertion(acting)) if acting else connection)

    def operator(self) -> OperatorClient:
        return OperatorClient(self.connection("operator", "operator"))

    def studio(self) -> RenderClient:
        return RenderClient(self.connection(STUDIO, "generation"))

    def assertion(self, sub: str) -> str:
        return dev_assertion(ISSUER, sub, self.world.clock.now_us // 1_000_000 + 60)

    def stop(self) -> None:
        self.channel.close()
        self.server.stop(0)
        self._loop.close()
