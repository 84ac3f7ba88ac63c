"""Restrictions: what an owner does not want to be shown doing or saying."""

import json

from cameo_service.storage.statements import Connection, Statement, given, putting, same
from cameo_service.storage.tables.values import classes, joined
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import func, rows_in, select, update
from consent.identity import SubjectId
from consent.restrictions import FOLDING, UNTOUCHED, Restrictions, packed, sought

_RESTRICTIONS = rows_in("restrictions")
_PUT = putting(_RESTRICTIONS)
_SET_SOUGHT = Statement(update(_RESTRICTIONS).values(sought=given("sought")).where(*same(_RESTRICTIONS, "owner")))
_FOLDED_OTHERWISE = Statement(
    select(_RESTRICTIONS.c.owner, _RESTRICTIONS.c.banned_words).where(
        func.substr(_RESTRICTIONS.c.sought, 1, func.length(given("folding"))) != given("folding")
    )
)
_OF = Statement(select(_RESTRICTIONS).where(*same(_RESTRICTIONS, "owner")))


class OwnRestrictions:
    """See ports.subjects.RestrictionWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> Restrictions:
        """The owner's restrictions."""
        row = _OF.one(self._unit.connection, owner=owner.bytes)
        return UNTOUCHED if row is None else _restrictions(*row[1:-1])

    def put(self, owner: SubjectId, stated: Restrictions) -> None:
        """Writes the owner's restrictions over what was there."""
        self._unit.write(
            _PUT,
            owner=owner.bytes,
            denied_classes=joined(stated.denied_classes),
            banned_words=json.dumps(sorted(stated.banned_words)),
            preferences=stated.preferences,
            wishes=stated.wishes,
            sought=packed(sought(stated.banned_words)),
        )


def make_words_ready(on: Connection) -> None:
    """Makes the banned words ready that something else folded, or nothing yet."""
    rows = _FOLDED_OTHERWISE.all(on, folding=FOLDING)
    ready = [{"owner": owner, "sought": packed(sought(json.loads(banned)))} for owner, banned in rows]
    _SET_SOUGHT.many(on, ready)


def _restrictions(denied: str, banned: str, preferences: str, wishes: str) -> Restrictions:
    return Restrictions(classes(denied), frozenset(json.loads(banned)), preferences, wishes)
