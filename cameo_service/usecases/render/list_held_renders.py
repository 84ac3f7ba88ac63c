"""Which renders wait for an owner's yes, and which yeses nobody used yet."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.held_render import HeldRender, is_current


@dataclass(frozen=True, slots=True)
class ListHeldRendersRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class AskedRender:
    """One question to the owner, and the handle of who asks."""

    held: HeldRender
    handle: str | None


@dataclass(frozen=True, slots=True)
class HeldRenders:
    """The oldest first."""

    asked: tuple[AskedRender, ...]
    token: str


@dataclass(frozen=True, slots=True)
class ListHeldRenders:
    """Reads what the owner was asked."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: ListHeldRendersRequest) -> HeldRenders:
        """What is open or unused; what ended, or was ended by an act that narrows, is left out.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        now_us = self.clock.utc_us()
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            rows = [held for held in snapshot.held.of(owner) if held.owner_answer is not None]
            current = [held for held in rows if still_holds(snapshot, held, now_us)]
            return HeldRenders(tuple(asked_render(snapshot, held) for held in current), token)


def still_holds(snapshot: Snapshot, held: HeldRender, now_us: int) -> bool:
    """Whether a stored question or yes still is one, as its owner stands with the requester now."""
    facts = snapshot.facts.of([held.owner], held.requester, held.provider, now_us)
    return is_current(held, facts[held.owner], now_us)


def asked_render(snapshot: Snapshot, held: HeldRender) -> AskedRender:
    """The question with who asks."""
    return AskedRender(held, snapshot.people.handle_of(held.requester) if held.requester else None)
