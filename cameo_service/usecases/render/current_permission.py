"""The question every fence asks again: does what a render grant claims still hold, on the facts of this transaction?

Nothing the grant says about people is believed. Any doubt denies, with the one code a requester may read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.mutuals import with_mutuals
from cameo_service.usecases.render.render_claims import AllowedSubject
from consent.allowance import Usage, decide_with_room, is_limited
from consent.content_classes import ContentClass
from consent.facts import RenderRequest, SubjectFacts
from consent.held_render import Ask, HeldRender, has_every_yes, is_current, with_answers
from consent.identity import GrantId, SubjectId
from consent.relationship import Vouched
from consent.render_grant import RenderGrantClaims, unchanged
from consent.verdict import Allowed, Denied, Held, Reason

NO_CLASSES: frozenset[ContentClass] = frozenset()
NO_WORDS: frozenset[str] = frozenset()
Decisions: TypeAlias = dict[SubjectId, Allowed | Denied]
"""Whoever is not allowed by now is refused: no fence waits for an answer."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What a render may do now. `allowed`: everybody the claims name, in their order. yeses: what they said yes to."""

    asked: RenderRequest
    allowed: tuple[AllowedSubject, ...]
    yeses: tuple[HeldRender, ...]


@dataclass(frozen=True, slots=True)
class CurrentPermission:
    """Decides again and compares epochs. Refusals are noted for the people they protected."""

    refusals: Refusals

    def require(
        self,
        snapshot: Snapshot,
        claims: RenderGrantClaims,
        now_us: int,
        *,
        begins: bool,
        vouched: Vouched | None,
    ) -> Permission:
        """Who is allowed.

        Args:
            snapshot: one moment for everybody the claims name.
            claims: verified, and of this installation.
            now_us: UTC microseconds.
            begins: whether this begins a render, which needs room in its grants; one with a lease has its place.
            vouched: what the app says about the requester now. What it said at an earlier fence counts no more.

        Raises:
            NotPermittedError: the rules say no, or something narrowed since the claims were signed.
        """
        requester = snapshot.people.requester(claims.requester)
        ids = [granted.subject for granted in claims.subjects]
        read: dict[SubjectId, SubjectFacts | None] = {**snapshot.facts.of(ids, claims.requester, claims.holder, now_us)}
        read = with_mutuals(snapshot, read, vouched, claims.requester, now_us)
        held = snapshot.held.under(ask_of(claims).digest(), ids)
        fetched = None if begins else claims.render_grant_id
        facts = {
            subject: with_answers(replace(found, matched_words=NO_WORDS), held.get(subject), now_us, fetched)
            for subject, found in read.items()
            if found
        }
        # What the prompt is about was judged when it was checked, and whether it is reviewed. Whoever denied more since
        # has another epoch.
        needs_review = any(row.review_answer is not None for row in held.values())
        asked = RenderRequest(requester, claims.modalities, claims.use, claims.holder, (), NO_CLASSES, needs_review)
        usage = usage_of(snapshot, facts.values(), now_us) if begins else {}
        decisions = _decided(asked, claims, facts, usage, now_us)
        decisions |= _rests_on_ended(snapshot, claims, decisions)
        # A requester who vanished must not be taken for anonymous, nor an empty list for everybody's yes.
        if requester.subject != claims.requester or not decisions:
            raise NotPermittedError("This render is not permitted.")
        self.require_all(claims, decisions, now_us)
        allowed = [(facts[subject], said) for subject, said in decisions.items() if isinstance(said, Allowed)]
        yeses = tuple(row for row in held.values() if has_every_yes(row) and is_current(row, facts[row.owner], now_us))
        return Permission(asked, tuple(AllowedSubject(found, said) for found, said in allowed), yeses)

    def require_all(self, claims: RenderGrantClaims, decisions: Decisions, now_us: int) -> None:
        """Notes every refusal.

        Raises:
            NotPermittedError: there is one.
        """
        for subject, decision in decisions.items():
            if isinstance(decision, Denied):
                self.refusals.note(Refusal(subject, claims.requester, claims.holder, decision.reason, now_us))
        if not all(decisions.values()):
            raise NotPermittedError("This render is not permitted.")


def ask_of(claims: RenderGrantClaims) -> Ask:
    """What somebody may have said yes to, for the render these claims are for."""
    return Ask(claims.requester, claims.holder, claims.job, claims.prompt_sha256, claims.modalities, claims.use)


def _rests_on_ended(snapshot: Snapshot, claims: RenderGrantClaims, decisions: Decisions) -> Decisions:
    """Refusals of those whose group's grant was taken back since, though another allows them by now."""
    return {
        granted.subject: Denied(Reason.NARROWED_SINCE_CHECK)
        for granted in claims.subjects
        if granted.grant_id
        and decisions[granted.subject]
        and snapshot.groups.has_ended(granted.subject, granted.grant_id)
    }


def usage_of(snapshot: Snapshot, people: Iterable[SubjectFacts | None], now_us: int) -> dict[GrantId, Usage]:
    """What counts against the grants that have a limit; the others are not asked about."""
    return {
        grant.grant_id: snapshot.renders.usage(grant.owner, grant.grant_id, now_us)
        for found in people
        if found
        for grant in found.grants
        if is_limited(grant)
    }


def _decided(
    asked: RenderRequest,
    claims: RenderGrantClaims,
    facts: Mapping[SubjectId, SubjectFacts],
    usage: Mapping[GrantId, Usage],
    now_us: int,
) -> Decisions:
    decisions: Decisions = {}
    for granted in claims.subjects:
        found = facts.get(granted.subject)
        decision = decide_with_room(asked, found, usage, now_us)
        if not isinstance(decision, Denied) and not unchanged(granted, claims.global_epoch, found):
            decision = Denied(Reason.NARROWED_SINCE_CHECK)
        decisions[granted.subject] = Denied(Reason.NOT_ANSWERED) if isinstance(decision, Held) else decision
    return decisions
