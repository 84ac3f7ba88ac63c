"""What happens to existing outputs when a subject revokes or freezes. Orders nothing itself."""

from dataclasses import dataclass
from enum import StrEnum

from consent.render_lease import Removal

_MINUTE_US = 60 * 1_000_000
_HOUR_US = 60 * _MINUTE_US

TAKEDOWN_DUE_US = 48 * _HOUR_US
"""TAKE IT DOWN Act, section 3: removal as soon as possible, not later than 48 hours after the request."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """When an order is told again until the app acknowledges it.

    after_us: times after the order, rising, microseconds. then_every_us: the interval after the last of them, without
    end.
    """

    after_us: tuple[int, ...]
    then_every_us: int

    def next_us(self, ordered_us: int, now_us: int) -> int:
        """The first telling later than now. Tellings that were missed in between are skipped."""
        age_us = now_us - ordered_us
        for after_us in self.after_us:
            if after_us > age_us:
                return ordered_us + after_us
        late_us = age_us - self.after_us[-1]
        return now_us + self.then_every_us - late_us % self.then_every_us


RETELLING = Retelling(
    (
        _MINUTE_US,
        5 * _MINUTE_US,
        30 * _MINUTE_US,
        2 * _HOUR_US,
        8 * _HOUR_US,
        24 * _HOUR_US,
        42 * _HOUR_US,
        47 * _HOUR_US,
        TAKEDOWN_DUE_US,
    ),
    6 * _HOUR_US,
)
"""Growing pauses for an app that is down, then warnings 6 hours and 1 hour before the order is due, and when it is."""

_FORCE = {Removal.NONE: 0, Removal.HIDDEN: 1, Removal.DELETED: 2}


class StopEffect(StrEnum):
    """How far back a revocation or freeze reaches. With every effect, nothing new is committed from then on."""

    STOP_NEW = "stop_new"
    HIDE_DRAFTS = "hide_drafts"
    DELETE_ALL = "delete_all"


def removal_for(effect: StopEffect, *, is_published: bool) -> Removal:
    """What the effect does to one output."""
    if effect is StopEffect.DELETE_ALL:
        return Removal.DELETED
    return Removal.HIDDEN if effect is StopEffect.HIDE_DRAFTS and not is_published else Removal.NONE


def furthest_removal(effect: StopEffect) -> Removal:
    """The strongest thing that the effect does to any output."""
    return max((removal_for(effect, is_published=published) for published in (False, True)), key=_FORCE.__getitem__)


def is_stronger(wanted: Removal, current: Removal) -> bool:
    """Whether the wanted removal is stronger than the current one: a hidden output may be deleted, not the reverse."""
    return _FORCE[wanted] > _FORCE[current]
