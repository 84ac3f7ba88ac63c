"""Orders to take outputs down, written in the transaction of the act that causes them."""

from collections.abc import Iterable
from dataclasses import replace

from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.renders import RenderRow, TakedownId, TakedownRow
from consent.render_lease import Removal
from consent.takedown import RETELLING, TAKEDOWN_DUE_US, StopEffect, is_stronger, removal_for


def order_by_effect(change: Change, rows: Iterable[RenderRow], effect: StopEffect) -> int:
    """Orders what the effect means for each output; returns how many orders were written."""
    wanted = [(row, removal_for(effect, is_published=row.published_us is not None)) for row in rows]
    return sum(order_takedown(change, row, removal) for row, removal in wanted)


def order_takedown(change: Change, row: RenderRow, removal: Removal, due_us: int | None = None) -> bool:
    """Orders one output hidden or deleted; False when the same or a stronger order stands.

    due_us: when the order is due, UTC microseconds, if a request for it came earlier; None: 48 hours from now.
    """
    if not is_stronger(removal, row.removal):
        return False
    transaction, now_us = change.transaction, change.now_us
    order = TakedownRow(
        owner=row.owner,
        takedown_id=TakedownId(change.new_id()),
        render_grant_id=row.render_grant_id,
        removal=removal,
        ordered_us=now_us,
        due_us=now_us + TAKEDOWN_DUE_US if due_us is None else due_us,
        tell_us=RETELLING.next_us(now_us, now_us),
        acknowledged_us=None,
    )
    transaction.renders.put(replace(row, removal=removal))
    transaction.takedowns.put(order)
    _tell(change, row, order)
    return True


def _tell(change: Change, row: RenderRow, order: TakedownRow) -> None:
    """Tells the owner, and tells the requester which work it is without naming the person who wants it down."""
    told = ActivityRow(
        owner=row.owner,
        revision=change.revision,
        at_us=change.now_us,
        kind=ActivityKind.TAKEN_DOWN,
        actor=row.requester,
        provider=row.provider,
        reason=order.removal,
        count=1,
        output_sha256=row.output_sha256,
        takedown_id=order.takedown_id,
    )
    change.transaction.activity.record(told)
    if row.requester not in (None, row.owner):
        change.transaction.activity.record(
            replace(told, owner=row.requester, actor=None, kind=ActivityKind.WORK_TAKEN_DOWN)
        )
