"""Renders that wait for an owner's yes: the question, the owner's answer, the list of both, and their end.

A yes is for one render, once, and for a day.
"""

from dataclasses import dataclass, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.errors import NotFoundError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from cameo_service.usecases.render.people import Viewpoint, facts_for_render
from consent.facts import RenderFacts, RenderRequest
from consent.held_render import (
    Ask,
    HeldRender,
    Waiting,
    is_current,
    is_one_too_many,
    is_unasked,
    is_waiting,
    question,
    settled,
    standing_of,
)
from consent.identity import SubjectId
from consent.terms import Answer
from consent.verdict import Held


class HeldRenderUnknownError(NotFoundError):
    """No such render waits for this answer: it never did, it was answered, or it ended by time or by an act."""

    code = "HELD_RENDER_UNKNOWN"


@dataclass(frozen=True, slots=True)
class HeldPrompt:
    """What is asked about. `prompt` is stored only while an owner or reviewer has to read it."""

    asked: RenderRequest
    ask: Ask
    prompt: str


def put_questions(store: Store, held: HeldPrompt, waiting: Waiting, now_us: int) -> None:
    """Asks everyone who was not asked yet; asking again while an answer is missing changes nothing."""
    if not any(is_unasked(facts, decision) for facts, decision in waiting.values()):
        return
    seen = Viewpoint(held.ask.requester, held.ask.provider, ask=held.ask, needs_room=False)
    with store.write() as transaction:
        fresh = facts_for_render(transaction, list(waiting), seen, now_us).people
        for subject, (facts, decision) in waiting.items():
            now = fresh.get(subject)
            # An owner who blocked, froze or answered since is not asked: the next check reads the new state.
            is_open = now and standing_of(now) == standing_of(facts) and is_unasked(now, decision)
            if now and is_open and not is_one_too_many(now):
                _put(transaction, held, (now, decision), now_us)


def _put(transaction: Transaction, held: HeldPrompt, waits: tuple[RenderFacts, Held], now_us: int) -> None:
    facts, decision = waits
    transaction.held.put(question(facts, decision, held.ask, (held.prompt, held.asked), now_us))
    row = ActivityRow(
        facts.subject,
        transaction.next_revision(),
        now_us,
        ActivityKind.RENDER_HELD,
        held.ask.requester,
        held.ask.provider,
        " and ".join(sorted(decision.waits_for)),
        1,
    )
    transaction.activity.record(row)


@dataclass(frozen=True, slots=True)
class AskedRender:
    """One question to the owner, and the requester's handle if there is one."""

    held: HeldRender
    handle: str | None


@dataclass(frozen=True, slots=True)
class HeldRenders:
    """The oldest first."""

    asked: tuple[AskedRender, ...]
    token: str


def list_held_renders(view: View, request: OwnerQuestion) -> HeldRenders:
    """Open questions and unspent yeses of one owner, without those that ended.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has the owner's name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    rows = [held for held in view.snapshot.held.of(owner) if held.owner_answer is not None]
    current = [held for held in rows if still_holds(view.snapshot, held, view.now_us)]
    return HeldRenders(tuple(asked_render(view.snapshot, held) for held in current), view.token)


def still_holds(snapshot: Snapshot, held: HeldRender, now_us: int) -> bool:
    """Whether a stored question is still open or a stored yes still holds, given the owner's epochs now."""
    facts = snapshot.facts.of([held.owner], held.requester, held.provider, now_us)
    return is_current(held, facts[held.owner], now_us)


def asked_render(snapshot: Snapshot, held: HeldRender) -> AskedRender:
    """The question, with the requester's handle."""
    return AskedRender(held, snapshot.people.handle_of(held.requester) if held.requester else None)


@dataclass(frozen=True, slots=True)
class ApproveHeldRenderRequest:
    """`ask`: the 32 bytes that name the question."""

    request_id: str
    ask: bytes


@dataclass(frozen=True, slots=True)
class HeldRenderApproved:
    """expires_us: until when the render must be fetched; while reviewers have not answered, until when they must."""

    expires_us: int | None
    token: str


def approve_held_render(change: Change, request: ApproveHeldRenderRequest) -> HeldRenderApproved:
    """Records the acting owner's yes. All other rules are applied again when the render is checked.

    Raises:
        HeldRenderUnknownError: no question of that name waits for this owner.
        NotTheOwnerError: no assertion of the owner.
    """
    owner = owner_who_widens(change.transaction, change.caller)
    held = _asked(change, owner, request.ask)
    if held is None or held.owner_answer is not Answer.WAITING or not is_waiting(held):
        raise HeldRenderUnknownError("No such render waits for a yes: list what is held.")
    answered = settled(replace(held, owner_answer=Answer.YES), change.now_us)
    change.transaction.held.put(answered)
    change.record(owner, ActivityKind.RENDER_APPROVED, held.requester)
    return HeldRenderApproved(answered.ends_us, change.token)


@dataclass(frozen=True, slots=True)
class DenyHeldRenderRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    ask: bytes


@dataclass(frozen=True, slots=True)
class HeldRenderDenied:
    """This render is not permitted, however often it is asked for again."""

    token: str


def deny_held_render(change: Change, request: DenyHeldRenderRequest) -> HeldRenderDenied:
    """Records the owner's no, or takes a yes back: the requester's running jobs at that provider then stop.

    Succeeds without a question, too.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has the owner's name.
    """
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    held = _asked(change, owner, request.ask)
    if held is None or held.owner_answer in (None, Answer.NO):
        return HeldRenderDenied(change.token)
    # A render grant may rest on the yes: the epoch reaches it. The no is stored with the epochs after that.
    if held.owner_answer is Answer.YES and held.requester:
        transaction.epochs.bump_pair(owner, held.requester, held.provider)
    facts = transaction.facts.of([owner], held.requester, held.provider, change.now_us)[owner]
    no = replace(held, owner_answer=Answer.NO, standing=standing_of(facts))
    transaction.held.put(settled(no, change.now_us))
    change.record(owner, ActivityKind.RENDER_DECLINED, held.requester)
    return HeldRenderDenied(change.token)


def _asked(change: Change, owner: SubjectId, ask: bytes) -> HeldRender | None:
    held = change.transaction.held.under(ask, [owner]).get(owner)
    return held if held and still_holds(change.transaction, held, change.now_us) else None


@dataclass(frozen=True, slots=True)
class SweepHeldRenders:
    """Ends questions without an answer and unspent yeses. Run it every second, in any number of processes."""

    store: Store
    clock: Clock

    def __call__(self) -> int:
        """Deletes rows that are over, their prompts with them, and tells each owner once. Returns how many."""
        now_us = self.clock.utc_us()
        with self.store.read() as snapshot:
            if not snapshot.held.over(now_us):
                return 0
        with self.store.write() as transaction:
            over = transaction.held.over(now_us)
            for held in over:
                _end(transaction, held)
        return len(over)


def _end(transaction: Transaction, held: HeldRender) -> None:
    transaction.held.end(held.owner, held.ask)
    reason, revision = "unanswered" if is_waiting(held) else "unused", transaction.next_revision()
    kind, at_us = ActivityKind.RENDER_LAPSED, held.ends_us or 0
    transaction.activity.record(
        ActivityRow(held.owner, revision, at_us, kind, held.requester, held.provider, reason, 1)
    )
