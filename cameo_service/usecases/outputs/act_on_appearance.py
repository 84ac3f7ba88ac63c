"""Hide or delete one output that shows the owner, whoever made it."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.delegates import owner_or_delegate
from cameo_service.usecases.acting.errors import AppearanceUnknownError
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.takedown_orders import order_takedown
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.outside import IdSource
from consent.identity import RenderGrantId
from consent.render_lease import Removal


@dataclass(frozen=True, slots=True)
class ActOnAppearanceRequest:
    """`owner` None: the acting person. `removal`: HIDDEN or DELETED."""

    request_id: str
    owner: Person | None
    appearance: RenderGrantId
    removal: Removal


@dataclass(frozen=True, slots=True)
class AppearanceRemoved:
    """Ordered, now or before; nobody can publish it or build on it any more."""

    token: str


_REPLIES = TypeAdapter(AppearanceRemoved)


@dataclass(frozen=True, slots=True)
class ActOnAppearance:
    """Orders a takedown. What is deleted stays deleted, and asking twice is fine."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: ActOnAppearanceRequest) -> AppearanceRemoved:
        """Orders the output hidden or deleted.

        Raises:
            NotTheOwnerError: the call acts for somebody else, or does not come from an app backend.
            UnknownSubjectError: nobody has that name.
            AppearanceUnknownError: the owner does not appear in such an output.
        """
        return self.writes.once(caller, request, _REPLIES, lambda change: self._remove(change, request))

    def _remove(self, change: Change, request: ActOnAppearanceRequest) -> AppearanceRemoved:
        owner = owner_or_delegate(change.transaction, change.caller, request.owner, change.now_us)
        rows = change.transaction.renders.under(request.appearance, [owner])
        if not rows or rows[0].drafted_us is None:
            raise AppearanceUnknownError("List the owner's appearances and choose one of them.")
        order_takedown(change, self.ids, rows[0], request.removal)
        return AppearanceRemoved(change.token)
