"""How every write runs: once per request id, in one transaction, under one revision, at one time.

Decides nothing about consent; each command does.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from inspect import isfunction
from typing import Any, Protocol, TypeVar, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import RequestIdMissingError, RequestIdReusedError
from cameo_service.usecases.acting.reads import token_of
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.store import DatabaseUnavailableError, Store, Transaction
from consent.identity import SubjectId

LONGEST_REQUEST_ID = 128
REQUEST_ID_GOOD_FOR_US = 24 * 3_600_000_000
"""How long the reply to a write is kept for its repetition: 24 h."""
BY_DELEGATE = "by_delegate:"
BY_GUARDIAN = "by_guardian:"
"""Prefixes of a line's reason when a stand-in acted for the owner; the stand-in's id follows."""

Reply = TypeVar("Reply")


class WriteRequest(Protocol):
    """A frozen dataclass of plain values. `request_id` names the act; the caller repeats the id when it retries."""

    @property
    def request_id(self) -> str:
        """1..128 characters, unique per calling service for 24 h."""


Asked_contra = TypeVar("Asked_contra", bound=WriteRequest, contravariant=True)
Replied_co = TypeVar("Replied_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Change:
    """One write in progress. `token` is what its reply carries."""

    transaction: Transaction
    caller: Caller
    now_us: int
    revision: int
    token: str
    ids: IdSource

    def new_id(self) -> UUID:
        """A UUIDv7 of the time of this write."""
        return self.ids.new(self.now_us)

    def record(self, owner: SubjectId, kind: ActivityKind, actor: SubjectId | None = None, reason: str = "") -> None:
        """Adds a line to the owner's activity. The line names the delegate or guardian who acted for the owner."""
        said = reason or self._by_another(owner, actor)
        row = ActivityRow(owner, self.revision, self.now_us, kind, actor, self.caller.service_id, said, 1)
        self.transaction.activity.record(row)

    def _by_another(self, owner: SubjectId, actor: SubjectId | None) -> str:
        acting = self.caller.acting
        if acting in (None, owner, actor):
            return ""
        link = self.transaction.guardianships.at(owner)
        if link is not None and link.guardian == acting:
            return f"{BY_GUARDIAN}{acting}"
        return f"{BY_DELEGATE}{acting}" if self.transaction.delegations.at(owner, acting) else ""


class Command(Protocol[Asked_contra, Replied_co]):
    """What a write does once its transaction is open: a function, or an object that knows a setting or an edge."""

    def __call__(self, change: Change, request: Asked_contra, /) -> Replied_co:
        """Carries out one request. The annotation of the reply says how a remembered reply is read again."""


@dataclass(frozen=True, slots=True)
class Writes:
    """Runs writes. A repeated request gets the first reply again, for 24 h, whatever changed in between."""

    store: Store
    clock: Clock
    ids: IdSource

    def run(self, command: Command[Asked_contra, Replied_co], caller: Caller, request: Asked_contra) -> Replied_co:
        """Carries out the command unless this caller's request id was answered before.

        Raises:
            RequestIdMissingError: no usable request id.
            RequestIdReusedError: the id was used for another body.
            DatabaseUnavailableError: the database was lost twice.
        """
        if not 0 < len(request.request_id) <= LONGEST_REQUEST_ID:
            raise RequestIdMissingError(f"Send a request id of 1 to {LONGEST_REQUEST_ID} characters.")
        try:
            return self._once(command, caller, request)
        except DatabaseUnavailableError:
            # Nothing was acknowledged. If the lost one was committed all the same, its reply is remembered.
            return self._once(command, caller, request)

    def _once(self, command: Command[Asked_contra, Replied_co], caller: Caller, request: Asked_contra) -> Replied_co:
        now_us, digest, replies = self.clock.utc_us(), body_sha256(caller, request), _replies_of(command)
        with self.store.write() as transaction:
            earlier = transaction.remembered(caller.service_id, request.request_id, now_us)
            if earlier:
                return _replayed(earlier, digest, replies)
            revision = transaction.next_revision()
            token = token_of(self.store.deployment(), revision)
            reply = command(Change(transaction, caller, now_us, revision, token, self.ids), request)
            body = replies.dump_json(reply)
            transaction.remember(caller.service_id, request.request_id, digest, body, now_us)
            return reply


def _replies_of(command: Command[Asked_contra, Replied_co]) -> TypeAdapter[Replied_co]:
    """How the command's replies are spelled as JSON: read from its annotation, once a command."""
    spelled = command if isfunction(command) else type(command).__call__
    return _adapter(spelled)


@cache
def _adapter(spelled: Callable[..., Any]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(spelled)["return"])


def body_sha256(caller: Caller, request: WriteRequest) -> bytes:
    """32 bytes, equal for equal requests: kind, acting person and every field, in one spelling."""
    fields = [type(request).__name__, str(caller.acting), asdict(request)]  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=_plain).encode()).digest()


def _plain(value: object) -> Any:
    """JSON has no sets, ids and enums; sets are sorted since their order differs between processes."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"a request holds a {type(value).__name__}, which has no canonical spelling")


def _replayed(earlier: tuple[bytes, bytes], digest: bytes, replies: TypeAdapter[Reply]) -> Reply:
    earlier_digest, body = earlier
    if earlier_digest != digest:
        raise RequestIdReusedError("Make a new request id: this one was used for another request.")
    return replies.validate_json(body)
