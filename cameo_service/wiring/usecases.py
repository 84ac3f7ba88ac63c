"""The edges as use cases know them, and what runs an act over them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cameo_service.clock import Clock
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.ports.activity import Refusals
from cameo_service.usecases.ports.enrollment import Vault
from cameo_service.usecases.ports.outside import GrantSigner, IdSource
from cameo_service.usecases.ports.store import Store
from consent.content_classes import NO_REVIEWS, NONE_LISTED, Classifiers, ReviewPolicy

if TYPE_CHECKING:  # loaded once the first port is open
    from cameo_service.usecases.operator.erasure import ReceiptSigner


@dataclass(frozen=True, slots=True)
class Ports:
    """The edges, as the use cases know them. nets: ids of every net that makes templates here."""

    store: Store
    vault: Vault
    signer: GrantSigner
    receipt_signer: "ReceiptSigner"
    refusals: Refusals
    ids: IdSource
    clock: Clock
    token_secret: bytes = field(repr=False)
    nets: frozenset[str]
    classifiers: Classifiers = NONE_LISTED
    reviews: ReviewPolicy = NO_REVIEWS

    @property
    def writes(self) -> Writes:
        """Runs commands."""
        return Writes(self.store, self.clock, self.ids)

    @property
    def reads(self) -> Reads:
        """Asks questions."""
        return Reads(self.store, self.clock)
