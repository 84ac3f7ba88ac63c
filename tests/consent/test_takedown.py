import pytest

from consent.render_lease import Removal
from consent.takedown import (
    RETELLING,
    TAKEDOWN_DUE_US,
    Retelling,
    StopEffect,
    furthest_removal,
    is_stronger,
    removal_for,
)


@pytest.mark.parametrize(
    ("effect", "draft", "publication"),
    [
        (StopEffect.STOP_NEW, Removal.NONE, Removal.NONE),
        (StopEffect.HIDE_DRAFTS, Removal.HIDDEN, Removal.NONE),
        (StopEffect.DELETE_ALL, Removal.DELETED, Removal.DELETED),
    ],
)
def test_each_effect_reaches_further(effect: StopEffect, draft: Removal, publication: Removal) -> None:
    assert removal_for(effect, is_published=False) is draft
    assert removal_for(effect, is_published=True) is publication


def test_only_more_than_before_is_an_order() -> None:
    ordered = [(wanted, current) for wanted in Removal for current in Removal if is_stronger(wanted, current)]
    assert ordered == [
        (Removal.HIDDEN, Removal.NONE),
        (Removal.DELETED, Removal.NONE),
        (Removal.DELETED, Removal.HIDDEN),
    ]


def test_an_order_is_told_again_at_every_time_of_the_schedule_and_then_without_end() -> None:
    schedule, told, now_us = Retelling((1, 5, 10), 4), [], 100
    for _ in range(6):
        now_us = schedule.next_us(100, now_us)
        told.append(now_us - 100)
    assert told == [1, 5, 10, 14, 18, 22]


def test_what_was_missed_while_nobody_looked_is_told_once() -> None:
    schedule = Retelling((1, 5, 10), 4)
    assert schedule.next_us(100, 107) == 110
    assert schedule.next_us(100, 131) == 134


def test_the_schedule_warns_before_the_order_is_due_and_tells_when_it_is() -> None:
    assert list(RETELLING.after_us) == sorted(set(RETELLING.after_us))
    assert RETELLING.after_us[-1] == TAKEDOWN_DUE_US
    assert TAKEDOWN_DUE_US - 3_600_000_000 in RETELLING.after_us


def test_the_furthest_reach_of_an_effect_is_what_it_does_to_its_worst_output() -> None:
    reach = {effect: furthest_removal(effect) for effect in StopEffect}
    assert reach == {
        StopEffect.STOP_NEW: Removal.NONE,
        StopEffect.HIDE_DRAFTS: Removal.HIDDEN,
        StopEffect.DELETE_ALL: Removal.DELETED,
    }
