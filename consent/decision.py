"""May this request render this subject now? Fetches nothing, writes nothing, and knows no words of a prompt.

The caller collects the facts in one snapshot. `decide` takes these steps in order, and the first that refuses decides:

1. subject unknown, erased, suspended; everything frozen by the operator; subject frozen; requester not active; not
   enrolled, enrollment expired or unverified; a modality asked for that is not enrolled
2. minors: the subject, and a requester who is not anonymous, must be asserted adults; unknown age is refused. A minor
   with a guardian is rendered by the two of them, never for AD; a minor renders no other person
3. block
4. content that no consent allows; then the subject's restrictions: classes, where an unclassified request may be any
   of them, and words
5. media: every upload that shows a person, or does not say, is declared and screened
6. who: the audience, lowered to the enrollment's ceiling, over grants; NOBODY shuts a guardian out, too
7. ask each time: held until the owner, if the owner wants to be asked, and the operator's reviewers, if the operator
   wants a review, said yes to exactly this render

Missing facts, empty requests and values that no step knows are denied. How many renders a grant is still good for comes
in as a fact, too: see `decide_with_room`.
"""

from collections.abc import Collection, Mapping
from typing import TypeAlias
from uuid import UUID

from consent.facts import Enrollment, Grant, RenderFacts, RenderRequest, RequesterFacts, ended, has_room
from consent.grants import NONE_USED, Usage
from consent.identity import GrantId, SubjectId
from consent.terms import AgeClass, Answer, Approver, Assurance, Audience, SubjectState, Use
from consent.verdict import Allowed, Decision, Denied, Held, Outcome, Reason

Grants: TypeAlias = tuple[Grant, ...]
NEEDS_NAMING = frozenset({Use.REMIX, Use.AD})
"""Uses that no audience allows: a grant must name them."""

_NO_ID = UUID(int=0)
_SPARE_GRANT = Grant(GrantId(_NO_ID), SubjectId(_NO_ID), SubjectId(_NO_ID), frozenset(), frozenset(), 0, None)
SPARE_GRANTS: Grants = (_SPARE_GRANT,) * 3
"""Cover nothing. As many as a pair commonly has: one at each provider that it uses, and one through a group."""

_JUDGED_FOR_NOTHING = Allowed(None, None)
_REFUSALS = {
    (Approver.OWNER, Answer.NO): Reason.DECLINED,
    (Approver.REVIEWER, Answer.NO): Reason.REVIEW_DECLINED,
    (Approver.OWNER, Answer.USED_UP): Reason.ANSWER_USED,
    (Approver.REVIEWER, Answer.USED_UP): Reason.ANSWER_USED,
}
"""Reasons for the answers that can never become a yes."""


def decide(request: RenderRequest, facts: RenderFacts | None, now_us: int) -> Decision:
    """Judges one subject of a request at `now_us` (UTC microseconds)."""
    if facts is None:
        return Denied(Reason.UNKNOWN_SUBJECT)
    reason, judged = _refusal(request, facts, now_us), _judge_audience(request, facts, facts.grants, now_us)
    return _decided(request, facts, reason, judged)


def decide_with_room(
    request: RenderRequest, facts: RenderFacts | None, usage: Mapping[GrantId, Usage], now_us: int
) -> Decision:
    """`decide` without used-up grants. `usage`: renders counted against a grant; a grant not in it was never used."""
    if facts is None:
        return decide(request, facts, now_us)
    roomy = tuple([grant for grant in facts.grants if has_room(grant, usage.get(grant.grant_id, NONE_USED))])
    reason, judged = _refusal(request, facts, now_us), _judge_audience(request, facts, facts.grants, now_us)
    decision = _decided(request, facts, reason, judged)
    with_room = _decided(request, facts, reason, _judge_audience(request, facts, roomy, now_us))
    _judge_spare(request, facts, now_us)
    if isinstance(decision, Denied) or len(roomy) == len(facts.grants):
        return decision
    return Denied(Reason.GRANT_USED_UP) if isinstance(with_room, Denied) else with_room


def _judge_spare(request: RenderRequest, facts: RenderFacts, now_us: int) -> None:
    """The steps of grants that a person did not make, for nothing: how long they take tells no requester of a grant."""
    spare = SPARE_GRANTS[len(facts.grants) :]
    for grant in spare:
        has_room(grant, NONE_USED)
    for _ in range(2):
        covering_grant(request, facts, spare, now_us)
        missing_grant(spare, now_us)


def _refusal(request: RenderRequest, facts: RenderFacts, now_us: int) -> Reason | None:
    """Takes steps 1 to 5, also when an earlier one refuses: how long they take tells no requester which one did."""
    refusals = (
        _subject_refusal(request, facts, now_us),
        _age_refusal(request, facts),
        Reason.BLOCKED if facts.blocked else None,
        request.content_refusal,
        _restriction_refusal(request, facts),
        request.media_refusal,
    )
    return next(filter(None, refusals), None)


def _decided(request: RenderRequest, facts: RenderFacts, reason: Reason | None, judged: Allowed | Denied) -> Decision:
    """What steps 1 to 5 refuse, what step 6 says, then step 7. Step 7 is taken for a person who refuses, too."""
    answered = _with_every_yes(request, facts, judged if isinstance(judged, Allowed) else _JUDGED_FOR_NOTHING)
    if reason is not None:
        return Denied(reason)
    return judged if isinstance(judged, Denied) else answered


def outcome_of(asked: RenderRequest, decisions: Collection[Decision]) -> Outcome:
    """One answer. What the request itself is refused for is refused without any person, too."""
    if asked.content_refusal or asked.media_refusal:
        return Outcome.NOT_PERMITTED
    is_refused = any(isinstance(decision, Denied) for decision in decisions)
    is_held = any(isinstance(decision, Held) for decision in decisions)
    if is_refused or is_held:
        if asked.labels is None:
            return Outcome.CLASSIFICATION_REQUIRED
        return Outcome.NOT_PERMITTED if is_refused else Outcome.HELD
    return Outcome.ALLOWED if decisions else Outcome.NO_SUBJECTS


def effective_audience(audience: Audience, enrollment: Enrollment | None) -> Audience:
    """The audience that holds: what the owner chose, lowered to what the enrollment's assurance permits."""
    return min(audience, enrollment.audience_ceiling) if enrollment else Audience.NOBODY


def _subject_refusal(request: RenderRequest, facts: RenderFacts, now_us: int) -> Reason | None:
    """Step 1."""
    if facts.state is not SubjectState.ACTIVE:
        return Reason.SUBJECT_ERASED if facts.state is SubjectState.ERASED else Reason.SUBJECT_SUSPENDED
    if facts.everything_frozen:
        return Reason.EVERYTHING_FROZEN
    if facts.frozen:
        return Reason.FROZEN
    if request.requester.state is not SubjectState.ACTIVE:
        return Reason.REQUESTER_SUSPENDED
    return _enrollment_refusal(request, facts.enrollment, now_us)


def _enrollment_refusal(request: RenderRequest, enrollment: Enrollment | None, now_us: int) -> Reason | None:
    """Step 1: what was verified, how well, and whether it covers what is asked."""
    if enrollment is None:
        return Reason.NOT_ENROLLED
    if ended(enrollment.expires_us, now_us):
        return Reason.ENROLLMENT_EXPIRED
    if enrollment.assurance is Assurance.NONE:
        return Reason.NOT_VERIFIED
    if not request.modalities:
        return Reason.NOTHING_ASKED
    return None if request.modalities <= enrollment.modalities else Reason.MODALITY_NOT_ENROLLED


def _age_refusal(request: RenderRequest, facts: RenderFacts) -> Reason | None:
    """Step 2. An anonymous requester has no age to assert and meets EVERYONE only."""
    requester = request.requester
    if facts.age is not AgeClass.ADULT:
        return None if _is_between_the_two(request, facts) else Reason.SUBJECT_NOT_ADULT
    if requester.subject is not None and requester.age is not AgeClass.ADULT:
        return Reason.REQUESTER_NOT_ADULT
    return None


def _is_between_the_two(request: RenderRequest, facts: RenderFacts) -> bool:
    """Step 2: the subject is a minor with a guardian, and the requester is one of the two."""
    if facts.age is not AgeClass.MINOR or facts.guardian is None or request.use is Use.AD:
        return False
    return request.requester.subject == facts.subject or _is_guardian(request.requester, facts)


def _is_guardian(requester: RequesterFacts, facts: RenderFacts) -> bool:
    if facts.age is not AgeClass.MINOR or facts.guardian is None or requester.age is not AgeClass.ADULT:
        return False
    return requester.subject == facts.guardian.subject


def _restriction_refusal(request: RenderRequest, facts: RenderFacts) -> Reason | None:
    """Step 4, second half."""
    denied = facts.restrictions.denied_classes
    if request.labels is None:
        return Reason.CLASSIFICATION_REQUIRED if denied else _word_refusal(facts)
    return Reason.CLASS_DENIED if request.labels & denied else _word_refusal(facts)


def _word_refusal(facts: RenderFacts) -> Reason | None:
    return Reason.BANNED_WORD if facts.matched_words else None


def _judge_audience(request: RenderRequest, facts: RenderFacts, grants: Grants, now_us: int) -> Allowed | Denied:
    """Step 6: what the audience permits at all, then the grant, then what the audience gives without one."""
    audience = effective_audience(facts.audience, facts.enrollment)
    grant = covering_grant(request, facts, grants, now_us)
    reason = _refusal_without_grant(audience, request, facts, missing_grant(grants, now_us))
    by_audience, by_grant = _allowed(facts, None), _allowed(facts, grant)
    if audience is Audience.NOBODY:
        return Denied(Reason.AUDIENCE_NOBODY)
    if request.requester.subject == facts.subject:
        # The app's word that the owner asks is not enough for an AD: a stolen or sold account would do.
        return Denied(Reason.USE_NEEDS_A_GRANT) if request.use is Use.AD else by_audience
    if _is_guardian(request.requester, facts):
        return Denied(Reason.REVOKED) if facts.revoked else by_audience
    if audience is Audience.ONLY_ME:
        return Denied(Reason.AUDIENCE_ONLY_ME)
    # A grant that asks counts only where nothing else allows: its end must not make anything easier.
    if grant and (reason or not grant.asks_each_time):
        return by_grant
    return Denied(reason) if reason else by_audience


def _refusal_without_grant(
    audience: Audience, request: RenderRequest, facts: RenderFacts, missing: Reason
) -> Reason | None:
    """Reason to refuse when no grant covers the request, which `missing` says; None if the audience alone allows it."""
    if facts.revoked:
        return Reason.REVOKED
    if request.use in NEEDS_NAMING:
        return Reason.USE_NEEDS_A_GRANT
    if audience is Audience.EVERYONE:
        return None
    if audience is Audience.MUTUALS:
        return None if request.requester.subject is not None and facts.mutual is True else Reason.NOT_MUTUAL
    return missing


def covering_grant(request: RenderRequest, facts: RenderFacts, grants: Grants, now_us: int) -> Grant | None:
    """The live one of the grants that covers the whole request; of several, one that does not ask, then the longest."""
    covering = [grant for grant in grants if _covers(grant, request, facts) and not ended(grant.expires_us, now_us)]
    return max(covering, key=_preference, default=None)


def _preference(grant: Grant) -> tuple[bool, bool, int]:
    return (not grant.asks_each_time, grant.expires_us is None, grant.expires_us or 0)


def _covers(grant: Grant, request: RenderRequest, facts: RenderFacts) -> bool:
    return (
        grant.owner == facts.subject
        and grant.grantee == request.requester.subject
        and grant.provider in (None, request.provider)
        and request.use in grant.uses
        and request.modalities <= grant.modalities
    )


def missing_grant(grants: Grants, now_us: int) -> Reason:
    """Reason why none of these grants covers the request."""
    live = [grant for grant in grants if not ended(grant.expires_us, now_us)]
    if not grants:
        return Reason.NO_GRANT
    return Reason.GRANT_DOES_NOT_COVER if live else Reason.GRANT_EXPIRED


def _allowed(facts: RenderFacts, grant: Grant | None) -> Allowed:
    """Allowed until the first of the enrollment, the guardianship and the grant ends."""
    ends = [end.expires_us for end in (facts.enrollment, facts.guardian, grant) if end and end.expires_us is not None]
    return Allowed(grant.grant_id if grant else None, min(ends, default=None))


def _with_every_yes(request: RenderRequest, facts: RenderFacts, allowed: Allowed) -> Decision:
    """Step 7: what the other steps allow, once the owner and the reviewers who must be asked said yes."""
    is_asking = _asks_owner(request, facts, allowed)
    if is_asking and request.requester.subject is None:
        return Denied(Reason.NOBODY_ASKS)
    answers = {Approver.OWNER: facts.owner_answer} if is_asking else {}
    if request.needs_review:
        answers[Approver.REVIEWER] = facts.review_answer
    for said in answers.items():
        if said in _REFUSALS:
            return Denied(_REFUSALS[said])
    waits_for = frozenset(approver for approver, answer in answers.items() if answer is not Answer.YES)
    return Held(waits_for) if waits_for else allowed


def _asks_owner(request: RenderRequest, facts: RenderFacts, allowed: Allowed) -> bool:
    """Step 7: whether the owner wants to be asked, for every render or under the grant that allows this one."""
    if request.requester.subject == facts.subject:
        return False
    is_asked = [grant.asks_each_time for grant in facts.grants if grant.grant_id == allowed.grant_id]
    return facts.asks_each_time or any(is_asked)
