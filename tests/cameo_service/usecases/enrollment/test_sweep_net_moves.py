"""After a change of nets people are noted, asked, asked again and ended; what was kept to go back to is erased."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from cameo_service.usecases.enrollment.net_moves import ASKED_AFTER_US, DAY_US, UNDOABLE_US
from cameo_service.usecases.enrollment.sweep_net_moves import A_FEW, LEAD_US, LOOKED_AGAIN_US, SweepNetMoves
from cameo_service.usecases.operator.erasure import EraseSubject, EraseSubjectRequest
from cameo_service.usecases.ports.events import ENROLLMENT_ENDING, START
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from consent.identity import EnrollmentId
from consent.takedown import StopEffect
from tests.cameo_service.usecases.enrolling import Enrolling, passed
from tests.cameo_service.usecases.enrollment.moving import (
    ENDS_AFTER_US,
    FIRST,
    PACK,
    SECOND,
    faces_sealed,
    standing,
    sweep_of,
    take,
    told,
    undo,
)

HOUR_US = LOOKED_AGAIN_US


@pytest.fixture
def enrolling() -> Enrolling:
    """Ada, who enrolled by the nets of before."""
    enrolling = Enrolling()
    enrolling.enrolled(analysis=passed(who=take()))
    return enrolling


@pytest.fixture
def sweep(enrolling: Enrolling) -> SweepNetMoves:
    return sweep_of(enrolling.world, enrolling.world.vault)


def of(enrolling: Enrolling) -> NetMove:
    row = standing(enrolling.world, enrolling.ada)
    assert row is not None
    return row


def asks(enrolling: Enrolling) -> list[tuple[int, int | None]]:
    """When the app was told to ask ada, and until when she has to come."""
    with enrolling.world.store.read() as snapshot:
        rows = snapshot.events.after(START, 1000)
    return [(row.at_us, row.due_us) for row in rows if row.kind == ENROLLMENT_ENDING]


def moves(enrolling: Enrolling) -> None:
    assert enrolling.verified(passed(who=take(number=5, first=False), earlier=take())).state == "PASSED"


def wait(enrolling: Enrolling, us: int) -> int:
    enrolling.world.clock.now_us += us
    return enrolling.world.clock.now_us


def test_who_enrolled_by_the_nets_of_before_is_noted_once(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    now_us = enrolling.world.clock.now_us
    assert (sweep(), sweep()) == (1, 0)

    assert of(enrolling) == NetMove(
        enrolling.ada, " ".join(sorted(SECOND)), MoveState.WAITING, now_us, due_us=now_us + ASKED_AFTER_US
    )
    assert asks(enrolling) == []


def test_who_enrolled_by_the_same_nets_under_another_name_of_the_pack_waits_for_nothing(sweep: SweepNetMoves) -> None:
    enrolling = Enrolling()
    enrolling.enrolled(analysis=passed(who=take(first=False)))
    sweep_of(enrolling.world, enrolling.world.vault)()

    assert (of(enrolling).state, of(enrolling).due_us) == (MoveState.SAME, None)


def test_who_is_sealed_by_the_pack_in_use_is_not_even_looked_at(enrolling: Enrolling) -> None:
    world = enrolling.world
    row = enrolling.row
    assert row is not None
    sealed = tuple(replace(item, model_id=PACK) for item in row.sealed)
    with world.store.write() as transaction:
        transaction.enrollments.put(replace(row, enrollment_id=EnrollmentId(UUID(int=1)), sealed=sealed))
    sweep_of(world, world.vault)()

    assert standing(world, enrolling.ada) is None


def test_who_did_not_come_by_then_is_asked_with_both_dates_and_once_more_before_the_end(
    enrolling: Enrolling, sweep: SweepNetMoves
) -> None:
    sweep()
    asked_us = wait(enrolling, ASKED_AFTER_US)
    ends_us = asked_us + ENDS_AFTER_US
    assert (sweep(), sweep()) == (1, 0)
    assert asks(enrolling) == [(asked_us, ends_us)]
    assert (of(enrolling).asked_us, of(enrolling).ends_us) == (asked_us, ends_us)

    again_us = wait(enrolling, ENDS_AFTER_US - LEAD_US)
    sweep()
    assert asks(enrolling) == [(asked_us, ends_us), (again_us, ends_us)]
    assert of(enrolling).asked_us == asked_us


def ended(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    sweep()
    for passes_us in (ASKED_AFTER_US, ENDS_AFTER_US - LEAD_US, LEAD_US):
        wait(enrolling, passes_us)
        sweep()


def test_who_never_comes_ends_and_nothing_of_face_and_voice_is_left(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    epoch = enrolling.epoch
    ended(enrolling, sweep)

    assert enrolling.row is None
    assert of(enrolling).state is MoveState.EXPIRED
    assert told(enrolling.world, enrolling.ada)[0] == "enrollment_ended"
    assert enrolling.epoch > epoch
    assert sweep() == 0


def test_the_end_comes_no_moment_earlier_than_was_said(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    sweep()
    for passes_us in (ASKED_AFTER_US, ENDS_AFTER_US - LEAD_US, LEAD_US - 1):
        wait(enrolling, passes_us)
        sweep()

    assert enrolling.row is not None


def test_an_enrollment_that_ends_by_itself_is_not_said_to_end_later(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    row, now_us = enrolling.row, enrolling.world.clock.now_us
    assert row is not None
    expires_us = now_us + ASKED_AFTER_US + DAY_US
    with enrolling.world.store.write() as transaction:
        transaction.enrollments.put(replace(row, enrollment_id=EnrollmentId(UUID(int=1)), expires_us=expires_us))
    sweep()
    wait(enrolling, ASKED_AFTER_US)
    sweep()

    assert of(enrolling).ends_us == expires_us
    assert of(enrolling).due_us == expires_us


def test_who_was_ended_enrolls_anew_and_is_moved_then(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    ended(enrolling, sweep)
    assert enrolling.enrolled(analysis=passed(who=take(number=5, first=False))).state == "PASSED"

    assert of(enrolling).state is MoveState.MOVED


def test_who_was_ended_still_erases_themself(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    ended(enrolling, sweep)
    request = EraseSubjectRequest(enrolling.world.request_id(), StopEffect.STOP_NEW)
    enrolling.world.run(EraseSubject(lambda _: True), enrolling.world.app("ada"), request)

    assert standing(enrolling.world, enrolling.ada) is None


def test_no_person_is_asked_to_come_for_nothing(enrolling: Enrolling) -> None:
    """Without the nets of before no take of theirs would match: the operator has to load them first."""
    sweep = sweep_of(enrolling.world, enrolling.world.vault, loaded=SECOND)
    sweep()
    wait(enrolling, ASKED_AFTER_US)
    sweep()
    assert asks(enrolling) == []

    wait(enrolling, DAY_US)
    sweep_of(enrolling.world, enrolling.world.vault)()
    assert len(asks(enrolling)) == 1


def test_who_was_asked_and_came_is_asked_no_more_and_does_not_end(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    sweep()
    asked_us = wait(enrolling, ASKED_AFTER_US)
    sweep()
    moves(enrolling)
    wait(enrolling, ENDS_AFTER_US)
    sweep()

    assert (of(enrolling).state, of(enrolling).asked_us) == (MoveState.MOVED, asked_us)
    assert len(asks(enrolling)) == 1
    assert enrolling.row is not None


@pytest.mark.parametrize(("after_us", "faces"), [(UNDOABLE_US - 1, ["sface", "dlib"]), (UNDOABLE_US, ["sface"])])
def test_the_templates_of_before_are_erased_when_they_cannot_be_gone_back_to(
    enrolling: Enrolling, sweep: SweepNetMoves, after_us: int, faces: list[str]
) -> None:
    moves(enrolling)
    wait(enrolling, after_us)
    sweep()

    assert faces_sealed(enrolling) == faces
    assert enrolling.verified(passed(who=take(number=5, first=False))).state == "PASSED"


def test_who_went_back_is_asked_later_and_ends_like_who_never_came(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    moves(enrolling)
    undo(enrolling.world, "ada")
    asked_us = wait(enrolling, ASKED_AFTER_US)
    sweep()
    assert (of(enrolling).state, of(enrolling).asked_us) == (MoveState.UNDONE, asked_us)

    wait(enrolling, ENDS_AFTER_US)
    sweep()
    assert of(enrolling).state is MoveState.EXPIRED


def test_many_people_are_noted_a_few_at_once_and_a_service_that_stopped_half_way_goes_on(
    enrolling: Enrolling, sweep: SweepNetMoves
) -> None:
    world, row = enrolling.world, enrolling.row
    assert row is not None
    for number in range(2 * A_FEW):
        subject = world.person(f"person{number}")
        with world.store.write() as transaction:
            transaction.enrollments.put(replace(row, subject=subject))
    assert sweep() == A_FEW

    another = sweep_of(world, world.vault)
    assert [another() for _ in range(4)] == [0, A_FEW, 1, 0]


def test_all_are_looked_at_again_after_an_hour(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    """A service with the settings of before may have enrolled people meanwhile."""
    sweep()
    bob, row = enrolling.world.person("bob"), enrolling.row
    assert row is not None
    with enrolling.world.store.write() as transaction:
        transaction.enrollments.put(replace(row, subject=bob))
    wait(enrolling, HOUR_US - 1)
    assert sweep() == 0
    wait(enrolling, 1)
    assert sweep() == 1


def test_when_the_nets_change_back_people_are_judged_by_those_in_use_then(
    enrolling: Enrolling, sweep: SweepNetMoves
) -> None:
    sweep()
    sweep_of(enrolling.world, enrolling.world.vault, sealing=FIRST)()

    assert of(enrolling).state is MoveState.SAME


def test_a_row_of_another_change_is_judged_anew_when_it_is_due(enrolling: Enrolling, sweep: SweepNetMoves) -> None:
    moves(enrolling)
    wait(enrolling, UNDOABLE_US)
    sweep_of(enrolling.world, enrolling.world.vault, sealing=FIRST)()

    assert faces_sealed(enrolling) == ["sface"]
    assert of(enrolling).state is MoveState.WAITING


def test_templates_that_do_not_open_are_noted_and_no_person_is_asked(
    enrolling: Enrolling, sweep: SweepNetMoves
) -> None:
    enrolling.world.vault.is_broken = True
    sweep()
    wait(enrolling, ASKED_AFTER_US)
    sweep()

    assert of(enrolling).state is MoveState.WAITING
    assert json.dumps(asks(enrolling)) == "[]"
