"""Names and restrictions of people."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update

from cameo_service.storage.hot_statements import NAMES_BY_SOUND
from cameo_service.storage.people import subject_setting
from cameo_service.storage.statements import Connection, Statement, given, prepared_text, putting, same
from cameo_service.storage.tables.base import rows_of
from cameo_service.storage.tables.enrollments import EnrollmentTable
from cameo_service.storage.tables.people import NameTable, RestrictionTable, SubjectTable
from cameo_service.storage.tables.values import NOBODY, classes, joined
from cameo_service.storage.unit import Unit
from cameo_service.usecases.ports.subjects import MOST_BEARERS, NameRow
from consent.identity import SubjectId
from consent.names import PersonName, Run
from consent.restrictions import FOLDING, UNTOUCHED, Restrictions, packed, sought

_PEOPLE, _NAMES, _RESTRICTIONS = rows_of(SubjectTable), rows_of(NameTable), rows_of(RestrictionTable)
_ENROLLED = rows_of(EnrollmentTable)

_PUT_NAME = putting(_NAMES, keeping=("refused",))
_END_NAME = Statement(delete(_NAMES).where(*same(_NAMES, "owner", "words")))
_COUNT_NAMES = Statement(update(_NAMES).values(counts=given("now_counts")).where(*same(_NAMES, "owner")))
_MORE_REFUSED = update(_NAMES).values(refused=_NAMES.c.refused + given("count"))
_REFUSED = Statement(_MORE_REFUSED.where(*same(_NAMES, "owner", "words")))
_MOST_REFUSING = Statement(
    select(_NAMES.c.owner, _NAMES.c.name, _NAMES.c.words, _NAMES.c.counts, _PEOPLE.c.vouched, _NAMES.c.refused)
    .join(_PEOPLE, _PEOPLE.c.subject_id == _NAMES.c.owner)
    .order_by(_NAMES.c.refused.desc(), _NAMES.c.owner, _NAMES.c.words)
    .limit(given("limit"))
)
_SET_VOUCHED = subject_setting("vouched")
_KNOWN = or_(_PEOPLE.c.vouched == 1, exists().where(_ENROLLED.c.subject_id == _PEOPLE.c.subject_id))
_COUNTS = Statement(select(_KNOWN).where(*same(_PEOPLE, "subject_id")))
_NAMES_OF = Statement(select(_NAMES.c.name, _NAMES.c.words).where(*same(_NAMES, "owner")).order_by(_NAMES.c.words))
_BY_SOUND = prepared_text(NAMES_BY_SOUND)
_PUT_RESTRICTIONS = putting(_RESTRICTIONS)
_SET_SOUGHT = Statement(update(_RESTRICTIONS).values(sought=given("sought")).where(*same(_RESTRICTIONS, "owner")))
_FOLDED_OTHERWISE = Statement(
    select(_RESTRICTIONS.c.owner, _RESTRICTIONS.c.banned_words).where(
        func.substr(_RESTRICTIONS.c.sought, 1, func.length(given("folding"))) != given("folding")
    )
)
_RESTRICTIONS_OF = Statement(select(_RESTRICTIONS).where(*same(_RESTRICTIONS, "owner")))


class Names:
    """See ports.subjects.NameWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def bearers(self, sounds: Sequence[str], asking: SubjectId | None) -> tuple[tuple[SubjectId, PersonName], ...]:
        """Subjects with a name of one of these sounds, in one statement."""
        on, wanted, person = self._unit.connection, json.dumps(sounds), NOBODY if asking is None else asking.bytes
        rows = _BY_SOUND.all(on, sounds=wanted, asking=person, limit=MOST_BEARERS + 1)
        return tuple((SubjectId(UUID(bytes=owner)), _name(name, words)) for owner, name, words in rows)

    def of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        """All names of one person."""
        return tuple(_name(*row) for row in _NAMES_OF.all(self._unit.connection, owner=owner.bytes))

    def most_refusing(self, limit: int) -> tuple[NameRow, ...]:
        """Names by the number of prompts that they refused."""
        rows = _MOST_REFUSING.all(self._unit.connection, limit=limit)
        return tuple(
            NameRow(SubjectId(UUID(bytes=owner)), _name(name, words), bool(counts), bool(vouched), refused)
            for owner, name, words, counts, vouched, refused in rows
        )

    def put(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        """Writes the owner's names instead of what was there; a name that stays keeps its count."""
        on, kept = self._unit.connection, {name.words for name in names}
        for ended in (name for name in self.of(owner) if name.words not in kept):
            _END_NAME.run(on, owner=owner.bytes, words=" ".join(ended.words))
        for name in names:
            row = {"words": " ".join(name.words), "name": name.text, "sound": name.sound}
            self._unit.write(_PUT_NAME, owner=owner.bytes, counts=self._counts(owner), refused=0, **row)

    def set_vouched(self, owner: SubjectId, *, vouched: bool) -> None:
        """Marks the person, or takes the mark away; their names count accordingly."""
        self._unit.change(_SET_VOUCHED, owner, {"vouched": int(vouched)})
        _COUNT_NAMES.run(self._unit.connection, owner=owner.bytes, now_counts=self._counts(owner))

    def _counts(self, owner: SubjectId) -> int:
        row = _COUNTS.one(self._unit.connection, subject_id=owner.bytes)
        return 0 if row is None else int(row[0])

    def count_refused(self, owner: SubjectId, words: Run, count: int) -> None:
        """Adds to the number of prompts that a name refused."""
        _REFUSED.run(self._unit.connection, owner=owner.bytes, words=" ".join(words), count=count)


class OwnRestrictions:
    """See ports.subjects.RestrictionWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, owner: SubjectId) -> Restrictions:
        """The owner's restrictions."""
        row = _RESTRICTIONS_OF.one(self._unit.connection, owner=owner.bytes)
        return UNTOUCHED if row is None else _restrictions(*row[1:-1])

    def put(self, owner: SubjectId, stated: Restrictions) -> None:
        """Writes the owner's restrictions over what was there."""
        self._unit.write(
            _PUT_RESTRICTIONS,
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


def _name(name: str, words: str) -> PersonName:
    return PersonName(name, tuple(words.split(" ")))
