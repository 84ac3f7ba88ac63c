"""Protobuf messages through a running service, over real gRPC and a database on disk.

A crash: a reply whose reason is INTERNAL or is not documented. A hang: no reply. An accept: Ada, who allowed no person,
may be rendered. No call acts for Ada; every other caller says what it likes.
"""

import logging
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass

from cameo_client.connection import REASON_KEY
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_service.rpc.front.caller_source import ASSERTION_KEY, ROLE_KEY, ROLES, SERVICE_KEY
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.storage.store import open_store
from cameo_service.usecases.render.outcome import Outcome
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.usecases.world import World
from tests.fuzz.drawn_message import Draws, fill
from tests.fuzz.target import AcceptedError, require

LONGEST_WAIT_S = 60.0
INPUTS_A_SERVICE = 400
"""Then another one starts anew: what earlier inputs left behind stays small."""
ELSEWHERE = ("EnrollmentService", "HistoryService", "RevocationService")
"""Services of other ports."""
_ERRORS = Path(__file__).parents[3] / "docs/errors.md"
_DOCUMENTED = frozenset(re.findall(r"^\| `([A-Z_]+)` \|", _ERRORS.read_text("utf-8"), re.MULTILINE))


def _method(full_name: str) -> MethodDescriptor:
    service, name = full_name.strip("/").split("/")
    return Default().FindServiceByName(service).methods_by_name[name]


METHODS = tuple((name, _method(name)) for name in sorted(CALLER_TABLE) if not any(map(name.__contains__, ELSEWHERE)))
SEEDS = tuple(bytes((0, number, role)) + bytes(range(1, 60)) for number in range(len(METHODS)) for role in (1, 2, 3))


class Fuzzed:
    """A service in which Ada is enrolled and open to people she approves, and approved nobody; Eve and Mal are there."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._store = open_store(Path(self._folder.name) / "data", bytes)
        self.world = World(self._store)
        for name in ("ada", "eve", "mal"):
            self.world.person(name)
        self.world.enroll("ada")
        self.world.audience("ada", Audience.APPROVED)
        self.running = RunningService(self.world)
        self.tried = 0

    def stop(self) -> None:
        """Nothing of it stays."""
        self.running.stop()
        self._store.close()
        self._folder.cleanup()


class _Services:
    """The service that now runs."""

    current: Fuzzed | None = None

    def next(self) -> Fuzzed:
        if self.current is not None and self.current.tried >= INPUTS_A_SERVICE:
            self.current.stop()
            self.current = None
        self.current = self.current or Fuzzed()
        self.current.tried += 1
        return self.current


_SERVICES = _Services()
logging.getLogger("tests.rpc").setLevel(logging.CRITICAL)


def attempt(data: bytes) -> None:
    """One call: the first byte says whether the message is drawn or sent as raw bytes, then method, role and person."""
    fuzzed, draws = _SERVICES.next(), Draws(data[1:])
    name, method = draws.one_of(METHODS)
    metadata = _metadata(draws, fuzzed)
    if data[:1] == b"\1":
        sent = draws.rest()
    else:
        message = GetMessageClass(method.input_type)()
        fill(message, draws, _words(fuzzed))
        sent = message.SerializeToString()
    reply = _call(fuzzed, name, sent, metadata)
    if reply is not None:
        _require_nothing_of_ada(name, GetMessageClass(method.output_type).FromString(reply))
    outcome = fuzzed.world.check("eve", "@ada plays trumpet").outcome
    require(holds=outcome is not Outcome.ALLOWED, otherwise=f"Eve may render Ada after {name}")


def _call(fuzzed: Fuzzed, name: str, sent: bytes, metadata: tuple[tuple[str, str], ...]) -> bytes | None:
    """The bytes of a reply; None after a documented refusal."""
    call = fuzzed.running.channel.unary_unary(name, _same, _same)
    try:
        reply: bytes = call(sent, timeout=LONGEST_WAIT_S, metadata=metadata)
    except grpc.RpcError as error:
        _require_documented(name, error)
        return None
    return reply


def _same(message: bytes) -> bytes:
    return message


def _require_documented(name: str, error: Any) -> None:
    reason = dict(error.trailing_metadata() or ()).get(REASON_KEY, "")
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and not reason:
        raise TimeoutError(name)
    if reason not in _DOCUMENTED or reason == "INTERNAL":
        raise RuntimeError(f"{name}: {error.code()} {reason!r} {error.details()!r}")


def _require_nothing_of_ada(name: str, reply: Any) -> None:
    if isinstance(reply, render.FetchIdentityBundleResponse) and reply.bundles:
        raise AcceptedError(f"{name} hands out a likeness")
    if isinstance(reply, render.CheckPromptResponse | render.RenewGrantResponse) and reply.render_grant:
        raise AcceptedError(f"{name} signs a render grant")


def _metadata(draws: Draws, fuzzed: Fuzzed) -> tuple[tuple[str, str], ...]:
    """Who calls, and for which person: mostly a service and a person that exist."""
    role = draws.one_of((*ROLES, *ROLES, "", "king"))
    service = draws.one_of(("app", "studio", "operator", "app", "studio", "operator", "", "x" * 129))
    acting = draws.one_of(("eve", "mal", "eve", "mal", "a stranger", "", "dev.broken"))
    pairs = [(SERVICE_KEY, service), (ROLE_KEY, role)]
    if acting:
        assertion = acting if acting.startswith("dev.") else fuzzed.running.assertion(acting)
        pairs.append((ASSERTION_KEY, assertion))
    return tuple(pairs)


def _words(fuzzed: Fuzzed) -> tuple[str, ...]:
    """Texts that mean something to this service, so that inputs come further than the first refusal."""
    people = tuple(map(str, fuzzed.world.people.values()))
    prompts = ("@ada plays trumpet", "@eve and @mal", "Ada Lovelace dances", "job", "classifier")
    return ("ada", "eve", "mal", "issuer", *people, *prompts, *map(fuzzed.running.assertion, ("eve", "mal")))
