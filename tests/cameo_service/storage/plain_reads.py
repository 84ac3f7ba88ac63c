"""What the hot statements find, found row by row: one plain read a table, and the rules of what is found in Python."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.ports.consent import PromptAsked, PromptFound
from consent.facts import (
    AskedBefore,
    Enrollment,
    Grant,
    Guardian,
    SubjectFacts,
    ceiling,
    is_limited,
)
from consent.grants import Usage
from consent.held_render import QUESTIONS_DAY_US, StoredAnswers
from consent.identity import GroupId, SubjectId
from consent.names import PersonName
from consent.restrictions import packed, sought
from consent.terms import AgeClass, SubjectState
from tests.cameo_service.storage.bare_store import sqlite_of

Row = SimpleNamespace


class PlainReads:
    """The facts of a transaction's store, which counts guardians and has no renders."""

    def __init__(self, tx: StoredTransaction) -> None:
        self._tx, self._connection = tx, sqlite_of(tx)

    def _rows(self, table: str) -> Iterator[Row]:
        found = self._connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - the name of a table
        names = [column[0] for column in found.description]
        return (Row(**dict(zip(names, row, strict=True))) for row in found.fetchall())

    def facts(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        people = {row.subject_id: row for row in self._rows("subjects")}
        there = [owner for owner in owners if owner.bytes in people]
        return {owner: self._fact(people[owner.bytes], owner, requester, provider, now_us) for owner in there}

    def prompt(self, asked: PromptAsked) -> PromptFound:
        holders = self._tx.people.by_handle(list(asked.holders))
        people = [holders.get(handle, stranger) for handle, stranger in asked.holders.items()]
        held = [self._tx.held.under(asked.ask, [owner]) for owner in people]
        return PromptFound(
            revision=self._tx.revision(),
            requester=self._tx.people.requester(asked.requester),
            holders=holders,
            facts=self.facts(people, asked.requester, asked.provider, asked.now_us),
            answers={
                owner: StoredAnswers(one.standing, one.ends_us, one.owner_answer, one.review_answer, one.spent_on)
                for found in held
                for owner, one in found.items()
            },
            bearers=tuple(self.bearers(asked.sounds, asked.requester)),
        )

    def bearers(self, sounds: Sequence[str], asking: SubjectId | None) -> Iterator[tuple[SubjectId, PersonName]]:
        enrolled = {row.subject_id for row in self._rows("enrollments")}
        for row in self._rows("subjects"):
            owner = SubjectId(UUID(bytes=row.subject_id))
            if owner == asking or row.subject_id in enrolled or row.vouched:
                yield from ((owner, name) for name in self._tx.names.of(owner) if name.sound in sounds)

    def alike(self, sha256: bytes, keys: Collection[int], limit: int) -> list[bytes]:
        """Digests: of the same recording, then of those that share most keys, the newest of equals first."""
        shared = [row.recording_id for row in self._rows("recording_keys") if row.key in keys]
        found = {row.recording_id: row.sha256 for row in self._rows("seen_recordings")}
        order = sorted(set(shared), key=lambda recording: (-shared.count(recording), -recording))
        same = [sha256] if sha256 in found.values() else []
        return [*same, *(found[recording] for recording in order[:limit])]

    def _fact(
        self, person: Row, owner: SubjectId, requester: SubjectId | None, provider: str, now_us: int
    ) -> SubjectFacts:
        (brake,) = self._rows("deployment")
        scopes, actor = ("", provider), requester.bytes if requester else None
        marks = [
            row
            for row in self._rows("pair_marks")
            if (row.owner, row.actor) == (owner.bytes, actor) and row.provider in scopes
        ]
        grants = tuple(
            grant
            for grant in [*self._through_groups(owner, requester), *self._tx.grants.of(owner)]
            if grant.grantee == requester and (grant.provider or "") in scopes
        )
        restrictions = self._tx.restrictions.of(owner)
        return SubjectFacts(
            subject=owner,
            state=SubjectState(person.state),
            frozen=bool(person.frozen) or person.disputed_from is not None,
            age=AgeClass(person.age),
            audience=person.audience,
            enrollment=self._enrollment(owner),
            blocked=any(
                block.actor == requester and (block.expires_us is None or block.expires_us > now_us)
                for block in self._tx.blocks.of(owner)
            ),
            revoked=any(mark.revoked_us is not None for mark in marks),
            grants=grants,
            usage={grant.grant_id: Usage(0, 0) for grant in grants if is_limited(grant)},
            asked_before=self._asked_before(owner.bytes, actor, now_us),
            owner_epoch=person.owner_epoch,
            pair_epoch=max((mark.epoch for mark in marks), default=0),
            everything_frozen=bool(brake.frozen),
            global_epoch=brake.global_epoch,
            restrictions=replace(restrictions, banned_words=frozenset()),
            sought=packed(sought(restrictions.banned_words)),
            asks_each_time=bool(person.asks_each_time),
            guardian=self._guardian(owner, now_us),
        )

    def _asked_before(self, owner: bytes, actor: bytes | None, now_us: int) -> AskedBefore:
        held = [row for row in self._rows("held_renders") if row.owner == owner]
        today = [row for row in held if row.requester == actor and row.asked_us > now_us - QUESTIONS_DAY_US]
        answers = [{row.owner_answer, row.review_answer} for row in held if (row.ends_us or 0) > now_us]
        return AskedBefore(len(today), sum("waiting" in each and "no" not in each for each in answers))

    def _enrollment(self, owner: SubjectId) -> Enrollment | None:
        row = self._tx.enrollments.of(owner)
        if row is None:
            return None
        is_bound = row.bound_to is not None
        widest = ceiling(row.audience_ceiling, row.assurance, is_bound=is_bound)
        return Enrollment(row.enrollment_id, row.version, row.assurance, widest, row.modalities, row.expires_us)

    def _guardian(self, owner: SubjectId, now_us: int) -> Guardian | None:
        link = self._tx.guardianships.at(owner)
        if link is None or link.expires_us <= now_us:
            return None
        who = self._tx.people.requester(link.guardian)
        counts = (who.state, who.age) == (SubjectState.ACTIVE, AgeClass.ADULT)
        return Guardian(link.guardian, link.expires_us) if counts else None

    def _through_groups(self, owner: SubjectId, requester: SubjectId | None) -> Iterator[Grant]:
        if requester is None:
            return
        for row in self._rows("group_members"):
            if (row.owner, row.member) == (owner.bytes, requester.bytes):
                for grant in self._tx.groups.grants_of(owner, GroupId(UUID(bytes=row.group_id))):
                    yield grant.to_member(requester)
