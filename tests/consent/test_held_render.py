"""What a yes is good for, and for how long."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from consent.facts import AskedBefore
from consent.held_render import (
    MOST_OPEN_QUESTIONS,
    MOST_QUESTIONS_A_DAY,
    QUESTION_WAITS_US,
    YES_GOOD_FOR_US,
    Ask,
    HeldRender,
    answers_to,
    has_room_for_a_question,
    is_current,
    is_waiting,
    settled,
    spent,
    standing_of,
)
from consent.identity import EnrollmentId, RenderGrantId
from consent.terms import Answer, Use
from tests.consent.people import ADA, BOB, BOTH, EVE, FACE, FACTS, NOW_US, enrollment, facts

ASK = Ask(BOB, "studio", "job", bytes(32), FACE, Use.PRIVATE)
WAITING = HeldRender(
    owner=ADA,
    ask=ASK.digest(),
    requester=BOB,
    provider="studio",
    job="job",
    prompt="@ada dances",
    modalities=FACE,
    use=Use.PRIVATE,
    classes=frozenset(),
    standing=standing_of(FACTS),
    asked_us=NOW_US,
    ends_us=NOW_US + QUESTION_WAITS_US,
    owner_answer=Answer.WAITING,
    review_answer=None,
)
YES = settled(replace(WAITING, owner_answer=Answer.YES), NOW_US)
UNANSWERED = (Answer.NOT_ASKED, Answer.NOT_ASKED)
FETCH, OTHER_FETCH = RenderGrantId(UUID(int=1)), RenderGrantId(UUID(int=2))


@pytest.mark.parametrize(
    "other",
    [
        {"requester": EVE},
        {"requester": None},
        {"provider": "studi", "job": "ojob"},
        {"job": "other"},
        {"prompt_sha256": b"\x01" * 32},
        {"modalities": BOTH},
        {"use": Use.PUBLISH},
    ],
)
def test_a_yes_is_for_exactly_one_ask(other: dict[str, Any]) -> None:
    assert replace(ASK, **other).digest() != ASK.digest()
    assert replace(ASK).digest() == ASK.digest()


def test_what_was_said_becomes_a_fact() -> None:
    assert answers_to(None, FACTS, NOW_US) == UNANSWERED
    assert answers_to(WAITING, FACTS, NOW_US) == (Answer.WAITING, Answer.NOT_ASKED)
    assert answers_to(YES, FACTS, NOW_US) == (Answer.YES, Answer.NOT_ASKED)
    cleared = replace(WAITING, review_answer=Answer.YES)
    assert answers_to(cleared, FACTS, NOW_US) == (Answer.WAITING, Answer.YES)


@pytest.mark.parametrize(
    "narrowed",
    [
        {"owner_epoch": 9},
        {"pair_epoch": 9},
        {"global_epoch": 9},
        {"enrollment": None},
        {"enrollment": enrollment(version=2)},
        {"enrollment": enrollment(enrollment_id=EnrollmentId(UUID(int=9)))},
    ],
)
def test_nothing_that_was_said_survives_what_narrows(narrowed: dict[str, Any]) -> None:
    later = facts(**narrowed)
    assert not is_current(YES, later, NOW_US)
    assert answers_to(YES, later, NOW_US) == UNANSWERED
    assert answers_to(spent(YES, FETCH), later, NOW_US, FETCH) == UNANSWERED


def test_a_question_ends_unanswered_and_a_yes_unused() -> None:
    assert answers_to(WAITING, FACTS, NOW_US + QUESTION_WAITS_US) == UNANSWERED
    assert answers_to(YES, FACTS, NOW_US + YES_GOOD_FOR_US - 1)[0] is Answer.YES
    assert answers_to(YES, FACTS, NOW_US + YES_GOOD_FOR_US) == UNANSWERED


def test_a_spent_yes_stands_for_its_own_render_alone_and_for_good() -> None:
    taken = spent(YES, FETCH)
    assert answers_to(taken, FACTS, NOW_US + 9 * YES_GOOD_FOR_US, FETCH)[0] is Answer.YES
    assert answers_to(taken, FACTS, NOW_US, OTHER_FETCH)[0] is Answer.USED_UP
    assert answers_to(taken, FACTS, NOW_US)[0] is Answer.USED_UP


def test_a_no_stays_and_the_prompt_goes_with_the_last_answer() -> None:
    no = settled(replace(WAITING, owner_answer=Answer.NO), NOW_US)
    assert (no.prompt, no.ends_us) == ("", None)
    assert (YES.prompt, YES.ends_us) == ("", NOW_US + YES_GOOD_FOR_US)
    half = replace(WAITING, owner_answer=Answer.YES, review_answer=Answer.WAITING)
    assert settled(half, NOW_US) == half
    assert is_waiting(half)
    assert not is_waiting(replace(half, review_answer=Answer.NO))
    assert settled(replace(half, owner_answer=Answer.NO), NOW_US).prompt == ""


@pytest.mark.parametrize("full", [AskedBefore(MOST_QUESTIONS_A_DAY, 0), AskedBefore(0, MOST_OPEN_QUESTIONS)])
def test_a_flood_of_questions_leaves_no_room(full: AskedBefore) -> None:
    assert has_room_for_a_question(AskedBefore(MOST_QUESTIONS_A_DAY - 1, MOST_OPEN_QUESTIONS - 1))
    assert not has_room_for_a_question(full)
