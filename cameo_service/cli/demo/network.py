"""How callers are known in the demo: they name themselves, or as on a network, with an issuer made for this run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from cameo_client.connection import Connection, open_tls_channel, token_connection
from cameo_client.decisions import deciding
from cameo_service.cli.connection import ISSUER, Callers, reached, refusals_told
from cameo_service.cli.studio.local_certificate import CERTIFICATE, KEY, certify
from cameo_service.clock import SystemClock

HOST = "127.0.0.1"
ASK, DECIDE, SERVICE = "cameo-ask", "cameo-decide", "cameo"
TOKEN_S = 300
KEY_NAME = "demo"
CALLER_FILE = f"""# Who may call the service of this demo. docs/integrate.md explains each line.
audience = "{SERVICE}"

[[issuer]]
url = "{ISSUER}"
jwks_file = "keys.json"
people = {{ ask_audience = "{ASK}", decide_audience = "{DECIDE}" }}

[[caller]]
id = "cli"
role = "app_backend"
token = {{ issuer = "{ISSUER}", sub = "cli" }}
people = ["{ISSUER}"]

[[caller]]
id = "demo-generator"
role = "generation"
token = {{ issuer = "{ISSUER}", sub = "demo-generator" }}
people = ["{ISSUER}"]
"""


class Loopback:
    """Callers name themselves."""

    told = "callers not authenticated: --insecure-dev."

    def options(self) -> list[str]:
        """What `cameo serve` is told."""
        return ["--insecure-dev"]

    @contextmanager
    def callers(self, port: int) -> Iterator[Callers]:
        """Clients of a port."""
        with reached(f"{HOST}:{port}") as callers:
            yield callers


@dataclass(frozen=True)
class Issuer:
    """An identity provider that signs acts, as an app's own could. Its people are those that the demo names."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def jwks(self) -> str:
        """Its public key, as identity providers publish theirs."""
        public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return json.dumps({"keys": [{**public, "kid": KEY_NAME, "use": "sig", "alg": "ES256"}]})

    def token(self, sub: str, audience: str, **claims: str) -> str:
        """A token that is valid for five minutes."""
        now_s = SystemClock().utc_us() // 1_000_000
        said = {"iss": ISSUER, "sub": sub, "aud": audience, "iat": now_s, "exp": now_s + TOKEN_S, **claims}
        return jwt.encode(said, self.key, "ES256", headers={"kid": KEY_NAME})


@dataclass(frozen=True)
class SignedIdentities:
    """Services show tokens; a person's decision is signed for each call."""

    issuer: Issuer

    def service(self, channel: grpc.Channel, service_id: str, role: str) -> Connection:
        """As a service of the caller file, which knows its role."""
        del role
        return token_connection(channel, self.issuer.token(service_id, SERVICE))

    def person(self, app: Connection, person: str) -> Connection:
        """Decides every call for the person."""
        return deciding(app, "cli", lambda digest: self.issuer.token(person, DECIDE, cameo_act=digest))

    def asks(self, person: str) -> str:
        """Says who asks, and decides nothing."""
        return self.issuer.token(person, ASK)


class Network:
    """TLS, a caller file, an issuer: all made in a folder for this run.

    Args:
        folder: made when missing.

    Attributes:
        issuer: signs for services and people.
    """

    told = "TLS, callers known by their tokens, decisions signed."

    def __init__(self, folder: Path) -> None:
        self._folder, self.issuer = folder, Issuer()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "callers.toml").write_text(CALLER_FILE, encoding="utf-8")
        (folder / "keys.json").write_text(self.issuer.jwks(), encoding="utf-8")
        self._certificate = certify(folder, HOST, SystemClock())

    def options(self) -> list[str]:
        """What `cameo serve` is told."""
        files = {"--callers": "callers.toml", "--tls-certificate": CERTIFICATE, "--tls-key": KEY}
        told = [text for option, name in files.items() for text in (option, str(self._folder / name))]
        return [*told, "--classifier", "command-line"]

    @contextmanager
    def callers(self, port: int) -> Iterator[Callers]:
        """Clients of a port."""
        with open_tls_channel(f"{HOST}:{port}", self._certificate) as channel, refusals_told(f"{HOST}:{port}"):
            yield Callers(channel, SignedIdentities(self.issuer))
