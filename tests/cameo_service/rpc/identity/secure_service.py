"""The port of unary calls as on a network: TLS, client certificates, a caller file, two identity providers."""

import logging
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from cameo_client.act_digest import act_digest
from cameo_client.connection import ClientCertificate, Connection, open_tls_channel, token_connection
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.rpc.front.assertions import AssertionVerifier
from cameo_service.rpc.front.caller_table import NARROWING_ACTS
from cameo_service.rpc.front.first_message import PATIENCE, Patience
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.identity.identity import Edges, Identity
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.vault.grant_signer import EnvelopeGrantSigner
from cameo_service.wiring.deciding import deciding_servicers
from cameo_service.wiring.narrowing import narrowing_servicers
from cameo_service.wiring.rpc import first_servicers
from cameo_service.wiring.usecases import Ports
from consent.content_classes import Classifiers
from tests.cameo_service.rpc.identity.certificates import Authority
from tests.cameo_service.rpc.identity.small_issuer import ASK, DECIDE, SmallIssuer
from tests.cameo_service.rpc.running_service import OneKey
from tests.cameo_service.usecases.world import NETS, World

LOG = logging.getLogger("tests.secure")
PEOPLE, OTHERS = "issuer", "https://id.example/others"
"""The people of a World are those of `issuer`."""
APP, OTHER_APP, STUDIO, OPERATOR = "spiffe://example/app", "other-app.example", "spiffe://example/studio", "ops.example"
CONSENT = "/cameo.v1.ConsentService/"
CALLERS = f"""
audience = "cameo"

[[issuer]]
url = "{PEOPLE}"
jwks_file = "people.json"
people = {{ ask_audience = "{ASK}", decide_audience = "{DECIDE}" }}

[[issuer]]
url = "{OTHERS}"
jwks_file = "others.json"
people = {{ ask_audience = "{ASK}", decide_audience = "{DECIDE}", binding = "nonce", most_login_age_s = 120 }}

[[caller]]
id = "app"
role = "app_backend"
certificate = "{APP}"
token = {{ issuer = "{PEOPLE}", sub = "the app" }}
people = ["{PEOPLE}"]

[[caller]]
id = "other app"
role = "app_backend"
certificate = "{OTHER_APP}"
people = ["{OTHERS}"]

[[caller]]
id = "studio"
role = "generation"
certificate = "{STUDIO}"
people = ["{PEOPLE}"]

[[caller]]
id = "operator"
role = "operator"
certificate = "{OPERATOR}"
"""


class SecureService:
    """Serves `world` until stopped. servicers: stand on the port of unary calls, too. patience: of every port.

    callers: the caller file at first. published: what lies at URLs; others cannot be reached.
    """

    callers: ClassVar[str] = CALLERS

    def __init__(
        self,
        world: World,
        folder: Path,
        servicers: tuple[object, ...] = (),
        patience: Patience = PATIENCE,
        meter: Meter | None = None,
    ) -> None:
        self.world, self.folder, self._patience = world, folder, patience
        self.published: dict[str, bytes] = {}
        self.now_s = world.clock.now_us // 1_000_000
        self.people, self.others = SmallIssuer(PEOPLE, self.now_s), SmallIssuer(OTHERS, self.now_s)
        self.authority = Authority()
        self.write(self.callers)
        self.publish_keys()
        self.certify()
        self._meter = meter or Meter(world.clock)
        edges = Edges(
            FirstContact(world.store, world.clock, world.ids, self._meter.admit), world.clock, self.fetch, LOG
        )
        self.identity = Identity(folder / "callers.toml", edges)
        ports = Ports(
            store=world.store,
            vault=world.vault,
            signer=EnvelopeGrantSigner(OneKey()),
            receipt_signer=OneKey(),
            refusals=world.refusals,
            ids=world.ids,
            clock=world.clock,
            token_secret=bytes(32),
            nets=NETS,
            classifiers=Classifiers(None),
        )
        deciding = deciding_servicers(ports, self.identity, self.identity)
        unary = (*first_servicers(ports), *narrowing_servicers(ports, guardians=True), *deciding)
        self.loop, self._numbers = ServerLoop(), count(1)
        self._servers: list[RpcServer] = []
        self._channels: list[Any] = []
        self.server = self.serve(self.identity, *unary, *servicers)
        self.target = f"127.0.0.1:{self.server.port}"

    def serve(self, assertions: AssertionVerifier, *servicers: object) -> RpcServer:
        """One more port, for the same callers."""
        tls = TlsFiles(self.folder / "server.pem", self.folder / "server.key", self.folder / "ca.pem")
        clock = self.world.clock
        steps = ordered_steps(lambda: f"call-{next(self._numbers)}", LOG, self.identity, assertions, {}, self._meter)
        settings = PortSettings(
            "127.0.0.1", 0, 4, self.identity, steps, clock, NARROWING_ACTS, patience=self._patience, tls=tls
        )
        server = RpcServer(self.loop, settings, services(*servicers))
        self._servers.append(server)
        server.start()
        return server

    def write(self, callers: str) -> None:
        (self.folder / "callers.toml").write_text(callers)

    def publish_keys(self) -> None:
        (self.folder / "people.json").write_bytes(self.people.jwks)
        (self.folder / "others.json").write_bytes(self.others.jwks)

    def certify(self) -> None:
        server = self.authority.issue("127.0.0.1")
        (self.folder / "server.pem").write_bytes(server.chain)
        (self.folder / "server.key").write_bytes(server.key)
        (self.folder / "ca.pem").write_bytes(self.authority.pem)

    def fetch(self, url: str) -> bytes:
        try:
            return self.published[url]
        except KeyError:
            raise OSError(url) from None

    def connection(
        self, *names: str, token: str = "", certificate: ClientCertificate | None = None, target: str = ""
    ) -> Connection:
        """Of a service whose certificate has these names; to the port of unary calls, or another one."""
        shown = certificate or self.authority.issue(*names)
        channel = open_tls_channel(target or self.target, self.authority.pem, shown)
        self._channels.append(channel)
        return token_connection(channel, token)

    def asks(self, sub: str) -> str:
        return self.people.token(sub, ASK)

    def decides(self, sub: str, method: str, request: Any, service_id: str = "app", **claims: Any) -> str:
        digest = act_digest(service_id, method, request.SerializeToString())
        return self.people.token(sub, DECIDE, **{"cameo_act": digest, **claims})

    def grant(self, grantee: str, request_id: str = "grant") -> pb.GrantAccessRequest:
        """Face and voice, for private use."""
        request = pb.GrantAccessRequest(
            modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE], uses=[terms.USE_PRIVATE], request_id=request_id
        )
        request.grantee.external.issuer, request.grantee.external.sub = PEOPLE, grantee
        return request

    def stop(self) -> None:
        for channel in self._channels:
            channel.close()
        for server in self._servers:
            server.stop(0)
        self.loop.close()
