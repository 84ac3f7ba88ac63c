"""Protobuf messages through a running service, over real gRPC and a database on disk.

A crash: a reply whose reason is INTERNAL or is not documented. A hang: no reply. An accept: Ada, who allowed no person,
may be rendered. No call acts for Ada; every other caller says what it likes.
"""

import atexit
import logging
import re
from collections import deque
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from cameo_client.connection import REASON_KEY
from cameo_client.pb.cameo.v1 import render_grant_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_service.rpc.front.assertions import ASSERTION_KEY
from cameo_service.rpc.front.caller_source import ROLE_KEY, ROLES, SERVICE_KEY
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.rpc.front.server import LARGEST_REQUEST_BYTES
from cameo_service.storage.store import open_store
from cameo_service.usecases.acting.caller import Role
from consent.terms import Audience
from consent.verdict import Outcome
from tests.cameo_service.rpc.running_service import ISSUER, STUDIO, RunningService
from tests.cameo_service.usecases.world import World
from tests.fuzz.drawn_message import Draws, fill, ids_in
from tests.fuzz.target import require

LONGEST_WAIT_S = 60.0
INPUTS_A_SERVICE = 100
"""Then another one starts anew: the longer one runs, the more is frozen, blocked or erased, and refuses by itself."""
FREEZE_EVERYTHING = "/cameo.v1.OperatorService/FreezeEverything"
"""Nothing can be found after it: the next input meets a service that starts anew."""
ELSEWHERE = ("EnrollmentService", "HistoryService", "RevocationService")
"""Services of other ports."""
MOST_KNOWN = 16
PROMPTS = ("@eve plays trumpet", "@ada plays trumpet", "@ada and @eve dance", "Ada Lovelace dances", "a zebra")
SERVICE_IDS = {Role.APP_BACKEND.value: "app", Role.GENERATION.value: STUDIO, Role.OPERATOR.value: "operator"}
_ERRORS = Path(__file__).parents[3] / "docs/errors.md"
_DOCUMENTED = frozenset(re.findall(r"^\| `([A-Z_]+)` \|", _ERRORS.read_text("utf-8"), re.MULTILINE))


def _method(full_name: str) -> MethodDescriptor:
    service, name = full_name.strip("/").split("/")
    return Default().FindServiceByName(service).methods_by_name[name]


METHODS = tuple((name, _method(name)) for name in sorted(CALLER_TABLE) if not any(map(name.__contains__, ELSEWHERE)))
SEEDS = tuple(bytes((0, number, role)) + bytes(range(1, 60)) for number in range(len(METHODS)) for role in (1, 2, 3))


@cache
def _empty_database() -> Path:
    """Made once: building the schema costs more than a hundred inputs."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    open_store(Path(folder.name) / "data", bytes).close()
    return Path(folder.name) / "data"


class Fuzzed:
    """A service in which Ada is enrolled and open to people she approves, and approved nobody. Eve allows Mal."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        directory = Path(self._folder.name) / "data"
        copytree(_empty_database(), directory)
        self._store = open_store(directory, bytes)
        self.world = World(self._store)
        for name in ("ada", "eve", "mal"):
            self.world.person(name)
        for name in ("ada", "eve"):
            self.world.enroll(name)
            self.world.audience(name, Audience.APPROVED)
        self.world.grant("eve", "mal")
        self.running = RunningService(self.world)
        self.tried, self.is_spent = 0, False
        self.known = self._known()

    def learn(self, reply: Message) -> None:
        """What a reply names can be sent with the calls that follow."""
        for name, value in ids_in(reply).items():
            self.known.setdefault(name, deque(maxlen=MOST_KNOWN)).append(value)

    def stop(self) -> None:
        """Nothing of it stays."""
        self.running.stop()
        self._store.close()
        self._folder.cleanup()

    def _known(self) -> dict[str, deque[str | bytes]]:
        digests = [sha256(prompt.encode()).digest() for prompt in PROMPTS]
        values: dict[str, Iterable[str | bytes]] = {
            "handle": ("ada", "eve", "mal", "ada"),
            "subject_id": map(str, self.world.people.values()),
            "issuer": (ISSUER,),
            "sub": ("ada", "eve", "mal"),
            "prompt": PROMPTS,
            "text": PROMPTS,
            "prompt_sha256": digests,
            "render_grant": (b"",),
            "requester_assertion": map(self.running.assertion, ("mal", "eve")),
            "relationship_assertion": ("",),
            "at_least_as_fresh": ("",),
            "cursor": ("",),
            "job_id": ("job",),
            "classifier": ("classifier",),
            "request_id": map(str, range(MOST_KNOWN)),
            "provider": ("", "studio"),
            "group": ("friends", "family"),
            "reason": ("a letter",),
            "names": ("Ada Lovelace", "Eve Moneypenny"),
            "banned_words": ("zebra",),
        }
        return {name: deque(known, MOST_KNOWN) for name, known in values.items()}


class Services:
    """The service that now runs."""

    current: Fuzzed | None = None

    def next(self) -> Fuzzed:
        """The one for the next input."""
        if self.current is not None and (self.current.is_spent or self.current.tried >= INPUTS_A_SERVICE):
            self.stop()
        self.current = self.current or Fuzzed()
        self.current.tried += 1
        return self.current

    def stop(self) -> None:
        """Ends the one that runs, if one does."""
        if self.current is not None:
            self.current.stop()
        self.current = None


SERVICES = Services()
logging.getLogger("tests.rpc").setLevel(logging.CRITICAL)


def attempt(data: bytes) -> None:
    """One call: the first byte says whether the message is drawn or sent as raw bytes, then method, role and person."""
    fuzzed, draws = SERVICES.next(), Draws(data[1:])
    name, method = draws.one_of(METHODS)
    metadata = _metadata(draws, fuzzed, name)
    if data[:1] == b"\1":
        sent = draws.rest()
    else:
        message = GetMessageClass(method.input_type)()
        fill(message, draws, fuzzed.known)
        sent = message.SerializeToString()
    reply = _call(fuzzed, name, sent, metadata)
    if reply is not None:
        fuzzed.is_spent |= name == FREEZE_EVERYTHING
        answer = GetMessageClass(method.output_type).FromString(reply)
        require_nothing_of(fuzzed.world.people["ada"], name, answer)
        fuzzed.learn(answer)
    outcome = fuzzed.world.check("eve", "@ada plays trumpet").outcome
    require(holds=outcome is not Outcome.ALLOWED, otherwise=f"Eve may render Ada after {name}")


def _call(fuzzed: Fuzzed, name: str, sent: bytes, metadata: tuple[tuple[str, str], ...]) -> bytes | None:
    """The bytes of a reply; None after a documented refusal."""
    call = fuzzed.running.channel.unary_unary(name, _same, _same)
    try:
        reply: bytes = call(sent, timeout=LONGEST_WAIT_S, metadata=metadata)
    except grpc.RpcError as error:
        # A message above the limit is gRPC's own to refuse, without a reason (docs/errors.md, end).
        is_too_large = len(sent) > LARGEST_REQUEST_BYTES and error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        if not is_too_large:
            require_documented(name, error)
        return None
    return reply


def _same(message: bytes) -> bytes:
    return message


def require_documented(name: str, error: Any) -> None:
    """Raises unless a refused call has a reason that docs/errors.md explains; TimeoutError if there was no reply."""
    reason = dict(error.trailing_metadata() or ()).get(REASON_KEY, "")
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and not reason:
        raise TimeoutError(name)
    if reason not in _DOCUMENTED or reason == "INTERNAL":
        raise RuntimeError(f"{name}: {error.code()} {reason!r} {error.details()!r}")


def require_nothing_of(ada: UUID, name: str, reply: Any) -> None:
    """Raises AcceptedError if a reply releases or permits her likeness."""
    if isinstance(reply, render.FetchIdentityBundleResponse):
        shown = {UUID(bundle.subject_id) for bundle in reply.bundles}
        require(holds=ada not in shown, otherwise=f"{name} hands out Ada's likeness")
    if isinstance(reply, render.CheckPromptResponse | render.RenewGrantResponse):
        envelope = render_grant_pb2.RenderGrantEnvelope.FromString(reply.render_grant)
        claims = render_grant_pb2.RenderGrantClaims.FromString(envelope.claims)
        named = {subject.subject_id for subject in claims.subjects}
        require(holds=ada.bytes not in named, otherwise=f"{name} signs a render grant for Ada")


def _metadata(draws: Draws, fuzzed: Fuzzed, name: str) -> tuple[tuple[str, str], ...]:
    """Who calls, and for which person: mostly a service that may, and a person that exists."""
    roles = sorted(role.value for role in CALLER_TABLE[name].roles)
    role = draws.one_of((*roles * (32 // len(roles)), *ROLES, "", "king"))
    service = draws.one_of((SERVICE_IDS.get(role, "app"),) * 62 + ("", "x" * 129))
    acting = draws.one_of(("eve", "mal") * 12 + ("a stranger", "", "", "dev.broken"))
    pairs = [(SERVICE_KEY, service), (ROLE_KEY, role)]
    if acting:
        assertion = acting if acting.startswith("dev.") else fuzzed.running.assertion(acting)
        pairs.append((ASSERTION_KEY, assertion))
    return tuple(pairs)
