"""Export of everything that is kept about a person. Of sealed items it names only that they are kept."""

from dataclasses import dataclass, fields, replace
from typing import Any

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.consent.access_requests import WaitingRequest, waiting_request
from cameo_service.usecases.consent.audience import ConsentState, consent_state
from cameo_service.usecases.outputs.takedowns import OpenTakedown, with_render
from cameo_service.usecases.ports.enrollment import InvitationRow, OwnerProof, SealedTrace
from cameo_service.usecases.ports.history import Leaves, PublishedTree, SessionRecord, Sessions
from cameo_service.usecases.ports.net_moves import NetMove
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Snapshot, Store
from cameo_service.usecases.ports.subjects import HandleRow
from cameo_service.usecases.records.receipts import Receipt, receipt_for
from cameo_service.usecases.render.held import AskedRender, asked_render
from consent.group import Group
from consent.identity import SubjectId
from consent.restrictions import Restrictions
from consent.stand_ins import Delegation, Guardianship

ROWS_A_LIST = 1000
"""On the wire an order has about 315 bytes, an appearance 206, a request 93; of the questions at most 100 wait,
with 32 KiB of prompt each. Under 5 MB together, of the 64 MiB that a reply may have.
"""


@dataclass(frozen=True, slots=True)
class KeptRecords:
    """Each list has at most ROWS_A_LIST rows; `shortened` names those of which more is kept.

    accounts: (issuer, sub). access_requests: also of people blocked since. held_renders: what the person was asked,
    also where nothing hangs on the answer any more. appearances: the newest first. takedowns: open orders.
    """

    accounts: tuple[tuple[str, str], ...]
    handles: tuple[HandleRow, ...]
    names: tuple[str, ...]
    restrictions: Restrictions
    groups: tuple[Group, ...]
    delegations: tuple[Delegation, ...]
    guardianships: tuple[Guardianship, ...]
    access_requests: tuple[WaitingRequest, ...]
    held_renders: tuple[AskedRender, ...]
    appearances: tuple[RenderRow, ...]
    takedowns: tuple[OpenTakedown, ...]
    invitations: tuple[InvitationRow, ...]
    owner_verifications: tuple[OwnerProof, ...]
    sealed: tuple[SealedTrace, ...]
    net_moves: tuple[NetMove, ...]
    shortened: tuple[str, ...] = ()


def kept_records(snapshot: Snapshot, owner: SubjectId) -> KeptRecords:
    """Everything of the owner in this snapshot."""
    one_more = ROWS_A_LIST + 1
    asked = [held for held in snapshot.held.of(owner) if held.owner_answer is not None]
    return _bounded(
        KeptRecords(
            accounts=snapshot.people.accounts_of(owner),
            handles=snapshot.people.handles_of(owner),
            names=tuple(name.text for name in snapshot.names.of(owner)),
            restrictions=snapshot.restrictions.of(owner),
            groups=snapshot.groups.of(owner),
            delegations=snapshot.delegations.of(owner),
            guardianships=snapshot.guardianships.naming(owner),
            access_requests=tuple(
                waiting_request(snapshot, wish) for wish in snapshot.access_requests.of(owner)[:one_more]
            ),
            held_renders=tuple(asked_render(snapshot, held) for held in asked),
            appearances=snapshot.renders.appearances(owner, one_more),
            takedowns=tuple(with_render(snapshot, order) for order in snapshot.takedowns.open(owner, one_more)),
            invitations=snapshot.invitations.of(owner),
            owner_verifications=snapshot.owner_proofs.of(owner),
            sealed=snapshot.enrollments.traces_of(owner),
            net_moves=tuple(filter(None, [snapshot.net_moves.at(owner)])),
        )
    )


def _bounded(whole: KeptRecords) -> KeptRecords:
    lists = {field.name: getattr(whole, field.name) for field in fields(whole)}
    long = {name: rows for name, rows in lists.items() if isinstance(rows, tuple) and len(rows) > ROWS_A_LIST}
    cut: dict[str, Any] = {name: rows[:ROWS_A_LIST] for name, rows in long.items()}
    return replace(whole, **cut, shortened=tuple(cut))


RECEIPTS_A_PAGE = 100
"""About 100 kB of reply."""


@dataclass(frozen=True, slots=True)
class ExportSubjectRequest:
    """`owner` None: the acting person. `start`: place in the history from which to go on; 0: the first page."""

    owner: Person | None
    start: int


@dataclass(frozen=True, slots=True)
class ExportPage:
    """consent, kept, sessions: on the first page only. next_start: None after the last page."""

    consent: ConsentState | None
    kept: KeptRecords | None
    sessions: tuple[SessionRecord, ...]
    receipts: tuple[Receipt, ...]
    next_start: int | None


@dataclass(frozen=True, slots=True)
class ExportSubject:
    """Reads one page. The first has consent and records of one snapshot; sessions and receipts are read right after."""

    store: Store
    clock: Clock
    sessions: Sessions
    leaves: Leaves
    tree: PublishedTree

    def __call__(self, caller: Caller, request: ExportSubjectRequest) -> ExportPage:
        """A page about the named owner.

        Raises:
            NotTheOwnerError: the call acts for another person, or does not come from an app backend.
            UnknownSubjectError: no person has that name.
        """
        is_first, now_us = request.start == 0, self.clock.utc_us()
        with snapshot_at_least(self.store, None) as (snapshot, token):
            owner = named_owner(snapshot, caller, request.owner)
            consent = consent_state(snapshot, owner, token, now_us) if is_first else None
            kept = kept_records(snapshot, owner) if is_first else None
        checkpoint = self.tree.checkpoint()
        found = self.leaves.about(owner, request.start, RECEIPTS_A_PAGE + 1)
        return ExportPage(
            consent=consent,
            kept=kept,
            sessions=self.sessions.sessions_of(owner) if is_first else (),
            receipts=tuple(receipt_for(leaf, self.tree, checkpoint) for leaf in found[:RECEIPTS_A_PAGE]),
            next_start=found[RECEIPTS_A_PAGE].index if len(found) > RECEIPTS_A_PAGE else None,
        )
