"""How a consent question reads: one snapshot, at least as fresh as asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from cameo_service.usecases.caller import Caller
from cameo_service.usecases.consistency import require_at_least, token_of
from cameo_service.usecases.errors import AssertionInvalidError
from cameo_service.usecases.ports import Snapshot, Store
from consent.facts import RequesterFacts


@contextmanager
def snapshot_at_least(store: Store, token: str | None) -> Iterator[tuple[Snapshot, str]]:
    """A snapshot and the token of what it sees.

    Raises:
        ConsistencyTokenMalformedError: no token of this service.
        OtherIncarnationError: a token of another installation, or from before a restore.
        RevisionFromTheFutureError: the database has not reached the token's revision.
    """
    deployment = store.deployment()
    with store.read() as snapshot:
        revision = snapshot.revision()
        require_at_least(token, deployment, revision)
        yield snapshot, token_of(deployment, revision)


def asking_person(snapshot: Snapshot, caller: Caller) -> RequesterFacts:
    """Facts about the person the call is made for; anonymous when it is made for nobody.

    Raises:
        AssertionInvalidError: the call is made for somebody who is not there. Taking them for anonymous would let
            a person who was shut out in under EVERYONE.
    """
    requester = snapshot.requester(caller.acting)
    if requester.subject != caller.acting:
        raise AssertionInvalidError("The person this call is made for is not known here.")
    return requester
