"""The first verification after a change of nets moves its person, if surely them and they agreed; they may undo it."""

import json
from dataclasses import replace

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.acting.step_up import OwnerVerificationNeededError, require_verified_owner
from cameo_service.usecases.enrollment.net_moves import (
    ASKED_AFTER_US,
    UNDOABLE_US,
    NoMoveToUndoError,
    UndoNetMoveRequest,
    undo_net_move,
)
from cameo_service.usecases.operator.erasure import EraseSubject, EraseSubjectRequest
from cameo_service.usecases.ports.enrollment import SessionRow, templates_of
from cameo_service.usecases.ports.net_moves import MoveState
from consent.owner_act import OwnerAct
from consent.release import Purpose
from consent.takedown import StopEffect
from liveness.checks.result import Reason
from liveness.limits.net_ids import CAMPPLUS, DLIB_RESNET, SFACE
from liveness.measure.templates import MatchingTemplates, Template
from liveness.verdict.analysis import Analysis
from liveness.verdict.outcome import Outcome
from tests.cameo_service.usecases.enrolling import Enrolling, not_passed, passed, somebody
from tests.cameo_service.usecases.enrollment.moving import faces_sealed, standing, take, told, undo
from tests.stores import altered

TODAY = take(number=5, first=False)
"""What today's nets make of ada."""


@pytest.fixture
def enrolling() -> Enrolling:
    """Ada, who enrolled by the nets of before."""
    enrolling = Enrolling()
    enrolling.enrolled(analysis=passed(who=take()))
    return enrolling


def comes(earlier: MatchingTemplates | None = None, who: MatchingTemplates = TODAY) -> Analysis:
    """A take as both packs' nets see it."""
    return passed(who=who, earlier=earlier or take(face=0.2, voice=0.9))


def state(enrolling: Enrolling) -> MoveState | None:
    row = standing(enrolling.world, enrolling.ada)
    return row.state if row else None


def session_of_the_enrollment(enrolling: Enrolling) -> SessionRow:
    with enrolling.world.store.write() as transaction:
        return next(row for row in transaction.sessions.since(enrolling.ada, 0) if row.act is None)


def test_the_first_verification_seals_todays_templates_and_keeps_those_of_before(enrolling: Enrolling) -> None:
    before = enrolling.row
    assert enrolling.verified(comes()).state == "PASSED"

    assert faces_sealed(enrolling) == ["sface", "dlib"]
    row = standing(enrolling.world, enrolling.ada)
    assert row is not None
    assert (row.state, row.nets) == (MoveState.MOVED, f"{CAMPPLUS} {SFACE}")
    assert row.ends_us == row.due_us == row.since_us + UNDOABLE_US
    assert before is not None
    assert set(before.sealed) < set(enrolling.row.sealed)  # type: ignore[union-attr]


def test_likeness_version_and_grants_stay_as_they_were(enrolling: Enrolling) -> None:
    before, epoch = enrolling.row, enrolling.epoch
    enrolling.verified(comes())

    assert before is not None
    assert replace(enrolling.row, sealed=()) == replace(before, sealed=())  # type: ignore[type-var]
    assert enrolling.epoch == epoch


def test_a_move_is_an_entry_of_its_own_beside_the_verification(enrolling: Enrolling) -> None:
    enrolling.verified(comes())

    assert sorted(told(enrolling.world, enrolling.ada)[:2]) == ["owner_verified", "templates_moved"]


def test_who_moved_is_recognised_by_todays_nets_alone_and_moves_once(enrolling: Enrolling) -> None:
    enrolling.verified(comes())

    assert enrolling.verified(passed(who=TODAY)).state == "PASSED"
    assert enrolling.verified(comes()).state == "PASSED"
    assert told(enrolling.world, enrolling.ada).count("templates_moved") == 1
    other = passed(who=take(number=9, first=False))
    assert enrolling.verified(other).state != "PASSED"


@pytest.mark.parametrize(
    ("face", "voice"), [(0.33, 0.9), (0.41, 0.9), (0.2, 0.77), (0.2, 0.71)], ids=["face", "face far", "voice", "hoarse"]
)
def test_a_take_that_is_accepted_but_not_surely_the_person_moves_them_not(
    enrolling: Enrolling, face: float, voice: float
) -> None:
    """Accepted are distances up to 0.42 and cosines from 0.705 on; who moves needs 0.315 and 0.78."""
    assert enrolling.verified(comes(take(face=face, voice=voice))).state == "PASSED"

    assert faces_sealed(enrolling) == ["dlib"]
    assert state(enrolling) is None


@pytest.mark.parametrize("missing", [Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE])
def test_without_a_yes_to_both_templates_none_is_made_anew(enrolling: Enrolling, missing: Purpose) -> None:
    agreed = session_of_the_enrollment(enrolling)
    kept = json.dumps(sorted(agreed.purposes - {missing}))
    altered(enrolling.world.store, "UPDATE sessions SET purposes = ? WHERE act IS NULL", kept)

    assert enrolling.verified(comes()).state == "PASSED"
    assert faces_sealed(enrolling) == ["dlib"]


def test_where_the_record_of_the_consent_is_gone_none_is_made_anew(enrolling: Enrolling) -> None:
    agreed = session_of_the_enrollment(enrolling)
    with enrolling.world.store.write() as transaction:
        transaction.sessions.put(replace(agreed, record=None))

    enrolling.verified(comes())
    assert faces_sealed(enrolling) == ["dlib"]


def test_the_take_before_an_erasure_moves_no_person(enrolling: Enrolling) -> None:
    enrolling.verified(comes(), OwnerAct.ERASE)

    assert faces_sealed(enrolling) == ["dlib"]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.RETRY])
def test_a_take_that_did_not_pass_moves_no_person(enrolling: Enrolling, outcome: Outcome) -> None:
    refused = replace(not_passed(outcome, Reason.CUT), templates=TODAY, earlier=take())
    enrolling.verified(refused)

    assert faces_sealed(enrolling) == ["dlib"]


def test_a_take_that_was_not_made_live_moves_no_person(enrolling: Enrolling) -> None:
    enrolling.verified(comes(), in_real_time=False)

    assert faces_sealed(enrolling) == ["dlib"]


def test_a_take_with_too_little_speech_for_todays_voice_moves_no_person(enrolling: Enrolling) -> None:
    enrolling.verified(comes(who=replace(TODAY, voice=None)))

    assert faces_sealed(enrolling) == ["dlib"]


def test_a_person_whose_voice_was_never_known_is_not_moved_by_their_face() -> None:
    enrolling = Enrolling()
    enrolling.enrolled(analysis=passed(who=replace(take(), voice=None)))

    assert enrolling.verified(comes()).state == "PASSED"
    assert faces_sealed(enrolling) == ["dlib"]


def test_templates_of_a_net_without_a_margin_are_not_replaced() -> None:
    enrolling, unmeasured = Enrolling(), somebody(face_model="insightface-buffalo_l-w600k_r50")
    enrolling.enrolled(analysis=passed(who=unmeasured))

    assert enrolling.verified(comes(unmeasured)).state == "PASSED"
    assert state(enrolling) is None


def test_with_one_net_changed_the_other_one_is_compared_as_it_was() -> None:
    enrolling, voice = Enrolling(), Template(CAMPPLUS, TODAY.voice.vector)  # type: ignore[union-attr]
    enrolling.enrolled(analysis=passed(who=replace(take(), voice=voice)))

    enrolling.verified(comes(replace(take(face=0.2), voice=voice)))
    assert faces_sealed(enrolling) == ["sface", "dlib"]


def test_an_undone_move_destroys_the_new_templates_and_the_old_ones_count_again(enrolling: Enrolling) -> None:
    enrolling.verified(comes())
    undo(enrolling.world, "ada")

    assert faces_sealed(enrolling) == ["dlib"]
    assert told(enrolling.world, enrolling.ada)[0] == "templates_move_undone"
    row = standing(enrolling.world, enrolling.ada)
    assert row is not None
    assert (row.state, row.ends_us, row.due_us) == (MoveState.UNDONE, None, row.since_us + ASKED_AFTER_US)
    assert enrolling.verified(passed(who=TODAY)).state != "PASSED"
    assert enrolling.verified(comes()).state == "PASSED"


def test_who_went_back_is_not_moved_again_by_a_take(enrolling: Enrolling) -> None:
    enrolling.verified(comes())
    undo(enrolling.world, "ada")
    enrolling.verified(comes())

    assert faces_sealed(enrolling) == ["dlib"]
    assert state(enrolling) is MoveState.UNDONE


def test_what_the_moving_take_proved_is_void_after_the_undoing(enrolling: Enrolling) -> None:
    enrolling.verified(comes(), OwnerAct.GRANT_AD)
    undo(enrolling.world, "ada")

    with pytest.raises(OwnerVerificationNeededError), enrolling.world.store.write() as transaction:
        require_verified_owner(transaction, enrolling.ada, OwnerAct.GRANT_AD, enrolling.world.clock.now_us)


@pytest.mark.parametrize(("after_us", "is_open"), [(UNDOABLE_US - 1, True), (UNDOABLE_US, False)])
def test_a_move_can_be_undone_for_fourteen_days(enrolling: Enrolling, after_us: int, *, is_open: bool) -> None:
    enrolling.verified(comes())
    enrolling.world.clock.now_us += after_us
    if is_open:
        undo(enrolling.world, "ada")
        return
    with pytest.raises(NoMoveToUndoError):
        undo(enrolling.world, "ada")


def test_who_was_not_moved_or_went_back_has_nothing_to_undo(enrolling: Enrolling) -> None:
    with pytest.raises(NoMoveToUndoError):
        undo(enrolling.world, "ada")
    enrolling.verified(comes())
    undo(enrolling.world, "ada")
    with pytest.raises(NoMoveToUndoError):
        undo(enrolling.world, "ada")


def test_an_app_without_the_owners_assertion_undoes_nothing(enrolling: Enrolling) -> None:
    enrolling.verified(comes())

    with pytest.raises(NotTheOwnerError):
        enrolling.world.run(undo_net_move, enrolling.world.app(), UndoNetMoveRequest("one"))
    assert faces_sealed(enrolling) == ["sface", "dlib"]


def test_who_enrolls_again_has_moved_and_can_not_go_back(enrolling: Enrolling) -> None:
    enrolling.verified(comes())
    undo(enrolling.world, "ada")
    enrolling.enrolled(analysis=comes())

    assert faces_sealed(enrolling) == ["sface"]
    row = standing(enrolling.world, enrolling.ada)
    assert row is not None
    assert (row.state, row.ends_us, row.due_us) == (MoveState.MOVED, None, None)
    with pytest.raises(NoMoveToUndoError):
        undo(enrolling.world, "ada")


def test_a_second_change_of_nets_keeps_the_templates_of_one_change_alone(enrolling: Enrolling) -> None:
    enrolling.verified(comes())
    third = replace(TODAY, face=Template(DLIB_RESNET, take(number=7).face.vector))
    enrolling.verified(passed(who=third, earlier=TODAY))

    assert faces_sealed(enrolling) == ["dlib", "sface"]
    assert enrolling.row is not None
    assert [item.kind for item in templates_of(enrolling.row.sealed)] == [
        "matching_templates.3",
        "matching_templates.2",
    ]


def test_an_erasure_takes_the_kept_templates_too(enrolling: Enrolling) -> None:
    enrolling.verified(comes())
    enrolling.verified(comes(), OwnerAct.ERASE)
    erase = EraseSubject(lambda _: True)
    request = EraseSubjectRequest(enrolling.world.request_id(), StopEffect.STOP_NEW)
    enrolling.world.run(erase, enrolling.world.app("ada"), request)

    assert enrolling.row is None
    assert state(enrolling) is None
    with enrolling.world.store.read() as snapshot:
        assert snapshot.enrollments.traces_of(enrolling.ada) == ()
