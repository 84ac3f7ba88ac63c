"""Epochs: what makes everything that was signed before void. They only rise, and raising one tells renderers.

Here too is what an operator does to everything at once.
"""

from typing import Any

from cameo_service.storage.held import HeldRenders
from cameo_service.storage.history import EverythingRow, append_leaf_of_everything
from cameo_service.storage.statements import Insert, Statement, building, given, given_row
from cameo_service.storage.tables.values import ANY_PROVIDER, provider_column
from cameo_service.storage.unit import UNTIMED_US, Unit
from cameo_service.storage.written.expressions import rows_in, update
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.ports.events import OWNER_EPOCH, PAIR_EPOCH
from consent.identity import SubjectId

_PEOPLE, _MARKS, _DEPLOYMENT = rows_in("subjects"), rows_in("pair_marks"), rows_in("deployment")

_RAISE_OWNER = Statement(
    update(_PEOPLE)
    .values(owner_epoch=_PEOPLE.c.owner_epoch + 1)
    .where(_PEOPLE.c.subject_id == given("subject"))
    .returning(_PEOPLE.c.owner_epoch)
)
_RAISE_EVERYTHING = Statement(
    update(_DEPLOYMENT).values(global_epoch=_DEPLOYMENT.c.global_epoch + 1).returning(_DEPLOYMENT.c.global_epoch)
)
_SET_FROZEN = Statement(update(_DEPLOYMENT).values(frozen=given("frozen")))


def _raise_pair(insert: Insert) -> Any:
    """Whether the pair is marked as revoked stays what it is."""
    row = given_row(_MARKS) | {"revoked_us": None}
    adds = insert(_MARKS).values(row)
    return adds.on_conflict_do_update(
        index_elements=list(_MARKS.primary_key.columns), set_={"epoch": adds.excluded.epoch}
    )


_RAISE_PAIR = building(_raise_pair)


class Epochs:
    """See ports.consent.EpochWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def bump_owner(self, owner: SubjectId) -> int:
        """Raises the owner's epoch by one and returns it."""
        self._unit.is_narrowing = True
        HeldRenders(self._unit).end_of_owner(owner)
        return self._told(owner, None, self._unit.change(_RAISE_OWNER, owner, {}))

    def bump_pair(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        """Raises the pair's epoch to this transaction's revision and returns it."""
        self._unit.is_narrowing = True
        scope = provider_column(provider)
        HeldRenders(self._unit).end_of_pair(owner, actor, provider)
        epoch = self._unit.next_revision()
        self._unit.write(_RAISE_PAIR, owner=owner.bytes, actor=actor.bytes, provider=scope, epoch=epoch)
        return self._told(owner, actor, epoch, scope)

    def _told(self, owner: SubjectId, actor: SubjectId | None, epoch: int, provider: str = ANY_PROVIDER) -> int:
        """Appends the event of a raised epoch, so that no narrowing act can forget it; returns the epoch."""
        body = event_body(actor=actor, provider=provider, epoch=epoch)
        self._unit.emit(owner, PAIR_EPOCH if actor else OWNER_EPOCH, body, UNTIMED_US)
        return epoch


class Everything:
    """See ports.consent.EverythingWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def set_frozen(self, *, frozen: bool) -> None:
        """Stops or resumes every render."""
        _SET_FROZEN.run(self._unit.connection, frozen=int(frozen))

    def bump_epoch(self) -> int:
        """Raises the global epoch by one and returns it."""
        self._unit.is_narrowing = True
        HeldRenders(self._unit).end_all()
        (epoch,) = _RAISE_EVERYTHING.one(self._unit.connection)
        return int(epoch)

    def record(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        """Appends a leaf about everything."""
        told = EverythingRow(self._unit.next_revision(), now_us, kind, service_id, reason)
        append_leaf_of_everything(self._unit, told)
