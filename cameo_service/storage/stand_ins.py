"""Delegations and guardianships."""

from uuid import UUID

from sqlalchemy import delete, or_, select

from cameo_service.storage.statements import Statement, given, putting, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.stand_ins import DelegationTable, GuardianshipTable
from cameo_service.storage.tables.values import joined
from cameo_service.storage.unit import Unit
from consent.identity import SubjectId
from consent.stand_ins import DelegatedAct, Delegation, Guardianship

_DELEGATIONS, _LINKS = rows_of(DelegationTable), rows_of(GuardianshipTable)

_PUT = putting(_DELEGATIONS)
_END = Statement(delete(_DELEGATIONS).where(*same(_DELEGATIONS, "owner", "delegate")))
_BETWEEN = Statement(select(_DELEGATIONS).where(*same(_DELEGATIONS, "owner", "delegate")))
_OF = Statement(select(_DELEGATIONS).where(*same(_DELEGATIONS, "owner")).order_by(_DELEGATIONS.c.delegate))
_OWNERS_OF = Statement(
    select(_DELEGATIONS.c.owner).where(*same(_DELEGATIONS, "delegate")).order_by(_DELEGATIONS.c.owner)
)

_PUT_LINK = putting(_LINKS)
_END_LINK = Statement(delete(_LINKS).where(*same(_LINKS, "owner")))
_OF_MINOR = Statement(select(_LINKS).where(*same(_LINKS, "owner")))
_OF_PERSON = Statement(
    select(_LINKS)
    .where(or_(_LINKS.c.owner == given("person"), _LINKS.c.guardian == given("person")))
    .order_by(_LINKS.c.owner)
)


class Delegations:
    """See ports.stand_ins.DelegationWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def between(self, owner: SubjectId, delegate: SubjectId) -> Delegation | None:
        """What the owner named this person for."""
        row = _BETWEEN.one(self._unit.connection, owner=owner.bytes, delegate=delegate.bytes)
        return None if row is None else _delegation(*row)

    def of(self, owner: SubjectId) -> tuple[Delegation, ...]:
        """All of one owner."""
        return tuple(_delegation(*row) for row in _OF.all(self._unit.connection, owner=owner.bytes))

    def owners_of(self, delegate: SubjectId) -> tuple[SubjectId, ...]:
        """All owners of one delegate."""
        rows = _OWNERS_OF.all(self._unit.connection, delegate=delegate.bytes)
        return tuple(SubjectId(UUID(bytes=owner)) for (owner,) in rows)

    def put(self, delegation: Delegation) -> None:
        """Writes it over an earlier one of the pair."""
        self._unit.write(
            _PUT,
            owner=delegation.owner.bytes,
            delegate=delegation.delegate.bytes,
            acts=joined(delegation.acts),
            evidence=delegation.evidence,
            expires_us=delegation.expires_us,
        )

    def end(self, owner: SubjectId, delegate: SubjectId) -> bool:
        """Deletes it; whether it was there."""
        return _END.run(self._unit.connection, owner=owner.bytes, delegate=delegate.bytes) == 1


class Guardianships:
    """See ports.stand_ins.GuardianshipWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of_minor(self, minor: SubjectId) -> Guardianship | None:
        """The minor's one link."""
        row = _OF_MINOR.one(self._unit.connection, owner=minor.bytes)
        return None if row is None else _link(*row)

    def of(self, person: SubjectId) -> tuple[Guardianship, ...]:
        """Links in which the person is either of the two."""
        return tuple(_link(*row) for row in _OF_PERSON.all(self._unit.connection, person=person.bytes))

    def put(self, link: Guardianship) -> None:
        """Writes it over an earlier one of the minor."""
        self._unit.write(
            _PUT_LINK,
            owner=link.minor.bytes,
            guardian=link.guardian.bytes,
            evidence=link.evidence,
            expires_us=link.expires_us,
        )

    def end(self, minor: SubjectId) -> bool:
        """Deletes it; whether it was there."""
        return _END_LINK.run(self._unit.connection, owner=minor.bytes) == 1


def _delegation(owner: bytes, delegate: bytes, acts: str, evidence: str, expires_us: int) -> Delegation:
    named = frozenset(DelegatedAct(act) for act in acts.split(",") if act)
    return Delegation(SubjectId(UUID(bytes=owner)), SubjectId(UUID(bytes=delegate)), named, evidence, expires_us)


def _link(minor: bytes, guardian: bytes, evidence: str, expires_us: int) -> Guardianship:
    return Guardianship(SubjectId(UUID(bytes=minor)), SubjectId(UUID(bytes=guardian)), evidence, expires_us)
