"""How every question reads: from one snapshot, at least as fresh as the consistency token that the request passes.

Every write returns a token. It names the deployment, its incarnation and a revision, and is opaque to callers. It is
neither secret nor signed: a forged one can only make a read fail, and never makes it staler than a read without one.
"""

import base64
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import (
    AssertionInvalidError,
    ConsistencyTokenMalformedError,
    OtherIncarnationError,
    RevisionFromTheFutureError,
)
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.facts import RequesterFacts

MOST_ROWS = 200
"""Rows of one page of a list."""
_TOKEN = struct.Struct(">16sIQ")
"""Deployment id, incarnation, revision."""


@contextmanager
def snapshot_at_least(store: Store, token: str | None) -> Iterator[tuple[Snapshot, str]]:
    """A snapshot and the token of what it sees.

    Raises:
        ConsistencyTokenMalformedError: this service makes no such token.
        OtherIncarnationError: a token of another installation, or from before a restore.
        RevisionFromTheFutureError: the database has not reached the token's revision.
    """
    deployment = store.deployment()
    with store.read() as snapshot:
        yield snapshot, token_at_least(token, deployment, snapshot.revision())


@dataclass(frozen=True, slots=True)
class View:
    """One read in progress: a snapshot, the caller, the time (UTC microseconds), and the token of what it sees.

    deployment: what tokens of pages name.
    """

    snapshot: Snapshot
    caller: Caller
    now_us: int
    token: str
    deployment: Deployment


class ReadRequest(Protocol):
    """A question. `at_least` asks for a snapshot that is no older than a token."""

    @property
    def at_least(self) -> str | None:
        """A consistency token, or None."""


Asked_contra = TypeVar("Asked_contra", bound=ReadRequest, contravariant=True)
Replied_co = TypeVar("Replied_co", covariant=True)


class Question(Protocol[Asked_contra, Replied_co]):
    """What a read answers from one snapshot: a function, or an object that knows a setting or an edge."""

    def __call__(self, view: View, request: Asked_contra, /) -> Replied_co:
        """Answers one request."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Asks questions, each of one snapshot."""

    store: Store
    clock: Clock

    def ask(self, question: Question[Asked_contra, Replied_co], caller: Caller, request: Asked_contra) -> Replied_co:
        """The answer of a snapshot at least as fresh as the request's token.

        Raises:
            ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: about `at_least`.
        """
        now_us = self.clock.utc_us()
        with snapshot_at_least(self.store, request.at_least) as (snapshot, token):
            return question(View(snapshot, caller, now_us, token, self.store.deployment()), request)


def rows_wanted(limit: int) -> int:
    """How many rows a page has: at least one, at most MOST_ROWS."""
    return max(1, min(limit, MOST_ROWS))


def asking_person(snapshot: Snapshot, caller: Caller) -> RequesterFacts:
    """Facts about the person of the call's assertion; anonymous without an assertion.

    Raises:
        AssertionInvalidError: this service does not know the person. As an anonymous requester, a person who was
            blocked or revoked would be allowed under EVERYONE.
    """
    return require_known(snapshot.people.requester(caller.acting), caller)


def require_known(requester: RequesterFacts, caller: Caller) -> RequesterFacts:
    """The facts, if they are about the person of the call's assertion.

    Raises:
        AssertionInvalidError: as `asking_person`.
    """
    if requester.subject != caller.acting:
        raise AssertionInvalidError("Send a new assertion: the person of this one is not known here.")
    return requester


def token_of(deployment: Deployment, revision: int) -> str:
    """The consistency token of a committed revision."""
    return opaque_text(_TOKEN.pack(deployment.deployment_id, deployment.incarnation, revision))


def token_at_least(at_least: str | None, deployment: Deployment, revision: int) -> str:
    """The token of a snapshot at `revision`, which is no older than another token.

    Raises:
        ConsistencyTokenMalformedError, OtherIncarnationError, RevisionFromTheFutureError: as `require_at_least`.
    """
    require_at_least(at_least, deployment, revision)
    return token_of(deployment, revision)


def require_at_least(token: str | None, deployment: Deployment, revision: int) -> None:
    """Refuses a snapshot at `revision` that is older than the token. None asks for nothing.

    Raises:
        ConsistencyTokenMalformedError, OtherIncarnationError: as `revision_of`.
        RevisionFromTheFutureError: the snapshot has not reached the token's revision.
    """
    if token is not None and revision_of(token, deployment) > revision:
        raise RevisionFromTheFutureError("Use a token that this database returned: it has not reached this revision.")


def revision_of(token: str, deployment: Deployment) -> int:
    """The revision of a token.

    Raises:
        ConsistencyTokenMalformedError: this service makes no such token.
        OtherIncarnationError: the token is of another installation, or from before a restore.
    """
    try:
        deployment_id, incarnation, revision = _TOKEN.unpack(packed_of(token))
    except (struct.error, ValueError) as error:
        raise ConsistencyTokenMalformedError("Pass a token back exactly as a reply carried it.") from error
    require_this_incarnation(deployment, deployment_id, incarnation)
    return int(revision)


def require_this_incarnation(deployment: Deployment, deployment_id: bytes, incarnation: int) -> None:
    """Raises OtherIncarnationError for a token or cursor of another installation, or from before a restore."""
    if (deployment_id, incarnation) != (deployment.deployment_id, deployment.incarnation):
        raise OtherIncarnationError("Start over without it: it is of another installation or from before a restore.")


def opaque_text(packed: bytes) -> str:
    """The spelling of every token and cursor of this service: URL-safe Base64 without padding."""
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def packed_of(text: str) -> bytes:
    """Raises ValueError (of which binascii.Error is one) for a text in another spelling."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
