"""People: accounts, handles, names, what they set about themselves."""

from collections.abc import Collection, Sequence
from uuid import UUID

from cameo_service.storage.statements import Statement, adding, any_given, given, putting, same
from cameo_service.storage.unit import Unit
from cameo_service.storage.written.expressions import delete, exists, or_, rows_in, select, update
from cameo_service.usecases.ports.subjects import ANONYMOUS, HandleRow, HandleTakenError, NameRow
from consent.facts import RequesterFacts
from consent.handles import QUARANTINE_US
from consent.identity import SubjectId
from consent.names import PersonName, Run
from consent.terms import AgeClass, Audience, SubjectState

_PEOPLE, _ACCOUNTS, _HANDLES = rows_in("subjects"), rows_in("identities"), rows_in("handles")
_NAMES, _ENROLLED = rows_in("names"), rows_in("enrollments")
_IS_LIVE = _HANDLES.c.released_us.is_(None)


def subject_setting(*columns: str) -> Statement:
    """Sets these columns of a subject; returns their epoch."""
    changes = update(_PEOPLE).values({column: given(column) for column in columns})
    return Statement(changes.where(_PEOPLE.c.subject_id == given("subject")).returning(_PEOPLE.c.owner_epoch))


_WAS_ADULT = Statement(select(_PEOPLE.c.was_adult).where(*same(_PEOPLE, "subject_id")))
_DISPUTED = Statement(select(_PEOPLE.c.disputed_from).where(*same(_PEOPLE, "subject_id")))
_REQUESTER = Statement(select(_PEOPLE.c.state, _PEOPLE.c.age).where(*same(_PEOPLE, "subject_id")))
_ADD = adding(_PEOPLE)
_ADD_ACCOUNT = adding(_ACCOUNTS)
_OF_ACCOUNT = Statement(select(_ACCOUNTS.c.subject_id).where(*same(_ACCOUNTS, "issuer", "sub")))
_ACCOUNTS_OF = Statement(
    select(_ACCOUNTS.c.issuer, _ACCOUNTS.c.sub)
    .where(*same(_ACCOUNTS, "subject_id"))
    .order_by(_ACCOUNTS.c.issuer, _ACCOUNTS.c.sub)
)
_SET_AGE = subject_setting("age", "age_us")
_SET_WAS_ADULT = subject_setting("was_adult")
_SET_DISPUTED = subject_setting("disputed_from")
_SET_AUDIENCE = subject_setting("audience")
_SET_FROZEN = subject_setting("frozen")
_SET_ASKING = subject_setting("asks_each_time")
_SET_STATE = subject_setting("state")
_BLANK = subject_setting("state", "frozen", "age", "age_us", "was_adult", "vouched", "disputed_from", "audience")

_BY_HANDLE = Statement(
    select(_HANDLES.c.handle, _HANDLES.c.subject_id).where(_IS_LIVE, _HANDLES.c.handle.in_(any_given("handles")))
)
_CURRENT_HANDLES = Statement(
    select(_HANDLES.c.subject_id, _HANDLES.c.handle).where(_IS_LIVE, _HANDLES.c.subject_id.in_(any_given("subjects")))
)
_HANDLE_OF = Statement(select(_HANDLES.c.handle).where(*same(_HANDLES, "subject_id"), _IS_LIVE))
_HANDLES_OF = Statement(
    select(_HANDLES.c.handle, _HANDLES.c.claimed_us, _HANDLES.c.released_us)
    .where(*same(_HANDLES, "subject_id"))
    .order_by(_HANDLES.c.claimed_us, _HANDLES.c.handle)
)
_TAKEN = Statement(
    select(_HANDLES.c.handle).where(
        *same(_HANDLES, "skeleton"),
        _HANDLES.c.subject_id != given("subject"),
        or_(_IS_LIVE, _HANDLES.c.released_us > given("quarantined_us")),
    )
)
_RELEASE = Statement(
    update(_HANDLES).values(released_us=given("released_us")).where(_HANDLES.c.subject_id == given("subject"), _IS_LIVE)
)
_OUT_OF_QUARANTINE = _HANDLES.c.released_us <= given("quarantined_us")
_ANY_TO_FORGET = Statement(select(_HANDLES.c.handle).where(_OUT_OF_QUARANTINE).limit(1))
_FORGET = Statement(delete(_HANDLES).where(_OUT_OF_QUARANTINE))

_CLAIM = putting(_HANDLES, keeping=("skeleton",))

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


class People:
    """See ports.subjects.PeopleWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        """Who asks; anonymous for None or an unknown id."""
        if subject is None:
            return ANONYMOUS
        row = _REQUESTER.one(self._unit.connection, subject_id=subject.bytes)
        return ANONYMOUS if row is None else RequesterFacts(subject, SubjectState(row[0]), AgeClass(row[1]))

    def by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        """Subjects of live handles, in one statement."""
        rows = _BY_HANDLE.all(self._unit.connection, handles=handles)
        return {handle: SubjectId(UUID(bytes=subject)) for handle, subject in rows}

    def handle_of(self, subject: SubjectId) -> str | None:
        """The subject's live handle."""
        row = _HANDLE_OF.one(self._unit.connection, subject_id=subject.bytes)
        return None if row is None else str(row[0])

    def current_handles(self, subjects: Collection[SubjectId]) -> dict[SubjectId, str]:
        """Current handles, in one statement."""
        rows = _CURRENT_HANDLES.all(self._unit.connection, subjects=[subject.bytes for subject in subjects])
        return {SubjectId(UUID(bytes=subject)): handle for subject, handle in rows}

    def was_adult(self, subject: SubjectId) -> bool:
        """The mark on the subject's row; False for an unknown id."""
        row = _WAS_ADULT.one(self._unit.connection, subject_id=subject.bytes)
        return row is not None and bool(row[0])

    def disputed_from(self, subject: SubjectId) -> AgeClass | None:
        """The age on the subject's row that the app disputes."""
        row = _DISPUTED.one(self._unit.connection, subject_id=subject.bytes)
        return None if row is None or row[0] is None else AgeClass(row[0])

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        """Handles, past ones too."""
        return tuple(HandleRow(*row) for row in _HANDLES_OF.all(self._unit.connection, subject_id=subject.bytes))

    def has_handles_to_forget(self, now_us: int) -> bool:
        """Whether a handle came out of quarantine."""
        return _ANY_TO_FORGET.one(self._unit.connection, quarantined_us=now_us - QUARANTINE_US) is not None

    def of_account(self, issuer: str, sub: str) -> SubjectId | None:
        """The subject of an identity provider's name."""
        row = _OF_ACCOUNT.one(self._unit.connection, issuer=issuer, sub=sub)
        return None if row is None else SubjectId(UUID(bytes=row[0]))

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        """Accounts at identity providers."""
        return tuple(_ACCOUNTS_OF.all(self._unit.connection, subject_id=subject.bytes))

    def ensure(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        """The subject of an account; made under `new_id` at first contact: ONLY_ME, age unknown."""
        known = self.of_account(issuer, sub)
        if known is not None:
            return known
        _ADD.run(
            self._unit.connection,
            subject_id=new_id.bytes,
            state=SubjectState.ACTIVE.value,
            frozen=0,
            age=AgeClass.UNKNOWN.value,
            age_us=None,
            audience=int(Audience.ONLY_ME),
            owner_epoch=0,
            created_us=now_us,
            asks_each_time=0,
            was_adult=0,
            vouched=0,
            disputed_from=None,
        )
        _ADD_ACCOUNT.run(self._unit.connection, issuer=issuer, sub=sub, subject_id=new_id.bytes)
        return new_id

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        """Gives the subject this handle; the one they had goes into quarantine.

        Raises:
            HandleTakenError: see ports.
        """
        on, quarantined_us = self._unit.connection, now_us - QUARANTINE_US
        if _TAKEN.one(on, skeleton=skeleton, subject=subject.bytes, quarantined_us=quarantined_us):
            raise HandleTakenError
        self.release_handle(subject, now_us)
        self._unit.write(
            _CLAIM, subject_id=subject.bytes, handle=handle, claimed_us=now_us, skeleton=skeleton, released_us=None
        )

    def release_handle(self, subject: SubjectId, now_us: int) -> None:
        """Puts the subject's live handle into quarantine."""
        _RELEASE.run(self._unit.connection, subject=subject.bytes, released_us=now_us)

    def forget_handles(self, now_us: int) -> int:
        """Deletes what came out of quarantine."""
        self._unit.has_overwritten = True
        return _FORGET.run(self._unit.connection, quarantined_us=now_us - QUARANTINE_US)

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        """Records a dated assertion of the subject's age class."""
        self._unit.change(_SET_AGE, subject, {"age": AgeClass(age).value, "age_us": now_us})

    def set_was_adult(self, subject: SubjectId, *, was_adult: bool) -> None:
        """Marks the person, or takes the mark away."""
        self._unit.change(_SET_WAS_ADULT, subject, {"was_adult": int(was_adult)})

    def set_disputed_from(self, subject: SubjectId, age: AgeClass | None) -> None:
        """Marks the age as disputed, or as settled."""
        self._unit.change(_SET_DISPUTED, subject, {"disputed_from": None if age is None else age.value})

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        """Sets the ceiling over the owner's grants."""
        self._unit.change(_SET_AUDIENCE, owner, {"audience": int(audience)})

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        """Stops or resumes everything about the owner."""
        self._unit.change(_SET_FROZEN, owner, {"frozen": int(frozen)})

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        """Makes every render of the owner by another requester wait for their answer, or no longer."""
        self._unit.change(_SET_ASKING, owner, {"asks_each_time": int(each_time)})

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        """Says whether the subject takes part."""
        self._unit.change(_SET_STATE, subject, {"state": state.value})

    def blank(self, subject: SubjectId) -> None:
        """Leaves of an erased subject the id, the epoch and the time of first contact."""
        blank = {"frozen": 0, "age": AgeClass.UNKNOWN.value, "age_us": None, "was_adult": 0, "vouched": 0}
        blank["disputed_from"] = None
        blank["audience"] = int(Audience.NOBODY)
        self._unit.change(_BLANK, subject, {"state": SubjectState.ERASED.value, **blank})


class Names:
    """See ports.subjects.NameWrites."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

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


def _name(name: str, words: str) -> PersonName:
    return PersonName(name, tuple(words.split(" ")))
