"""What happens to outputs that exist when their subject says stop. Orders nothing itself."""

from enum import StrEnum

from consent.render_lease import Removal

DUE_US = 48 * 60 * 60 * 1_000_000
"""TAKE IT DOWN Act, section 3: removal as soon as possible, not later than 48 hours after the request."""

_FORCE = {Removal.NONE: 0, Removal.HIDDEN: 1, Removal.DELETED: 2}


class StopEffect(StrEnum):
    """How far back a revocation or freeze reaches. Whatever is chosen, nothing new is committed from then on."""

    STOP_NEW = "stop_new"
    HIDE_DRAFTS = "hide_drafts"
    DELETE_ALL = "delete_all"


def removal_for(effect: StopEffect, *, is_published: bool) -> Removal:
    """What the effect does to one output."""
    if effect is StopEffect.DELETE_ALL:
        return Removal.DELETED
    return Removal.HIDDEN if effect is StopEffect.HIDE_DRAFTS and not is_published else Removal.NONE


def is_stronger(wanted: Removal, current: Removal) -> bool:
    """Whether there is anything left to order: what is hidden may still be deleted, never the other way round."""
    return _FORCE[wanted] > _FORCE[current]
