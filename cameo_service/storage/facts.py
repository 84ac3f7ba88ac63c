"""Facts about all people of a prompt as one requester sees them: what a decision is made from."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cameo_service.storage.groups import group_grant
from cameo_service.storage.hot_statements import FACTS
from cameo_service.storage.statements import prepared_text
from cameo_service.storage.tables.values import (
    ANY_PROVIDER,
    END_OF_TIME_US,
    NOBODY,
    modalities,
    restrictions,
    uses,
)
from cameo_service.storage.unit import Unit
from consent.facts import Enrollment, Grant, Guardian, SubjectFacts, ceiling
from consent.identity import EnrollmentId, GrantId, GroupId, SubjectId
from consent.terms import AgeClass, Assurance, Audience, SubjectState

_FACTS = prepared_text(FACTS, "owners")

# An enum's own call looks values up ten times slower, and there are six in every row.
_STATES = {state.value: state for state in SubjectState}
_AGES = {age.value: age for age in AgeClass}
_AUDIENCES = {audience.value: audience for audience in Audience}
_ASSURANCES = {assurance.value: assurance for assurance in Assurance}


class Facts:
    """See ports.consent.FactReads."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for all owners in one statement."""
        if not owners:
            return {}
        asked = {owner.bytes: owner for owner in owners}
        rows = _FACTS.all(
            self._unit.connection,
            asking=NOBODY if requester is None else requester.bytes,
            every=ANY_PROVIDER,
            provider=provider,
            now_us=now_us,
            guarded_us=now_us if self._unit.counts_guardians else END_OF_TIME_US,
            owners=list(asked),
        )
        found: dict[SubjectId, SubjectFacts] = {}
        for row in rows:
            owner = asked[row[0]]
            earlier = found.get(owner)
            grants = _through_groups(row[30], owner, requester) if earlier is None else earlier.grants
            if requester is not None and row[15] is not None:
                grants = (*grants, _grant(row, owner, requester))
            found[owner] = _one(row, owner, grants, self._unit.live_ceiling)
        return found


def _one(row: tuple[Any, ...], owner: SubjectId, grants: tuple[Grant, ...], live_ceiling: Audience) -> SubjectFacts:
    return SubjectFacts(
        subject=owner,
        state=_STATES[row[1]],
        frozen=bool(row[2]),
        age=_AGES[row[3]],
        audience=_AUDIENCES[row[4]],
        enrollment=None if row[6] is None else _enrollment(row, live_ceiling),
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


def _enrollment(row: tuple[Any, ...], live_ceiling: Audience) -> Enrollment:
    permitted, assurance = _AUDIENCES[row[9]], _ASSURANCES[row[8]]
    return Enrollment(
        enrollment_id=EnrollmentId(UUID(bytes=row[6])),
        version=row[7],
        assurance=assurance,
        audience_ceiling=ceiling(permitted, assurance, is_bound=row[33] is not None, live_ceiling=live_ceiling),
        modalities=modalities(row[10]),
        expires_us=row[11],
    )


def _through_groups(held: str, owner: SubjectId, requester: SubjectId | None) -> tuple[Grant, ...]:
    """What the requester holds as a member; most are in no group."""
    if held == "[]" or requester is None:
        return ()
    return tuple(
        group_grant(owner, GroupId(UUID(group)), (bytes.fromhex(grant_id), *terms)).to_member(requester)
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
