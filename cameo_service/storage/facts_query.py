"""The one statement behind every render decision: facts about all mentioned people as one requester sees them.

Written by hand because it is on the path of every check: one row per owner, or one per grant where the requester has
several. It does the same lookups whatever they find: nothing in its
work tells a blocked person from an unknown one.
"""

import json
import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from cameo_service.storage.group_reads import group_grant
from cameo_service.storage.values import ANY_PROVIDER, modalities, restrictions, subject_bytes, uses
from consent.facts import Enrollment, Grant, Guardian, SubjectFacts
from consent.identity import EnrollmentId, GrantId, GroupId, SubjectId
from consent.terms import AgeClass, Assurance, Audience, SubjectState

# Measured on 1,000 subjects, 5 of them asked for: this shape 21 us, a join from VALUES 36 us, five statements 40 us.
# The marks of one provider and the grants through groups, of which most people have none, cost 8 us of 79 together.
# `|| ''` keeps the provider out of the key lookup: reading a pair's few grants beats looking two providers up.
_FACTS = """
SELECT s.subject_id, s.state, s.frozen, s.age, s.audience, s.owner_epoch,
       e.enrollment_id, e.version, e.assurance, e.audience_ceiling, e.modalities, e.expires_us,
       b.owner IS NOT NULL, MAX(COALESCE(p.epoch, 0), COALESCE(q.epoch, 0)), COALESCE(p.revoked_us, q.revoked_us),
       g.grant_id, g.modalities, g.uses, g.expires_us, g.provider, g.max_renders, g.per_day,
       r.denied_classes, r.banned_words, r.preferences, r.wishes,
       s.asks_each_time, g.asks_each_time,
       d.frozen, d.global_epoch,
       (SELECT json_group_array(json_array(hex(m.group_id), hex(h.grant_id), h.modalities, h.uses, h.expires_us,
                                           h.provider, h.max_renders, h.per_day))
        FROM group_members m JOIN group_grants h ON h.owner = m.owner AND h.group_id = m.group_id
        WHERE m.owner = s.subject_id AND m.member = ? AND (h.provider || '') IN (?, ?)),
       a.subject_id, w.expires_us
FROM deployment d CROSS JOIN subjects s
LEFT JOIN enrollments e ON e.subject_id = s.subject_id
LEFT JOIN blocks b ON b.owner = s.subject_id AND b.actor = ? AND (b.expires_us IS NULL OR b.expires_us > ?)
LEFT JOIN pair_marks p ON p.owner = s.subject_id AND p.actor = ? AND p.provider = ?
LEFT JOIN pair_marks q ON q.owner = s.subject_id AND q.actor = ? AND q.provider = ?
LEFT JOIN guardianships w ON w.owner = s.subject_id AND w.expires_us > ?
LEFT JOIN subjects a ON a.subject_id = w.guardian AND a.state = 'active' AND a.age = 'adult'
LEFT JOIN restrictions r ON r.owner = s.subject_id
LEFT JOIN grants g ON g.owner = s.subject_id AND g.grantee = ? AND (g.provider || '') IN (?, ?)
WHERE s.subject_id IN ({owners})
"""

NO_LINK_ENDS_AFTER_US = 2**63 - 1
"""The last time a database can hold: past it no guardianship counts."""

# An enum's own call looks values up ten times slower, and there are six in every row.
_STATES = {state.value: state for state in SubjectState}
_AGES = {age.value: age for age in AgeClass}
_AUDIENCES = {audience.value: audience for audience in Audience}
_ASSURANCES = {assurance.value: assurance for assurance in Assurance}


def read_facts(
    connection: sqlite3.Connection,
    owners: Sequence[SubjectId],
    requester: SubjectId | None,
    provider: str,
    now_us: int,
    *,
    counts_guardians: bool,
) -> dict[SubjectId, SubjectFacts]:
    """See Snapshot.subject_facts."""
    if not owners:
        return {}
    asked = {owner.bytes: owner for owner in owners}
    asking = subject_bytes(requester)
    scopes = (ANY_PROVIDER, provider)
    guarded_us = now_us if counts_guardians else NO_LINK_ENDS_AFTER_US
    marks = (asking, ANY_PROVIDER, asking, provider)
    values = (asking, *scopes, asking, now_us, *marks, guarded_us, asking, *scopes, *asked)
    found: dict[SubjectId, SubjectFacts] = {}
    for row in connection.execute(_statement(len(asked)), values).fetchall():
        owner = asked[row[0]]
        earlier = found.get(owner)
        grants = _through_groups(row[30], owner, requester) if earlier is None else earlier.grants
        if requester is not None and row[15] is not None:
            grants = (*grants, _grant(row, owner, requester))
        found[owner] = _one(row, owner, grants)
    return found


@cache
def _statement(owners: int) -> str:
    return _FACTS.format(owners=", ".join("?" * owners))


def _one(row: tuple[Any, ...], owner: SubjectId, grants: tuple[Grant, ...]) -> SubjectFacts:
    return SubjectFacts(
        subject=owner,
        state=_STATES[row[1]],
        frozen=bool(row[2]),
        age=_AGES[row[3]],
        audience=_AUDIENCES[row[4]],
        enrollment=None if row[6] is None else _enrollment(row),
        blocked=bool(row[12]),
        revoked=row[14] is not None,
        grants=grants,
        owner_epoch=row[5],
        pair_epoch=row[13],
        everything_frozen=bool(row[28]),
        global_epoch=row[29],
        restrictions=restrictions(*row[22:26]),
        asks_each_time=bool(row[26]),
        guardian=None if row[31] is None else Guardian(SubjectId(UUID(bytes=row[31])), row[32]),
    )


def _enrollment(row: tuple[Any, ...]) -> Enrollment:
    return Enrollment(
        enrollment_id=EnrollmentId(UUID(bytes=row[6])),
        version=row[7],
        assurance=_ASSURANCES[row[8]],
        audience_ceiling=_AUDIENCES[row[9]],
        modalities=modalities(row[10]),
        expires_us=row[11],
    )


def _through_groups(held: str, owner: SubjectId, requester: SubjectId | None) -> tuple[Grant, ...]:
    """What the requester holds as a member; most are in no group."""
    if held == "[]" or requester is None:
        return ()
    return tuple(
        group_grant(owner, GroupId(UUID(group)), bytes.fromhex(grant_id), *terms).to_member(requester)
        for group, grant_id, *terms in json.loads(held)
    )


def _grant(row: tuple[Any, ...], owner: SubjectId, requester: SubjectId) -> Grant:
    return Grant(
        grant_id=GrantId(UUID(bytes=row[15])),
        owner=owner,
        grantee=requester,
        modalities=modalities(row[16]),
        uses=uses(row[17]),
        expires_us=row[18],
        provider=row[19] or None,
        max_renders=row[20],
        per_day=row[21],
        asks_each_time=bool(row[27]),
    )
