"""Everything that is kept about a person, for them to take away. Of what is sealed, only that it is kept."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.reads import snapshot_at_least
from cameo_service.usecases.consent.audience import ConsentState, consent_state
from cameo_service.usecases.ports.history import Leaves, PublishedTree, SessionRecord, Sessions
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.kept_records import KeptRecords, kept_records
from cameo_service.usecases.records.receipts import Receipt, receipt_for

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
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
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
