"""How every question reads: from one snapshot, at least as fresh as the request asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AssertionInvalidError
from cameo_service.usecases.acting.tokens import require_at_least, token_of
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.facts import RequesterFacts

MOST_ROWS = 200
"""Rows of one page of a list."""


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
        revision = snapshot.revision()
        require_at_least(token, deployment, revision)
        yield snapshot, token_of(deployment, revision)


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
    requester = snapshot.people.requester(caller.acting)
    if requester.subject != caller.acting:
        raise AssertionInvalidError("Send a new assertion: the person of this one is not known here.")
    return requester
