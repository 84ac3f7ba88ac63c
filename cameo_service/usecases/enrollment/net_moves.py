"""A person moves to other nets: the first verification after a change seals what today's nets make of it, too.

The templates of before are kept beside the new ones for 14 days, so that the owner can go back; then the sweep erases
them (`sweep_net_moves`). Nothing but the templates changes: likeness, grants and the end of the enrollment stay.
"""

from dataclasses import dataclass, replace

from cameo_service.usecases.acting.errors import StateError
from cameo_service.usecases.acting.person import acting_owner
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.enrollment.amendments import Take
from cameo_service.usecases.enrollment.same_person import opened
from cameo_service.usecases.enrollment.verification_record import VerificationRecord
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import (
    EnrollmentRow,
    SealBrokenError,
    Vault,
    templates_kind,
    templates_number,
    templates_of,
)
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from cameo_service.usecases.ports.store import Transaction
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.release import NEEDED
from liveness.checks.same_person import surely_same
from liveness.measure import templates
from liveness.measure.templates import MatchingTemplates, UnreadableTemplatesError

DAY_US = 24 * 60 * 60 * 1_000_000
UNDOABLE_US = 14 * DAY_US
"""Until when a move can be undone: two weeks, long enough to read the entry in one's activity. A choice of ours."""
ASKED_AFTER_US = 30 * DAY_US
"""How long people have to come by themselves before their app is told to ask them: 30 days. A choice of ours."""


class NoMoveToUndoError(StateError):
    """The person was not moved to other nets within the last 14 days, or went back already."""

    code = "NO_MOVE_TO_UNDO"


def joined(nets: frozenset[str]) -> str:
    """Ids of nets as one text."""
    return " ".join(sorted(nets))


def move(vault: Vault, take: Take, revision: int) -> bool:
    """Seals what today's nets make of a passed verification, if the person may be moved; whether they were.

    In the transaction that settles the verification: all of it stays or nothing.
    """
    made, enrolled, transaction = take.analysis.templates, take.enrolled, take.transaction
    if enrolled is None or made is None or made.voice is None or not _may_move(vault, take, enrolled, made):
        return False
    newest, *older = templates_of(enrolled.sealed)
    for item in older:
        transaction.enrollments.unseal(enrolled, item.kind)
    kind, sealed = templates_kind(templates_number(newest) + 1), templates.to_bytes(made)
    subject = enrolled.subject
    item = vault.seal(subject, enrolled.enrollment_id, enrolled.version, kind, made.pack, sealed)
    transaction.enrollments.seal_too(enrolled, item)
    earlier, until_us = transaction.net_moves.at(subject), take.now_us + UNDOABLE_US
    asked_us = earlier.asked_us if earlier else None
    nets = joined(nets_of(made))
    transaction.net_moves.put(NetMove(subject, nets, MoveState.MOVED, take.now_us, asked_us, until_us, until_us))
    transaction.activity.record(
        ActivityRow(subject, revision, take.now_us, ActivityKind.TEMPLATES_MOVED, subject, "", "", 1)
    )
    return True


def enrolled_anew(transaction: Transaction, subject: SubjectId, made: MatchingTemplates | None, now_us: int) -> None:
    """Who enrolls again has moved, and there is nothing to go back to."""
    earlier = transaction.net_moves.at(subject)
    if earlier is not None and made is not None:
        moved = NetMove(subject, joined(nets_of(made)), MoveState.MOVED, now_us, earlier.asked_us)
        transaction.net_moves.put(moved)


def nets_of(made: MatchingTemplates) -> frozenset[str]:
    """Ids of the nets that made these templates."""
    return frozenset({made.face.model_id, *([made.voice.model_id] if made.voice else [])})


def _may_move(vault: Vault, take: Take, enrolled: EnrollmentRow, made: MatchingTemplates) -> bool:
    """Who is about to be erased gets no new template, who went back is left alone, and in doubt all stays as it was."""
    if take.row.act is OwnerAct.ERASE:
        return False
    try:
        known = opened(vault, enrolled)
    except (SealBrokenError, UnreadableTemplatesError):
        return False
    if known is None or nets_of(known) == nets_of(made):
        return False
    earlier = take.transaction.net_moves.at(enrolled.subject)
    if earlier is not None and (earlier.state, earlier.nets) == (MoveState.UNDONE, joined(nets_of(made))):
        return False
    takes = [measured for measured in (made, take.analysis.earlier) if measured is not None]
    return _agreed(take.transaction, enrolled) and surely_same(known, templates.made_as(known, takes))


def _agreed(transaction: Transaction, enrolled: EnrollmentRow) -> bool:
    """Whether the written yes that the enrollment rests on is one to the face and the voice template."""
    records = [
        (row, VerificationRecord.from_json(row.record))
        for row in transaction.sessions.since(enrolled.subject, 0)
        if row.act is None and row.record
    ]
    said = [row for row, record in records if record.enrollment_version == enrolled.version]
    return bool(said) and said[-1].purposes >= NEEDED


@dataclass(frozen=True, slots=True)
class UndoNetMoveRequest:
    """Of the acting person."""

    request_id: str


@dataclass(frozen=True, slots=True)
class NetMoveUndone:
    """The templates of before count again from this revision on."""

    token: str


def undo_net_move(change: Change, request: UndoNetMoveRequest) -> NetMoveUndone:
    """Goes back to the templates of before; those of the move are destroyed, and what their take proved is void.

    Asks for no face: it must work where another person's take moved the owner.

    Raises:
        NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
        NoMoveToUndoError: there is nothing to go back to.
    """
    del request
    transaction, owner = change.transaction, acting_owner(change.caller)
    earlier, enrolled = transaction.net_moves.at(owner), transaction.enrollments.of(owner)
    kept = templates_of(enrolled.sealed) if enrolled else ()
    is_open = earlier is not None and earlier.state is MoveState.MOVED and change.now_us < (earlier.ends_us or 0)
    if earlier is None or enrolled is None or not is_open or len(kept) == 1:
        raise NoMoveToUndoError("There is no move of the last 14 days: enroll again to replace what is sealed.")
    transaction.enrollments.unseal(enrolled, kept[0].kind)
    for act in OwnerAct:
        transaction.owner_proofs.take(owner, act)
    due_us = change.now_us + ASKED_AFTER_US
    transaction.net_moves.put(NetMove(owner, earlier.nets, MoveState.UNDONE, change.now_us, due_us=due_us))
    change.record(owner, ActivityKind.TEMPLATES_MOVE_UNDONE)
    return NetMoveUndone(change.token)


def only_newest(transaction: Transaction, enrolled: EnrollmentRow, row: NetMove) -> NetMove:
    """Erases the templates of before; returns the row as it is then."""
    for item in templates_of(enrolled.sealed)[1:]:
        transaction.enrollments.unseal(enrolled, item.kind)
    return replace(row, ends_us=None, due_us=None)
