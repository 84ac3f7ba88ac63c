"""Say yes or no to one render that waits. A yes is for that render alone, once, and for a day."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotFoundError
from cameo_service.usecases.acting.person import Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.render.list_held_renders import still_holds
from consent.answer import Answer
from consent.held_render import HeldRender, is_waiting, settled, standing_of
from consent.identity import SubjectId


class HeldRenderUnknownError(NotFoundError):
    """No such render waits for this answer: it never did, was answered, ended, or was ended by an act that narrows."""

    code = "HELD_RENDER_UNKNOWN"


@dataclass(frozen=True, slots=True)
class ApproveHeldRenderRequest:
    """`ask`: the 32 bytes that name the question."""

    request_id: str
    ask: bytes


@dataclass(frozen=True, slots=True)
class DenyHeldRenderRequest:
    """`owner` None: the acting person."""

    request_id: str
    owner: Person | None
    ask: bytes


@dataclass(frozen=True, slots=True)
class HeldRenderApproved:
    """expires_us: until when the render must be fetched. While reviewers have not answered: when they must have."""

    expires_us: int | None
    token: str


@dataclass(frozen=True, slots=True)
class HeldRenderDenied:
    """This render is not permitted, whatever is asked again."""

    token: str


_APPROVED = TypeAdapter(HeldRenderApproved)
_DENIED = TypeAdapter(HeldRenderDenied)


@dataclass(frozen=True, slots=True)
class AnswerHeldRender:
    """Answers for the owner."""

    writes: Writes

    def approve(self, caller: Caller, request: ApproveHeldRenderRequest) -> HeldRenderApproved:
        """Says yes on behalf of the acting person. Everything else is decided anew when the render is checked.

        Raises:
            HeldRenderUnknownError: nothing of that name waits for this owner.
            NotTheOwnerError: no assertion of the owner.
        """
        return self.writes.once(caller, request, _APPROVED, lambda change: _approve(change, request))

    def deny(self, caller: Caller, request: DenyHeldRenderRequest) -> HeldRenderDenied:
        """Says no, or takes a yes back: then their running jobs at that provider stop. Succeeds without a question.

        Raises:
            NotTheOwnerError, UnknownSubjectError: as `RevokeAccess`.
        """
        return self.writes.once(caller, request, _DENIED, lambda change: _deny(change, request))


def _approve(change: Change, request: ApproveHeldRenderRequest) -> HeldRenderApproved:
    owner = owner_who_widens(change.transaction, change.caller)
    held = _asked(change, owner, request.ask)
    if held is None or held.owner_answer is not Answer.WAITING or not is_waiting(held):
        raise HeldRenderUnknownError("No such render waits for a yes: list what is held.")
    answered = settled(replace(held, owner_answer=Answer.YES), change.now_us)
    change.transaction.held.put(answered)
    change.record(owner, ActivityKind.RENDER_APPROVED, held.requester)
    return HeldRenderApproved(answered.ends_us, change.token)


def _deny(change: Change, request: DenyHeldRenderRequest) -> HeldRenderDenied:
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    held = _asked(change, owner, request.ask)
    if held is None or held.owner_answer in (None, Answer.NO):
        return HeldRenderDenied(change.token)
    # A render grant may be out on a yes: what is taken back must reach it. The no stands on what is true after that.
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
