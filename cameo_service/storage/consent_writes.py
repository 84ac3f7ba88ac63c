"""Writes about people, their handles and their consent. Epochs only rise; ending what is not there is no error."""

import json
from collections.abc import Sequence
from uuid import UUID

from cameo_service.storage.access_reads import access_request
from cameo_service.storage.group_writes import GroupWrites
from cameo_service.storage.values import ANY_PROVIDER, joined, provider_column
from cameo_service.usecases.ports.subjects import HandleTakenError, UnknownSubjectError
from consent.access_request import AccessRequest
from consent.facts import Grant
from consent.handles import QUARANTINE_US
from consent.identity import GrantId, SubjectId
from consent.names import PersonName
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Audience, SubjectState


class ConsentWrites(GroupWrites):
    """The part of ports.Transaction that changes what is allowed.

    has_overwritten: whether something was deleted that must stay in no log.
    """

    has_overwritten: bool

    def ensure_subject(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        """The subject of an issuer's name; made under `new_id` at first contact: ONLY_ME, age unknown."""
        known = self.subject_of(issuer, sub)
        if known is not None:
            return known
        self._connection.execute(
            "INSERT INTO subjects (subject_id, state, frozen, age, audience, owner_epoch, created_us)"
            " VALUES (?, ?, 0, ?, ?, 0, ?)",
            (new_id.bytes, SubjectState.ACTIVE.value, AgeClass.UNKNOWN.value, Audience.ONLY_ME, now_us),
        )
        statement = "INSERT INTO identities (issuer, sub, subject_id) VALUES (?, ?, ?)"
        self._connection.execute(statement, (issuer, sub, new_id.bytes))
        return new_id

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        """Gives the subject this handle; the one they had goes into quarantine.

        Raises:
            HandleTakenError: see ports.
        """
        taken = (
            "SELECT 1 FROM handles WHERE skeleton = ? AND subject_id <> ? AND (released_us IS NULL OR released_us > ?)"
        )
        if self._connection.execute(taken, (skeleton, subject.bytes, now_us - QUARANTINE_US)).fetchone():
            raise HandleTakenError("this handle is taken or was until recently: choose another")
        release = "UPDATE handles SET released_us = ? WHERE subject_id = ? AND released_us IS NULL"
        self._connection.execute(release, (now_us, subject.bytes))
        self._about_owner(
            "INSERT INTO handles (subject_id, handle, claimed_us, skeleton) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (subject_id, handle, claimed_us) DO UPDATE SET released_us = NULL",
            (subject.bytes, handle, now_us, skeleton),
        )

    def forget_handles(self, now_us: int) -> int:
        """Deletes what came out of quarantine."""
        self.has_overwritten = True
        statement = "DELETE FROM handles WHERE released_us <= ?"
        return self._connection.execute(statement, (now_us - QUARANTINE_US,)).rowcount

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        """Records a dated assertion of the subject's age class."""
        self._change_owner("age = ?, age_us = ?", (AgeClass(age).value, now_us), subject)

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        """Sets the ceiling over the owner's grants."""
        self._change_owner("audience = ?", (int(audience),), owner)

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        """Stops or resumes everything about the owner."""
        self._change_owner("frozen = ?", (int(frozen),), owner)

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        """Makes every render of the owner by somebody else wait for their yes, or no longer."""
        self._change_owner("asks_each_time = ?", (int(each_time),), owner)

    def put_grant(self, grant: Grant, now_us: int) -> None:
        """Writes the grant over its predecessor and clears the pair's revoked mark, for the providers it is for."""
        self._about_owner(
            "INSERT INTO grants (owner, grantee, provider, grant_id, modalities, uses, expires_us, max_renders,"
            " per_day, created_us, asks_each_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (owner, grantee, provider) DO UPDATE SET"
            " grant_id = excluded.grant_id, modalities = excluded.modalities, uses = excluded.uses,"
            " expires_us = excluded.expires_us, max_renders = excluded.max_renders, per_day = excluded.per_day,"
            " created_us = excluded.created_us, asks_each_time = excluded.asks_each_time",
            (
                grant.owner.bytes,
                grant.grantee.bytes,
                provider_column(grant.provider),
                grant.grant_id.bytes,
                joined(grant.modalities),
                joined(grant.uses),
                grant.expires_us,
                grant.max_renders,
                grant.per_day,
                now_us,
                int(grant.asks_each_time),
            ),
        )
        clear = "UPDATE pair_marks SET revoked_us = NULL WHERE owner = ? AND actor = ? AND ? IN (provider, ?)"
        scope = (provider_column(grant.provider), ANY_PROVIDER)
        self._connection.execute(clear, (grant.owner.bytes, grant.grantee.bytes, *scope))

    def end_grants(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        """Deletes the pair's grants and marks it revoked; returns the grants that were there."""
        pair, scope = (owner.bytes, grantee.bytes), provider_column(provider)
        ended = self._connection.execute(
            "DELETE FROM grants WHERE owner = ? AND grantee = ? AND ? IN (provider, ?) RETURNING grant_id",
            (*pair, scope, ANY_PROVIDER),
        )
        ids = tuple(GrantId(UUID(bytes=grant_id)) for (grant_id,) in ended.fetchall())
        self._about_owner(
            "INSERT INTO pair_marks (owner, actor, provider, epoch, revoked_us) VALUES (?, ?, ?, 0, ?)"
            " ON CONFLICT (owner, actor, provider) DO UPDATE SET revoked_us = excluded.revoked_us",
            (*pair, scope, now_us),
        )
        return ids

    def put_block(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        """Blocks the actor until `expires_us`, or for good; the newest block counts."""
        self._about_owner(
            "INSERT INTO blocks (owner, actor, expires_us, created_us) VALUES (?, ?, ?, ?) ON CONFLICT (owner, actor)"
            " DO UPDATE SET expires_us = excluded.expires_us, created_us = excluded.created_us",
            (owner.bytes, actor.bytes, expires_us, now_us),
        )

    def end_block(self, owner: SubjectId, actor: SubjectId) -> None:
        """Lifts the block, if there is one."""
        self._connection.execute("DELETE FROM blocks WHERE owner = ? AND actor = ?", (owner.bytes, actor.bytes))

    def put_restrictions(self, owner: SubjectId, restrictions: Restrictions) -> None:
        """Writes the owner's restrictions over what was there."""
        self._about_owner(
            "INSERT INTO restrictions (owner, denied_classes, banned_words, preferences, wishes)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner) DO UPDATE SET denied_classes = excluded.denied_classes,"
            " banned_words = excluded.banned_words, preferences = excluded.preferences, wishes = excluded.wishes",
            (
                owner.bytes,
                joined(restrictions.denied_classes),
                json.dumps(sorted(restrictions.banned_words)),
                restrictions.preferences,
                restrictions.wishes,
            ),
        )

    def put_names(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        """Writes the owner's names instead of what was there."""
        self._connection.execute("DELETE FROM names WHERE owner = ?", (owner.bytes,))
        for name in names:
            self._about_owner(
                "INSERT INTO names (owner, words, name, sound) VALUES (?, ?, ?, ?)",
                (owner.bytes, " ".join(name.words), name.text, name.sound),
            )

    def put_access_request(self, wish: AccessRequest) -> bool:
        """Writes the request over an earlier one; whether there was none."""
        pair = (wish.owner.bytes, wish.requester.bytes)
        is_new = self.end_access_request(wish.owner, wish.requester) is None
        self._about_owner(
            "INSERT INTO access_requests (owner, requester, modalities, uses, asked_us) VALUES (?, ?, ?, ?, ?)",
            (*pair, joined(wish.modalities), joined(wish.uses), wish.asked_us),
        )
        return is_new

    def end_access_request(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        """Deletes the request and returns it."""
        row = self._connection.execute(
            "DELETE FROM access_requests WHERE owner = ? AND requester = ?"
            " RETURNING requester, modalities, uses, asked_us",
            (owner.bytes, requester.bytes),
        ).fetchone()
        return None if row is None else access_request(owner, row)

    def bump_owner_epoch(self, owner: SubjectId) -> int:
        """Raises the owner's epoch by one and returns it."""
        self.is_narrowing = True
        self._end_all_held(owner, None)
        return self._told_epoch(owner, None, self._change_owner("owner_epoch = owner_epoch + 1", (), owner))

    def bump_pair_epoch(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        """Raises the pair's epoch to this transaction's revision and returns it."""
        self.is_narrowing = True
        scope = provider_column(provider)
        self._end_all_held(owner, actor, scope)
        epoch = self.next_revision()
        self._about_owner(
            "INSERT INTO pair_marks (owner, actor, provider, epoch) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (owner, actor, provider) DO UPDATE SET epoch = excluded.epoch",
            (owner.bytes, actor.bytes, scope, epoch),
        )
        return self._told_epoch(owner, actor, epoch, provider)

    def _change_owner(self, change: str, values: tuple[object, ...], owner: SubjectId) -> int:
        """Applies the change and returns the owner's epoch."""
        statement = f"UPDATE subjects SET {change} WHERE subject_id = ? RETURNING owner_epoch"  # noqa: S608 - callers pass literals
        row = self._connection.execute(statement, (*values, owner.bytes)).fetchone()
        if row is None:
            raise UnknownSubjectError("no such subject: ensure it first")
        return int(row[0])
