"""The question every fence asks again: does a render grant still hold, on the facts of this transaction?

What the grant says about people is never believed. Any doubt denies, with the one code a requester may read.
"""

from dataclasses import dataclass
from typing import TypeAlias

from cameo_service.usecases.acting.errors import NotPermittedError
from cameo_service.usecases.ports.activity import Refusal, Refusals
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.claims import AllowedSubject
from cameo_service.usecases.render.people import FactsForRender, Viewpoint, facts_for_render
from consent.content_classes import ContentClass
from consent.facts import RenderRequest, Vouched
from consent.held_render import Ask, HeldRender, has_every_yes, is_current
from consent.identity import SubjectId
from consent.render_grant import RenderGrantClaims, unchanged
from consent.verdict import Allowed, Denied, Held, Reason

NO_CLASSES: frozenset[ContentClass] = frozenset()
Decisions: TypeAlias = dict[SubjectId, Allowed | Denied]
"""A fence waits for no answer: a subject who does not allow the render now refuses it."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A render that is permitted now.

    allowed: everyone the claims name, in their order. yeses: the stored answers of those who were asked.
    """

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
        """The people who allow this render now.

        Args:
            snapshot: one moment for everyone the claims name.
            claims: verified, and of this installation.
            now_us: UTC microseconds.
            begins: whether this begins a render, which needs room in its grants; one with a lease has its place.
            vouched: what the app says about the requester now; what it said at an earlier fence does not count.

        Raises:
            NotPermittedError: the rules say no, or something narrowed since the claims were signed.
        """
        requester = snapshot.people.requester(claims.requester)
        facts = facts_for_render(snapshot, _subjects(claims), _seen(claims, vouched, begins=begins), now_us)
        asked = RenderRequest(
            requester, claims.modalities, claims.use, claims.holder, (), NO_CLASSES, _was_reviewed(facts)
        )
        decisions = _decided(asked, claims, facts, now_us)
        decisions |= _rests_on_ended(snapshot, claims, decisions)
        # A requester who vanished is not anonymous, and claims without people are not a yes from everyone.
        if requester.subject != claims.requester or not decisions:
            raise NotPermittedError("This render is not permitted.")
        self.require_all(claims, decisions, now_us)
        allowed = [(facts.people[subject], said) for subject, said in decisions.items() if isinstance(said, Allowed)]
        return Permission(asked, tuple(AllowedSubject(found, said) for found, said in allowed), _yeses(facts, now_us))

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


def _subjects(claims: RenderGrantClaims) -> list[SubjectId]:
    return [granted.subject for granted in claims.subjects]


def _seen(claims: RenderGrantClaims, vouched: Vouched | None, *, begins: bool) -> Viewpoint:
    """The check judged the prompt's classes and words; an owner who denied more since has another epoch."""
    ask = Ask(claims.requester, claims.holder, claims.job, claims.prompt_sha256, claims.modalities, claims.use)
    fetched = None if begins else claims.render_grant_id
    return Viewpoint(claims.requester, claims.holder, vouched, ask=ask, fetched=fetched, needs_room=begins)


def _was_reviewed(facts: FactsForRender) -> bool:
    """Whether the check asked reviewers about this render: then it needs their yes at every fence."""
    return any(row.review_answer is not None for row in facts.held.values())


def _yeses(facts: FactsForRender, now_us: int) -> tuple[HeldRender, ...]:
    return tuple(
        row for row in facts.held.values() if has_every_yes(row) and is_current(row, facts.people[row.owner], now_us)
    )


def _rests_on_ended(snapshot: Snapshot, claims: RenderGrantClaims, decisions: Decisions) -> Decisions:
    """Refusals of subjects whose grant to a group was taken back since, even if another grant allows it by now."""
    return {
        granted.subject: Denied(Reason.NARROWED_SINCE_CHECK)
        for granted in claims.subjects
        if granted.grant_id
        and decisions[granted.subject]
        and snapshot.groups.has_ended(granted.subject, granted.grant_id)
    }


def _decided(asked: RenderRequest, claims: RenderGrantClaims, facts: FactsForRender, now_us: int) -> Decisions:
    decisions: Decisions = {}
    for granted in claims.subjects:
        decision, found = facts.decision(asked, granted.subject, now_us), facts.people.get(granted.subject)
        if not isinstance(decision, Denied) and not unchanged(granted, claims.global_epoch, found):
            decision = Denied(Reason.NARROWED_SINCE_CHECK)
        decisions[granted.subject] = Denied(Reason.NOT_ANSWERED) if isinstance(decision, Held) else decision
    return decisions
