"""People of the store in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from cameo_service.usecases.ports.subjects import HandleRow, HandleTakenError, NameRow
from consent.facts import RequesterFacts
from consent.handles import QUARANTINE_US
from consent.identity import SubjectId
from consent.names import PersonName, Run
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import AgeClass, Audience, SubjectState
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass(frozen=True)
class Person:
    state: SubjectState = SubjectState.ACTIVE
    age: AgeClass = AgeClass.UNKNOWN
    audience: Audience = Audience.ONLY_ME
    frozen: bool = False
    epoch: int = 0
    asks: bool = False
    was_adult: bool = False
    vouched: bool = False
    disputed_from: AgeClass | None = None


@dataclass(frozen=True)
class HeldHandle:
    subject: SubjectId
    handle: str
    skeleton: str
    claimed_us: int
    released_us: int | None = None


def _is_out_of_quarantine(held: HeldHandle, now_us: int) -> bool:
    return held.released_us is not None and held.released_us <= now_us - QUARANTINE_US


class MemoryPeople(MemoryRoom):
    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        person = self.tables.people.get(subject) if subject else None
        if person is None:
            return RequesterFacts(None, SubjectState.ACTIVE, AgeClass.UNKNOWN)
        return RequesterFacts(subject, person.state, person.age)

    def by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        return {held.handle: held.subject for held in self._live_handles() if held.handle in handles}

    def has_handles_to_forget(self, now_us: int) -> bool:
        return any(_is_out_of_quarantine(held, now_us) for held in self.tables.handles)

    def _live_handles(self) -> list[HeldHandle]:
        return [held for held in self.tables.handles if held.released_us is None]

    def handle_of(self, subject: SubjectId) -> str | None:
        return next((held.handle for held in self._live_handles() if held.subject == subject), None)

    def current_handles(self, subjects: Collection[SubjectId]) -> dict[SubjectId, str]:
        return {held.subject: held.handle for held in self._live_handles() if held.subject in subjects}

    def was_adult(self, subject: SubjectId) -> bool:
        person = self.tables.people.get(subject)
        return person is not None and person.was_adult

    def disputed_from(self, subject: SubjectId) -> AgeClass | None:
        person = self.tables.people.get(subject)
        return None if person is None else person.disputed_from

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        held = [held for held in self.tables.handles if held.subject == subject]
        rows = [HandleRow(held.handle, held.claimed_us, held.released_us) for held in held]
        return tuple(sorted(rows, key=lambda row: (row.claimed_us, row.handle)))

    def of_account(self, issuer: str, sub: str) -> SubjectId | None:
        return self.tables.accounts.get((issuer, sub))

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(account for account, whose in self.tables.accounts.items() if whose == subject))

    def ensure(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        subject = self.tables.accounts.setdefault((issuer, sub), new_id)
        self.tables.people.setdefault(subject, Person())
        return subject

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        self.within.person(subject)
        for held in self.tables.handles:
            if held.subject != subject and held.skeleton == skeleton and not _is_out_of_quarantine(held, now_us):
                raise HandleTakenError
        for index, held in enumerate(self.tables.handles):
            if held.subject == subject and held.released_us is None:
                self.tables.handles[index] = replace(held, released_us=now_us)
        self.tables.handles.append(HeldHandle(subject, handle, skeleton, now_us))

    def forget_handles(self, now_us: int) -> int:
        kept = [held for held in self.tables.handles if not _is_out_of_quarantine(held, now_us)]
        forgotten = len(self.tables.handles) - len(kept)
        self.tables.handles = kept
        return forgotten

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        self.within.change(subject, age=AgeClass(age))

    def set_was_adult(self, subject: SubjectId, *, was_adult: bool) -> None:
        self.within.change(subject, was_adult=was_adult)

    def set_disputed_from(self, subject: SubjectId, age: AgeClass | None) -> None:
        self.within.change(subject, disputed_from=age)

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        self.within.change(owner, audience=audience)

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        self.within.change(owner, frozen=frozen)

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        self.within.change(owner, asks=each_time)

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        self.within.change(subject, state=state)


class MemoryNames(MemoryRoom):
    def bearers(self, sounds: Sequence[str], asking: SubjectId | None) -> tuple[tuple[SubjectId, PersonName], ...]:
        named = sorted(self.tables.names.items())
        return tuple(
            (owner, name)
            for owner, names in named
            if owner == asking or self._counts(owner)
            for name in names
            if name.sound in sounds
        )

    def _counts(self, owner: SubjectId) -> bool:
        return owner in self.tables.enrollments or self.tables.people[owner].vouched

    def most_refusing(self, limit: int) -> tuple[NameRow, ...]:
        rows = [
            NameRow(
                owner,
                name,
                counts=self._counts(owner),
                is_vouched=self.tables.people[owner].vouched,
                refused=self.tables.refused_by_name.get((owner, name.words), 0),
            )
            for owner, names in sorted(self.tables.names.items())
            for name in names
        ]
        return tuple(sorted(rows, key=lambda row: -row.refused)[:limit])

    def set_vouched(self, owner: SubjectId, *, vouched: bool) -> None:
        self.within.change(owner, vouched=vouched)

    def count_refused(self, owner: SubjectId, words: Run, count: int) -> None:
        if any(name.words == words for name in self.of(owner)):
            earlier = self.tables.refused_by_name.get((owner, words), 0)
            self.tables.refused_by_name[owner, words] = earlier + count

    def of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        return self.tables.names.get(owner, ())

    def put(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        self.within.person(owner)
        for name in self.of(owner):
            if name.words not in {kept.words for kept in names}:
                self.tables.refused_by_name.pop((owner, name.words), None)
        self.tables.names[owner] = tuple(sorted(names, key=lambda name: name.words))


class MemoryRestrictions(MemoryRoom):
    def of(self, owner: SubjectId) -> Restrictions:
        return self.tables.restrictions.get(owner, UNTOUCHED)

    def put(self, owner: SubjectId, restrictions: Restrictions) -> None:
        self.within.person(owner)
        self.tables.restrictions[owner] = restrictions
