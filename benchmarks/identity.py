"""What it costs to know who calls: CheckPrompt bare, and with mTLS, a token and a signed assertion.

All calls run behind the same TLS, which asks for a client certificate, and are compared with an empty method whose
callers name themselves. The last row is the processor time that identity takes of one call, as a ratio to one bare
verification of an ES256 signature.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.utils import base64url_decode, raw_to_der_signature

from benchmarks.check_prompt import (
    CALLS,
    CHECK,
    EMPTY,
    FRIEND,
    calls_per_second,
    dev_metadata,
    discarded_log,
    question,
    require_allowed,
    served,
    settled_ports,
)
from cameo_client.act_digest import act_digest
from cameo_client.connection import ClientCertificate, Connection, open_tls_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_service.rpc.front.assertions import Act, InsecureDevAssertions, InsecureDevRelationships, KnownPeople
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.identity.identity import Edges, Identity
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.wiring.rpc import Identities
from cameo_service.wiring.usecases import Ports
from consent.identity import SubjectId
from tests.cameo_service.rpc.identity.certificates import Authority
from tests.cameo_service.rpc.identity.small_issuer import ASK, DECIDE, SmallIssuer

ROUNDS = 4
NO_ONE = SubjectId(UUID(int=0))
VERIFICATIONS = 1_000
TURNS = 10
STUDIO, ISSUER = "spiffe://bench/studio", "issuer"
GRANT = "/cameo.v1.ConsentService/GrantAccess"
LIMIT = 2.0
"""Identity may add twice a bare signature check to a call."""
CALLERS = f"""
audience = "cameo"
[[issuer]]
url = "{ISSUER}"
jwks_file = "keys.json"
people = {{ ask_audience = "{ASK}", decide_audience = "{DECIDE}" }}
[[caller]]
id = "studio"
role = "generation"
certificate = "{STUDIO}"
token = {{ issuer = "{ISSUER}", sub = "studio" }}
people = ["{ISSUER}"]
[caller.quotas]
calls_per_s = 100_000
prompt_bytes_per_s = 100_000_000
[caller.quotas.person]
calls_per_s = 100_000
prompt_bytes_per_s = 100_000_000
"""


@dataclass
class Deployed:
    """A folder with the files of a network, an issuer, and the ports."""

    folder: Path
    ports: Ports
    issuer: SmallIssuer

    def identity(self, people: KnownPeople) -> Identity:
        """Of the caller file."""
        return Identity(self.folder / "callers.toml", Edges(people, self.ports.clock, _unreachable, discarded_log()))


def rows() -> list[dict[str, Any]]:
    """`value`: calls per second of the best round, or a ratio; `ratio`: to the best round of the empty method."""
    with _deployed() as deployed:
        return [*_calls(deployed), _one_call(deployed)]


def _unreachable(url: str) -> bytes:
    raise OSError(url)


@contextmanager
def _deployed() -> Iterator[Deployed]:
    with TemporaryDirectory() as name, settled_ports(Path(name)) as ports:
        folder, authority = Path(name), Authority()
        issuer = SmallIssuer(ISSUER, ports.clock.utc_us() // 1_000_000)
        (folder / "ca.pem").write_bytes(authority.pem)
        for who, shown in (("server", authority.issue("127.0.0.1")), ("client", authority.issue(STUDIO))):
            (folder / f"{who}.pem").write_bytes(shown.chain)
            (folder / f"{who}.key").write_bytes(shown.key)
        (folder / "callers.toml").write_text(CALLERS, encoding="utf-8")
        (folder / "keys.json").write_bytes(issuer.jwks)
        yield Deployed(folder, ports, issuer)


def _calls(deployed: Deployed) -> list[dict[str, Any]]:
    folder, ports, loop = deployed.folder, deployed.ports, ServerLoop()
    tls = TlsFiles(folder / "server.pem", folder / "server.key", folder / "ca.pem")
    meter = Meter(ports.clock)
    people = FirstContact(ports.store, ports.clock, ports.ids, meter.admit)
    identity, dev = deployed.identity(people), InsecureDevAssertions(people, ports.clock)
    bare = Identities(InsecureDevCallers(discarded_log()), dev, InsecureDevRelationships())
    known = Identities(identity, identity, identity)
    rates: dict[str, list[float]] = defaultdict(list)
    with served(loop, ports, bare, meter, tls) as open_target, served(loop, ports, known, meter, tls) as target:
        for _ in range(ROUNDS):
            # An assertion is believed for five minutes: a new one each round.
            deployed.issuer.now_s = ports.clock.utc_us() // 1_000_000
            asks, token = deployed.issuer.token(FRIEND, ASK), deployed.issuer.token("studio")
            sent, named = (
                [("authorization", f"Bearer {token}")],
                dev_assertion(ISSUER, FRIEND, deployed.issuer.now_s + 600),
            )
            require_allowed(_connection(open_target, folder, dev_metadata("")), question(named, 1))
            require_allowed(_connection(target, folder, sent), question(asks, 1))
            measured = {
                "empty": (open_target, EMPTY, b"", dev_metadata("")),
                "bare": (open_target, CHECK, question(named, 1), dev_metadata("")),
                "mtls_jwt_assertion": (target, CHECK, question(asks, 1), sent),
                "5_bare": (open_target, CHECK, question(named, 5), dev_metadata("")),
                "5_mtls_jwt_assertion": (target, CHECK, question(asks, 5), sent),
            }
            for name, asked in measured.items():
                rates[name].append(calls_per_second(*asked, tls=folder))
    loop.close()
    best = {name: max(rounds) for name, rounds in rates.items()}
    return [_row(name, rate, best["empty"]) for name, rate in best.items() if name != "empty"]


def _connection(target: str, tls: Path, metadata: list[tuple[str, str]]) -> Connection:
    shown = ClientCertificate((tls / "client.pem").read_bytes(), (tls / "client.key").read_bytes())
    return Connection(open_tls_channel(target, (tls / "ca.pem").read_bytes(), shown), tuple(metadata))


def _row(name: str, ours: float, empty: float) -> dict[str, Any]:
    named = {"name": f"check_prompt_{name}_vs_empty_tls", "value": round(ours), "unit": "calls/s"}
    return {**named, "ratio": round(ours / empty, 3), "n": CALLS * ROUNDS}


def _one_call(deployed: Deployed) -> dict[str, Any]:
    """Token, certificate and a decision, against one signature check of the same bytes.

    Without the lookup of the person's account, which a call has whoever signed it.
    """
    identity, now_s = deployed.identity(lambda *_: NO_ONE), deployed.ports.clock.utc_us() // 1_000_000
    deployed.issuer.now_s, request = now_s, os.urandom(200)
    act = Act("studio", GRANT, request)
    decision = deployed.issuer.token(FRIEND, DECIDE, cameo_act=act_digest("studio", GRANT, request))
    token = deployed.issuer.token("studio")
    call = Call(GRANT, sent=(("authorization", f"Bearer {token}"),), peer={"peer_uri": [STUDIO.encode()]})
    signed, _, signature = decision.rpartition(".")
    raw = raw_to_der_signature(base64url_decode(signature), ec.SECP256R1())
    public, scheme = deployed.issuer.public, ec.ECDSA(hashes.SHA256())
    bare_us, ours_us = _us(
        lambda: public.verify(raw, signed.encode(), scheme),
        lambda: identity.verify(decision, identity.identify(call), act),
    )
    named = {"name": "identity_of_one_call_vs_signature_check", "value": round(ours_us), "unit": "us of CPU"}
    ratio = round(ours_us / bare_us, 2)
    return {**named, "ratio": ratio, "n": VERIFICATIONS * ROUNDS, "baseline_us": round(bare_us), "limit": LIMIT}


def _us(*works: Callable[[], object]) -> list[float]:
    """Processor time of one run of each, of its best round; they take turns."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS * TURNS):
        for work, rounds in zip(works, spent, strict=True):
            began = process_time()
            for _ in range(VERIFICATIONS // TURNS):
                work()
            rounds.append((process_time() - began) / (VERIFICATIONS // TURNS) * 1e6)
    return [min(rounds) for rounds in spent]
