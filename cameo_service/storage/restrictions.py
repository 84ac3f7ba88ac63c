"""Restrictions: what an owner does not want to be shown doing or saying."""

import json

from sqlalchemy import select

from cameo_service.storage.statements import Statement, putting, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.people import RestrictionTable
from cameo_service.storage.tables.values import joined, restrictions
from cameo_service.storage.unit import Unit
from consent.identity import SubjectId
from consent.restrictions import UNTOUCHED, Restrictions

_RESTRICTIONS = rows_of(RestrictionTable)
_PUT = putting(_RESTRICTIONS)
_OF = Statement(select(_RESTRICTIONS).where(*same(_RESTRICTIONS, "owner")))


class OwnRestrictions:
    """See ports.subjects.RestrictionWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> Restrictions:
        """The owner's restrictions."""
        row = _OF.one(self._unit.connection, owner=owner.bytes)
        return UNTOUCHED if row is None else restrictions(*row[1:])

    def put(self, owner: SubjectId, stated: Restrictions) -> None:
        """Writes the owner's restrictions over what was there."""
        self._unit.write(
            _PUT,
            owner=owner.bytes,
            denied_classes=joined(stated.denied_classes),
            banned_words=json.dumps(sorted(stated.banned_words)),
            preferences=stated.preferences,
            wishes=stated.wishes,
        )
