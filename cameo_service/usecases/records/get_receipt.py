"""The receipt for one act, for the person whose likeness it was about."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person, named_owner
from cameo_service.usecases.acting.tokens import revision_of
from cameo_service.usecases.ports.history import Leaves, PublishedTree, UnknownReceiptError
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.records.receipts import Receipt, receipt_for


@dataclass(frozen=True, slots=True)
class GetReceiptRequest:
    """`owner` None: the acting person. `token`: what the reply to the act carried."""

    owner: Person | None
    token: str


@dataclass(frozen=True, slots=True)
class GetReceipt:
    """Reads one receipt."""

    store: Store
    leaves: Leaves
    tree: PublishedTree

    def __call__(self, caller: Caller, request: GetReceiptRequest) -> Receipt:
        """The first line that the act wrote about the owner.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
            ConsistencyTokenMalformedError, OtherIncarnationError: about the token.
            UnknownReceiptError: nothing about the owner was written then.
        """
        revision = revision_of(request.token, self.store.deployment())
        with self.store.read() as snapshot:
            owner = named_owner(snapshot, caller, request.owner)
        found = self.leaves.written_at(owner, revision)
        if not found:
            raise UnknownReceiptError("Nothing about this person was written at that revision: use a write's own.")
        return receipt_for(found[0], self.tree, self.tree.checkpoint())
