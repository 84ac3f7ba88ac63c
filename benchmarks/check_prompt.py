"""Compares CheckPrompt over real gRPC with an empty method of the same server and the same steps, in the same run.

Both calls carry the same credentials: service metadata, and one assertion that is verified (the empty method's in its
metadata, CheckPrompt's as the requester). The client is a process of its own with 16 calls in flight.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import grpc

from cameo_client.connection import Connection, dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.pb.cameo.v1 import content_class_pb2, terms_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.services.render import RenderClient
from cameo_service.clock import SystemClock, UuidV7Source
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.caller_table import CALLER_TABLE, COSTS, PROMPTS, STREAMS, Effect, Row
from cameo_service.rpc.front.lane import ON_FILES
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import (
    ArrivalStep,
    CallerStep,
    ErrorStep,
    LimitsStep,
    LogStep,
    QuotaStep,
    RequestIdStep,
    Step,
)
from cameo_service.rpc.front.tls import TlsFiles
from cameo_service.rpc.render import RenderServicer
from cameo_service.storage.batch_logs import RefusalLog
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.grant_signer import EnvelopeGrantSigner, SigningKeys
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.wiring.deciding import render_use_cases
from cameo_service.wiring.rpc import Identities
from cameo_service.wiring.usecases import Ports
from consent.content_classes import Classifiers
from consent.facts import Grant
from consent.handles import parse_handle, skeleton
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.terms import AgeClass, Assurance, Audience, Modality, Use
from liveness.engines.choice import EngineChoice

CALLS = 2_000
ROUNDS = 5
THREADS = 4
"""The default number of threads of the service."""
EMPTY, CHECK = "/bench.Bench/Empty", "/cameo.v1.RenderService/CheckPrompt"
PEOPLE = tuple(f"person{number}" for number in range(16))
FRIEND = "friend"
CLASSIFIER = "classifier"


def rows() -> list[dict[str, Any]]:
    """`value`: calls per second of the best round, with 16 in flight; `ratio`: to the best round of the empty method;
    `p95_ms`: of the best round.

    The other rounds tell what else the machine was doing.
    """
    with _server() as (target, assertion):
        return compared(target, assertion, ROUNDS)


def compared(target: str, assertion: str, rounds: int, where: str = "") -> list[dict[str, Any]]:
    """The rows of checks with one and five mentions, in rounds that alternate with those of the empty method.

    where: goes into their names.
    """
    found: dict[str, list[tuple[float, float]]] = {"empty": [], "1": [], "5": []}
    asked = {
        "empty": (EMPTY, b"", assertion),
        "1": (CHECK, question(assertion, 1), ""),
        "5": (CHECK, question(assertion, 5), ""),
    }
    with open_channel(target) as channel:
        require_allowed(dev_connection(channel, "studio", "generation"), asked["5"][1])
    for _ in range(rounds):
        for name, (method, request, acting) in asked.items():
            found[name].append(measured(target, method, request, dev_metadata(acting)))
    empty, _ = max(found["empty"])
    return [
        {
            "name": f"check_prompt_{name}{where}_vs_empty",
            "value": round(ours),
            "unit": "calls/s",
            "ratio": round(ours / empty, 3),
            "n": CALLS * rounds,
            "p95_ms": round(p95_ms, 1),
        }
        for name in ("1", "5")
        for ours, p95_ms in [max(found[name])]
    ]


def question(assertion: str, mentions: int) -> bytes:
    """A serialized CheckPromptRequest that mentions the first 1 to 16 of `PEOPLE`."""
    prompt = " and ".join(f"@{handle}" for handle in PEOPLE[:mentions]) + " play trumpet among zebras"
    return pb.CheckPromptRequest(
        prompt=prompt,
        job_id="job",
        requester_assertion=assertion,
        modalities=[terms_pb2.MODALITY_FACE],
        use=terms_pb2.USE_PRIVATE,
        class_labels=content_class_pb2.ContentLabels(classifier=CLASSIFIER),
    ).SerializeToString()


def require_allowed(connection: Connection, request: bytes) -> None:
    """Raises unless the prompt is allowed: a refusal would be cheaper than the measured call."""
    answer = RenderClient(connection).check_prompt(pb.CheckPromptRequest.FromString(request))
    if answer.decision != pb.PROMPT_DECISION_ALLOWED:
        raise RuntimeError("the measured check is not allowed")


def dev_metadata(acting: str) -> list[tuple[str, str]]:
    """Of a generation service that names itself, and the person it acts for, if any."""
    named = [("cameo-dev-service", "studio"), ("cameo-dev-role", "generation")]
    return [*named, ("cameo-subject-assertion", acting)] if acting else named


def calls_per_second(
    target: str, method: str, request: bytes, metadata: list[tuple[str, str]], tls: Path | None = None
) -> float:
    """Of a client in a process of its own. tls: folder with the files of its TLS."""
    return measured(target, method, request, metadata, tls)[0]


def measured(
    target: str, method: str, request: bytes, metadata: list[tuple[str, str]], tls: Path | None = None
) -> tuple[float, float]:
    """As `calls_per_second`, with the 95th percentile of milliseconds."""
    asked = [target, method, request.hex(), str(CALLS), json.dumps(metadata), *([str(tls)] if tls else [])]
    command = [sys.executable, "-m", "benchmarks.rpc_client", *asked]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    rate, p95_ms = map(float, ran.stdout.split())
    return rate, p95_ms


@contextmanager
def settled_ports(directory: Path) -> Iterator[Ports]:
    """Real ports over a new database in `directory`: `PEOPLE` are enrolled and granted `FRIEND` private renders."""
    with closing(open_store(directory / "data", os.urandom)) as store:
        clock = SystemClock()
        settle(store, clock.utc_us(), UuidV7Source(os.urandom))
    with opened_ports(directory) as ports:
        yield ports


@contextmanager
def opened_ports(directory: Path) -> Iterator[Ports]:
    """Real ports over a database that is there, with a key ring of their own."""
    with closing(open_store(directory / "data", os.urandom)) as store, ports_over(store) as ports:
        yield ports


@contextmanager
def ports_over(store: DatabaseStore) -> Iterator[Ports]:
    """Real ports over a store, with a key ring of their own."""
    clock = SystemClock()
    ring, ids = new_key_ring(os.urandom, clock.utc_us()), UuidV7Source(os.urandom)
    refusals, keys = RefusalLog(store), SigningKeys(ring)
    vault = EnvelopeVault(lambda: ring, store.deployment(), os.urandom)
    signer, nets = EnvelopeGrantSigner(keys), EngineChoice().nets
    listed = Classifiers(frozenset({CLASSIFIER}))
    yield Ports(store, vault, signer, keys, refusals, ids, clock, ring.token_secret, nets, listed)
    refusals.close()


@contextmanager
def _server() -> Iterator[tuple[str, str]]:
    """A server over files; yields its target and the friend's assertion."""
    with TemporaryDirectory() as directory, settled_ports(Path(directory)) as ports, server_over(ports) as asked:
        yield asked


@contextmanager
def server_over(ports: Ports) -> Iterator[tuple[str, str]]:
    """A server on loopback with real parts except the callers; yields its target and the friend's assertion."""
    meter = Meter(ports.clock)
    loop = ServerLoop()
    with served(loop, ports, named_callers(ports, meter), meter) as target:
        yield target, friend_assertion()
    loop.close()


def named_callers(ports: Ports, meter: Meter) -> Identities:
    """Callers that name themselves."""
    assertions = InsecureDevAssertions(FirstContact(ports.store, ports.clock, ports.ids, meter.admit), ports.clock)
    return Identities(InsecureDevCallers(discarded_log()), assertions, InsecureDevRelationships())


def friend_assertion() -> str:
    """That it is the friend who asks, for an hour."""
    return dev_assertion("issuer", FRIEND, SystemClock().utc_us() // 1_000_000 + 3600)


def discarded_log() -> logging.Logger:
    """Costs what a log costs that is written to a file."""
    log = logging.getLogger("benchmarks.rpc")
    if not log.handlers:
        log.addHandler(logging.FileHandler(os.devnull))
        log.setLevel(logging.INFO)
        log.propagate = False
    return log


@contextmanager
def served(
    loop: ServerLoop, ports: Ports, known: Identities, meter: Meter, tls: TlsFiles | None = None, port: int = 0
) -> Iterator[str]:
    """The render service and the empty method on a port of their own; yields the target."""
    clock, steps = ports.clock, steps_of(ports, known, meter)
    render = RenderServicer(render_use_cases(ports), ports.reads, known.assertions, known.relationships)

    def add(server: grpc.aio.Server) -> None:
        services(render)(server)
        empty: dict[str, Any] = {"Empty": grpc.unary_unary_rpc_method_handler(lambda _request, _call: b"")}
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bench.Bench", empty),))

    at_once = ON_FILES if isinstance(ports.store, SqliteStore) else None
    settings = PortSettings("127.0.0.1", port, THREADS, known.source, steps, clock, tls=tls, at_once=at_once)
    server = RpcServer(loop, settings, add)
    server.start()
    yield f"127.0.0.1:{server.port}"
    server.stop(0)


def steps_of(ports: Ports, known: Identities, meter: Meter) -> tuple[Step, ...]:
    """Those of the product, and a row for the empty method."""
    numbers = count()
    table = {**CALLER_TABLE, EMPTY: Row(frozenset({Role.GENERATION}), Effect.READ)}
    return (
        RequestIdStep(lambda: str(next(numbers))),
        LogStep(ports.clock, discarded_log()),
        ErrorStep(),
        ArrivalStep(),
        CallerStep(known.source, known.assertions, table, meter),
        QuotaStep(meter, COSTS, PROMPTS, STREAMS),
        LimitsStep({}),
    )


def settle(store: DatabaseStore, now_us: int, ids: UuidV7Source) -> None:
    """Enrolled people who granted one friend."""
    with store.write() as tx:
        tx.next_revision()
        friend = tx.people.ensure("issuer", FRIEND, SubjectId(ids.new(now_us)), now_us)
        tx.people.set_age(friend, AgeClass.ADULT.value, now_us)
        for name in PEOPLE:
            owner = tx.people.ensure("issuer", name, SubjectId(ids.new(now_us)), now_us)
            handle = parse_handle(name)
            tx.people.claim_handle(owner, handle, skeleton(handle), now_us)
            tx.people.set_age(owner, AgeClass.ADULT.value, now_us)
            tx.enrollments.put(_enrollment(owner, EnrollmentId(ids.new(now_us)), now_us))
            tx.people.set_audience(owner, Audience.APPROVED)
            everything = frozenset(Modality), frozenset({Use.PRIVATE})
            tx.grants.put(Grant(GrantId(ids.new(now_us)), owner, friend, *everything, None, None), now_us)


def _enrollment(owner: SubjectId, enrollment_id: EnrollmentId, now_us: int) -> EnrollmentRow:
    return EnrollmentRow(
        enrollment_id=enrollment_id,
        subject=owner,
        version=1,
        assurance=Assurance.LIVE,
        audience_ceiling=Audience.APPROVED,
        modalities=frozenset(Modality),
        created_us=now_us,
        expires_us=None,
        sealed=(),
    )


if __name__ == "__main__":
    print(rows())
