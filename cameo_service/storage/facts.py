"""Facts about all people of a prompt as one requester sees them: what a decision is made from."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

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
from consent.decision import SPARE_GRANTS
from consent.facts import AskedBefore, Ceilings, Enrollment, Grant, Guardian, RequesterFacts, SubjectFacts, ceiling
from consent.grants import USAGE_DAY_US, Usage
from consent.held_render import StoredAnswers
from consent.identity import ID_BYTES, EnrollmentId, GrantId, RenderGrantId, SubjectId, uuid_of
from consent.names import PersonName
from consent.restrictions import NONE_SOUGHT, READY, UNTOUCHED, Restrictions, packed, sought
from consent.terms import AgeClass, Answer, Assurance, Audience, SubjectState

Row: TypeAlias = tuple[Any, ...]

_FACTS = prepared_text(FACTS, of_postgresql.FACTS)
_PROMPT = prepared_text(PROMPT, of_postgresql.PROMPT)
_PLACE = 30
"""Of the columns that a prompt has beside FACTS, the first."""
_DECODE = json.JSONDecoder().raw_decode

# An enum's own call looks values up ten times slower, and there are six in every row.
_STATES: dict[Any, SubjectState] = {None: SubjectState.ERASED, **{state.value: state for state in SubjectState}}
_AGES: dict[Any, AgeClass] = {None: AgeClass.UNKNOWN, **{age.value: age for age in AgeClass}}
_AUDIENCES: dict[Any, Audience] = {None: Audience.NOBODY, **{audience.value: audience for audience in Audience}}
_ASSURANCES: dict[Any, Assurance] = {None: Assurance.NONE, **{assurance.value: assurance for assurance in Assurance}}
_ANSWERS: dict[Any, Answer | None] = {"": None, **{answer.value: answer for answer in Answer}}

_LEAST_MADE = len(SPARE_GRANTS)
"""Grants that are made for every person, for nothing where there are fewer: as many as are judged."""
_SPARE_GRANT = ["0" * 32, "", "", None, "", None, None, 0, None]
_SPARE = [json.dumps([_SPARE_GRANT] * number) for number in range(_LEAST_MADE + 1)]


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
        ids = {row[0]: SubjectId(uuid_of(row[0])) for row in of_people}
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
        for row in rows:
            owner = asked[row[0]]
            found[owner] = _one(row, owner, requester, self._unit.ceilings)
            if row[1] is None:
                unknown.append(owner)
        for owner in unknown:
            del found[owner]
        return found


_ANSWERED = _PLACE + 4


def _answers(row: Row) -> StoredAnswers:
    standing, ends_us, owner, review, spent_on = row[_ANSWERED : _ANSWERED + 5]
    spent = None if spent_on is None else RenderGrantId(uuid_of(spent_on))
    return StoredAnswers(standing, ends_us, _ANSWERS[owner], _ANSWERS[review], spent)


def _bearers(found: str) -> tuple[tuple[SubjectId, PersonName], ...]:
    named = [] if found == "[]" else _listed(found)
    return tuple(
        [
            (SubjectId(uuid_of(bytes.fromhex(owner))), PersonName(name, tuple(words.split(" "))))
            for owner, name, words in named
        ]
    )


def _one(row: Row, owner: SubjectId, requester: SubjectId | None, ceilings: Ceilings) -> SubjectFacts:
    held = _held(row, owner, requester)
    enrollment = _enrollment(row, ceilings)
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
        everything_frozen=bool(row[22]),
        global_epoch=row[23],
        restrictions=UNTOUCHED if row[16] is None else Restrictions(classes(row[16]), frozenset(), row[18], row[19]),
        asks_each_time=bool(row[21]),
        guardian=None if row[25] is None else Guardian(SubjectId(uuid_of(row[25])), row[26]),
        sought=row[20] if row[20].startswith(READY) else packed(sought(json.loads(row[17]))),
        usage={grant.grant_id: Usage(*counts) for grant, counts in held if counts is not None},
        asked_before=AskedBefore(row[28], row[29]),
    )


def _listed(text: str) -> list[Any]:
    """A JSON list as a database writes it. `json.loads` looks for blanks around it, which takes longer than a list."""
    found: list[Any]
    found, _ = _DECODE(text)
    return found


def _enrollment(row: Row, ceilings: Ceilings) -> Enrollment:
    """Made of nothing, too, for a person without one."""
    permitted, assurance = _AUDIENCES[row[9]], _ASSURANCES[row[8]]
    return Enrollment(
        enrollment_id=EnrollmentId(uuid_of(row[6] or NOBODY)),
        version=row[7],
        assurance=assurance,
        audience_ceiling=ceiling(permitted, assurance, is_bound=row[27] is not None, chosen=ceilings),
        modalities=modalities(row[10] or ""),
        expires_us=row[11],
    )


def _held(row: Row, owner: SubjectId, requester: SubjectId | None) -> list[tuple[Grant, list[int] | None]]:
    """What the requester holds, as a member and for themself, each with its usage where that is limited."""
    terms = [*_listed(row[24]), *_listed(row[15])]
    for spare in _listed(_SPARE[max(0, _LEAST_MADE - len(terms))]):
        _grant(spare, owner, owner)
    return [] if requester is None else [(_grant(grant, owner, requester), grant[-1]) for grant in terms]


def _grant(terms: Sequence[Any], owner: SubjectId, requester: SubjectId) -> Grant:
    grant_id, granted, used, expires_us, provider, max_renders, per_day, asks_each_time, _ = terms
    return Grant(
        grant_id=GrantId(uuid_of(bytes.fromhex(grant_id))),
        owner=owner,
        grantee=requester,
        modalities=modalities(granted),
        uses=uses(used),
        expires_us=expires_us,
        provider=provider or None,
        max_renders=max_renders,
        per_day=per_day,
        asks_each_time=bool(asks_each_time),
    )
