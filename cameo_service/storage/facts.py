"""Facts about all people of a prompt as one requester sees them: what a decision is made from."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import UUID

from cameo_service.storage.hot_statements import FACTS, PROMPT
from cameo_service.storage.postgresql import hot_statements as of_postgresql
from cameo_service.storage.statements import prepared_text
from cameo_service.storage.tables.values import (
    ANY_PROVIDER,
    END_OF_TIME_US,
    NOBODY,
    classes,
    modalities,
    uses,
)
from cameo_service.storage.unit import Unit
from cameo_service.usecases.ports.consent import PromptAsked, PromptFound
from cameo_service.usecases.ports.subjects import ANONYMOUS, MOST_BEARERS
from consent.facts import AskedBefore, Enrollment, Grant, Guardian, RequesterFacts, SubjectFacts, ceiling
from consent.grants import USAGE_DAY_US, Usage
from consent.held_render import StoredAnswers
from consent.identity import EnrollmentId, GrantId, RenderGrantId, SubjectId
from consent.names import PersonName
from consent.restrictions import NONE_SOUGHT, UNTOUCHED, Restrictions, is_ready, packed, sought
from consent.terms import AgeClass, Answer, Assurance, Audience, SubjectState

Row: TypeAlias = tuple[Any, ...]

_FACTS = prepared_text(FACTS, of_postgresql.FACTS)
_PROMPT = prepared_text(PROMPT, of_postgresql.PROMPT)
_OWNER = itemgetter(0)
_PLACE = 38
"""Of the columns that a prompt has beside FACTS, the first."""
ID_BYTES = 16

# An enum's own call looks values up ten times slower, and there are six in every row.
_STATES: dict[Any, SubjectState] = {None: SubjectState.ERASED, **{state.value: state for state in SubjectState}}
_AGES: dict[Any, AgeClass] = {None: AgeClass.UNKNOWN, **{age.value: age for age in AgeClass}}
_AUDIENCES: dict[Any, Audience] = {None: Audience.NOBODY, **{audience.value: audience for audience in Audience}}
_ASSURANCES: dict[Any, Assurance] = {None: Assurance.NONE, **{assurance.value: assurance for assurance in Assurance}}
_ANSWERS: dict[Any, Answer | None] = {"": None, **{answer.value: answer for answer in Answer}}

SPARE_GRANTS = 1
"""Grants that are made for every person, for nothing where there are fewer."""
_SPARE = (*[None] * 15, NOBODY, "", "", *[None] * 11)


class Facts:
    """See ports.consent.FactReads."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for all owners in one statement, with the same steps for an unknown person, whose are dropped."""
        if not owners:
            return {}
        asked = {owner.bytes: owner for owner in owners}
        rows = _FACTS.all(
            self._unit.connection,
            **self._viewpoint(requester, provider, now_us),
            owners=b"".join(asked),
            places=str([1 + ID_BYTES * place for place in range(len(asked))]),
        )
        return self._read(rows, asked, requester)

    def of_prompt(self, asked: PromptAsked) -> PromptFound:
        """One statement. Handles without a holder take the same steps, and what they find is dropped."""
        rows = _PROMPT.all(
            self._unit.connection,
            **self._viewpoint(asked.requester, asked.provider, asked.now_us),
            handles=json.dumps(list(asked.holders)),
            owners=b"".join([nobody.bytes for nobody in asked.holders.values()]),
            ask=asked.ask,
            sounds=json.dumps(asked.sounds),
            limit=MOST_BEARERS + 1,
        )
        place, revision, state, age, *_, named = rows[0][_PLACE:]
        of_people = [] if place is None else rows
        ids = {row[0]: SubjectId(UUID(bytes=row[0])) for row in of_people}
        handles = list(asked.holders)
        facts = self._read(of_people, ids, asked.requester)
        holders = {handles[row[_PLACE]]: ids[row[0]] for row in of_people if ids[row[0]] in facts}
        requester = ANONYMOUS if state is None else RequesterFacts(asked.requester, _STATES[state], _AGES[age])
        answers = {ids[row[0]]: _answers(row) for row in of_people if row[_ANSWERED] is not None}
        return PromptFound(revision, requester, holders, facts, answers, _bearers(named))

    def _viewpoint(self, requester: SubjectId | None, provider: str, now_us: int) -> dict[str, Any]:
        return {
            "asking": NOBODY if requester is None else requester.bytes,
            "every": ANY_PROVIDER,
            "provider": provider,
            "now_us": now_us,
            "yesterday_us": now_us - USAGE_DAY_US,
            "guarded_us": now_us if self._unit.counts_guardians else END_OF_TIME_US,
            "none_sought": NONE_SOUGHT,
        }

    def _read(
        self, rows: Sequence[Row], asked: Mapping[bytes, SubjectId], requester: SubjectId | None
    ) -> dict[SubjectId, SubjectFacts]:
        found: dict[SubjectId, SubjectFacts] = {}
        unknown: list[SubjectId] = []
        for id_bytes, of_owner in groupby(rows, _OWNER):
            owner, its = asked[id_bytes], list(of_owner)
            found[owner] = _one(its, owner, requester, self._unit.live_ceiling)
            if its[0][1] is None:
                unknown.append(owner)
        for owner in unknown:
            del found[owner]
        return found


_ANSWERED = _PLACE + 4


def _answers(row: Row) -> StoredAnswers:
    standing, ends_us, owner, review, spent_on = row[_ANSWERED : _ANSWERED + 5]
    spent = None if spent_on is None else RenderGrantId(UUID(bytes=spent_on))
    return StoredAnswers(standing, ends_us, _ANSWERS[owner], _ANSWERS[review], spent)


def _bearers(found: str) -> tuple[tuple[SubjectId, PersonName], ...]:
    named = [] if found == "[]" else json.loads(found)
    return tuple([(SubjectId(UUID(owner)), PersonName(name, tuple(words.split(" ")))) for owner, name, words in named])


def _one(rows: list[Row], owner: SubjectId, requester: SubjectId | None, live_ceiling: Audience) -> SubjectFacts:
    row, held = rows[0], _held(rows, owner, requester)
    enrollment = _enrollment(row, live_ceiling)
    return SubjectFacts(
        subject=owner,
        state=_STATES[row[1]],
        frozen=bool(row[2]),
        age=_AGES[row[3]],
        audience=_AUDIENCES[row[4]],
        enrollment=None if row[6] is None else enrollment,
        blocked=bool(row[12]),
        revoked=row[14] is not None,
        grants=tuple([grant for grant, _ in held]),
        owner_epoch=row[5],
        pair_epoch=row[13],
        everything_frozen=bool(row[29]),
        global_epoch=row[30],
        restrictions=UNTOUCHED if row[22] is None else Restrictions(classes(row[22]), frozenset(), row[24], row[25]),
        asks_each_time=bool(row[27]),
        guardian=None if row[32] is None else Guardian(SubjectId(UUID(bytes=row[32])), row[33]),
        sought=row[26] if is_ready(row[26]) else packed(sought(json.loads(row[23]))),
        usage={grant.grant_id: Usage(*counts) for grant, counts in held if counts is not None},
        asked_before=AskedBefore(row[36], row[37]),
    )


def _enrollment(row: Row, live_ceiling: Audience) -> Enrollment:
    """Made of nothing, too, for a person without one."""
    permitted, assurance = _AUDIENCES[row[9]], _ASSURANCES[row[8]]
    return Enrollment(
        enrollment_id=EnrollmentId(UUID(bytes=row[6] or NOBODY)),
        version=row[7],
        assurance=assurance,
        audience_ceiling=ceiling(permitted, assurance, is_bound=row[34] is not None, live_ceiling=live_ceiling),
        modalities=modalities(row[10] or ""),
        expires_us=row[11],
    )


def _held(rows: list[Row], owner: SubjectId, requester: SubjectId | None) -> list[tuple[Grant, list[int] | None]]:
    """What the requester holds, as a member and for themself, each with its usage where that is limited."""
    through_groups = [] if rows[0][31] == "[]" else json.loads(rows[0][31])
    own = [row for row in rows if row[15] is not None]
    for _ in range(SPARE_GRANTS - len(through_groups) - len(own)):
        _grant(_SPARE, owner, owner)
    if requester is None:
        return []
    held = [(_from_group(grant, owner, requester), grant[-1]) for grant in through_groups]
    return held + [(_grant(row, owner, requester), row[35] and json.loads(row[35])) for row in own]


def _from_group(terms: Sequence[Any], owner: SubjectId, requester: SubjectId) -> Grant:
    grant_id, granted, used, expires_us, provider, max_renders, per_day, _ = terms
    return Grant(
        grant_id=GrantId(UUID(grant_id)),
        owner=owner,
        grantee=requester,
        modalities=modalities(granted),
        uses=uses(used),
        expires_us=expires_us,
        provider=provider or None,
        max_renders=max_renders,
        per_day=per_day,
    )


def _grant(row: Sequence[Any], owner: SubjectId, requester: SubjectId) -> Grant:
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
        asks_each_time=bool(row[28]),
    )
