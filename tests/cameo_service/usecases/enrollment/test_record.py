"""One attempt from its first message to its verdict, over an inbox that is a list: no transport is needed."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cameo_service.usecases.acting.errors import ServiceStoppingError
from cameo_service.usecases.enrollment.enrollment_errors import (
    AnalysisFailedError,
    AnalysisInterruptedError,
    AnalysisOverLimitError,
    AttemptAbandonedError,
    RecordingReplacedError,
    RecordingRunningError,
    UnknownSessionError,
    VerificationNotLiveError,
    WordlessNotLiveError,
)
from cameo_service.usecases.enrollment.places import Places, Waiting
from cameo_service.usecases.enrollment.receive import Arrival, Chunk, FromClient, OpenRecording
from cameo_service.usecases.enrollment.record import RecordEnrollment, Reply
from cameo_service.usecases.enrollment.sessions import EnrollmentView, StartEnrollment, StartEnrollmentRequest
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from liveness.challenge.plan import ChallengePlan
from liveness.challenge.prompts import Challenge
from liveness.errors import NotAsAnnouncedError, NotOpenedError, OpenedTwiceError, SessionUsedError
from liveness.live.conversation import Conversation
from liveness.live.messages import Ended, Opened, Ready
from liveness.live.session import SessionState
from tests.cameo_service.usecases.enrolling import RELEASE, Enrolling, passed
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import LIMITS, TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst
from tests.cameo_service.usecases.world import SECOND_US

END, FILE = Ended(), Challenge()
LONG_S = 60


class Listed:
    """What the client sends, all of it at once, and then the end of the stream."""

    def __init__(self, at_s: float, *messages: FromClient) -> None:
        self._left = [Arrival(message, at_s) for message in (*messages, None)]
        self.is_left = False

    def next(self, until_s: float | None) -> Arrival | None:
        del until_s
        return self._left.pop(0)

    def stop(self) -> None:
        """Everything has arrived."""


class Desk:
    """A person with a session, and the use case."""

    def __init__(self, places: int = 2) -> None:
        self.enrolling, self.analyst = Enrolling(), ToldAnalyst()
        self.spools: list[HeldSpool] = []
        clock = self.enrolling.world.clock
        self._record = RecordEnrollment(
            attempts=self.enrolling.attempts,
            analyst=self.analyst,
            settle=self.enrolling.settles,
            policy=self.enrolling.policy,
            new_conversation=lambda _act, _language: Conversation(ChallengePlan("yes"), lambda _: 0, LIMITS.bytes),
            new_follower=TextFollower,
            new_spool=self._spool,
            limits=LIMITS,
            clock=clock,
            places=Places(places, clock, look_s=0.0),
            door=self.enrolling.door,
        )
        self.started = self.enrolling.start()

    def record(self, *messages: FromClient) -> Generator[Reply, None, None]:
        return self.record_as("ada", *messages)

    def record_as(self, person: str, *messages: FromClient) -> Generator[Reply, None, None]:
        inbox = Listed(self.enrolling.world.clock.monotonic_s(), *messages)
        return self._record(self.enrolling.world.app(person), inbox)

    def _spool(self) -> HeldSpool:
        self.spools.append(HeldSpool())
        return self.spools[-1]

    def open(self, mode: Opened | Challenge = FILE) -> OpenRecording:
        return OpenRecording(EnrollmentId(self.started.session_id), mode)

    def used(self) -> OpenRecording:
        """Opens a session that has its result."""
        done = self.enrolling.start()
        self.enrolling.settle(self.enrolling.begin(done), passed())
        return OpenRecording(EnrollmentId(done.session_id), FILE)

    def refusal(self) -> str:
        """Of another recording of the same person."""
        with pytest.raises(RecordingRunningError) as refused:
            list(self.record(self.open(), END))
        return refused.value.code

    @property
    def turns_replaced(self) -> bool:
        """Whether the stream that runs was told to end."""
        return any(turn.is_replaced for turn in self._record.turns._running.values())

    @property
    def state(self) -> SessionState:
        return self.enrolling.view(self.started).state


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_no_byte_of_a_recording_outlives_its_attempt(desk: Desk) -> None:
    list(desk.record(desk.open(), Chunk(0, b"one"), END))
    desk.started = desk.enrolling.start()
    with pytest.raises(AttemptAbandonedError):
        list(desk.record(desk.open(), Chunk(0, b"torn")))
    assert [(spool.size, spool.is_closed) for spool in desk.spools] == [(0, True), (0, True)]


def test_nothing_measures_a_recording_after_its_bytes_are_gone(desk: Desk) -> None:
    with pytest.raises(AttemptAbandonedError):
        list(desk.record(desk.open(Opened("webm", "vp8")), Chunk(0, b"0.5 100"), Chunk(1, b"0.75")))
    (ahead,) = desk.analyst.aheads
    assert [size for size, _ in ahead.grew] == [7, 11]
    assert ahead.is_over


def test_a_file_is_received_judged_and_settled(desk: Desk) -> None:
    ready, verdict = desk.record(desk.open(), Chunk(0, b"one "), Chunk(1, b"two"), END)
    assert isinstance(ready, Ready)
    assert isinstance(verdict, EnrollmentView)
    assert verdict.state is SessionState.PASSED
    assert [data for data, _challenge in desk.analyst.seen] == [b"one two"]


def test_a_transport_that_closes_before_the_verdict_abandons(desk: Desk) -> None:
    replies = desk.record(desk.open(), END)
    next(replies)
    while_open = desk.state
    replies.close()
    assert (while_open, desk.state) == (SessionState.RECORDING, SessionState.ABANDONED)


def test_a_verdict_stands_though_the_transport_closes(desk: Desk) -> None:
    replies = desk.record(desk.open(), END)
    assert [type(next(replies)), type(next(replies))] == [Ready, EnrollmentView]
    replies.close()
    assert desk.state is SessionState.PASSED


@pytest.mark.parametrize("first", [(END,), ()])
def test_nothing_counts_before_a_recording_is_opened(desk: Desk, first: tuple[FromClient, ...]) -> None:
    with pytest.raises((NotOpenedError, AttemptAbandonedError)):
        list(desk.record(*first))
    assert desk.enrolling.view(desk.started).attempts_left == 3


@pytest.mark.parametrize("mode", [FILE, Opened("webm", "vp8")])
def test_a_recording_is_opened_once(desk: Desk, mode: Opened | Challenge) -> None:
    opening = desk.open(mode)
    with pytest.raises(OpenedTwiceError):
        list(desk.record(opening, opening))
    assert desk.state is SessionState.ABANDONED


def test_a_newer_stream_ends_an_older_one_of_the_same_session_and_is_judged(desk: Desk) -> None:
    older = desk.record(desk.open(), END)
    next(older)
    with ThreadPoolExecutor(1) as threads:
        newer = threads.submit(list, desk.record(desk.open(), Chunk(0, b"newer"), END))
        while not desk.turns_replaced:
            pass
        with pytest.raises(RecordingReplacedError):
            next(older)
        *_, verdict = newer.result(LONG_S)
    assert isinstance(verdict, EnrollmentView)
    assert (verdict.state, verdict.attempts_left) == (SessionState.PASSED, 0)
    assert [data for data, _challenge in desk.analyst.seen] == [b"newer"]


def test_a_stream_that_may_not_begin_ends_no_other(desk: Desk) -> None:
    used, unknown = desk.used(), OpenRecording(EnrollmentId(desk.enrolling.ada), FILE)
    running = desk.record(desk.open(), END)
    next(running)
    with pytest.raises(UnknownSessionError):
        list(desk.record(unknown, END))
    with pytest.raises(SessionUsedError):
        list(desk.record(used, END))
    assert isinstance(next(running), EnrollmentView)


def test_one_recording_of_a_person_is_judged_at_a_time(desk: Desk) -> None:
    desk.analyst.while_analysing = lambda: refused.append(desk.refusal())
    refused: list[str] = []
    *_, verdict = desk.record(desk.open(), END)
    assert isinstance(verdict, EnrollmentView)
    assert (verdict.state, refused, len(desk.analyst.seen)) == (SessionState.PASSED, ["RECORDING_RUNNING"], 1)


def test_a_session_says_that_its_recording_is_being_judged(desk: Desk) -> None:
    states: list[SessionState] = []
    desk.analyst.while_analysing = lambda: states.append(desk.state)
    list(desk.record(desk.open(), END))
    assert states == [SessionState.JUDGING]


@pytest.mark.parametrize(
    ("error", "left"),
    [(AnalysisInterruptedError("again"), 3), (AnalysisOverLimitError("less"), 2), (AnalysisFailedError("other"), 2)],
)
def test_only_what_the_service_lost_costs_no_attempt(desk: Desk, error: Exception, left: int) -> None:
    desk.analyst.answer = error
    with pytest.raises(type(error)):
        list(desk.record(desk.open(), END))
    view = desk.enrolling.view(desk.started)
    assert (view.state, view.attempts_left) == (SessionState.ABANDONED, left)


def test_a_file_is_what_it_was_announced_as_or_gets_no_verdict(desk: Desk) -> None:
    desk.analyst.answer = replace(passed(), delivered=("mp4", "h264"))
    with pytest.raises(NotAsAnnouncedError, match="mp4 with h264 came"):
        list(desk.record(replace(desk.open(), announced=Opened("webm", "vp9")), END))
    assert desk.state is SessionState.ABANDONED
    *_, verdict = desk.record(replace(desk.open(), announced=Opened("mp4", "h264")), END)
    assert isinstance(verdict, EnrollmentView)
    assert verdict.state is SessionState.PASSED


def test_a_file_verifies_no_owner(desk: Desk) -> None:
    list(desk.record(desk.open(), END))
    desk.started = desk.enrolling.start_verification(OwnerAct.ERASE)
    with pytest.raises(VerificationNotLiveError):
        list(desk.record(desk.open(), END))
    assert desk.state is SessionState.ABANDONED


def test_a_file_is_none_of_a_session_without_words(desk: Desk) -> None:
    desk.enrolling.starts = StartEnrollment(offers_wordless=True)
    request = StartEnrollmentRequest("wordless", RELEASE, without_words=True)
    desk.started = desk.enrolling.start_as(desk.enrolling.world.app("ada"), request)
    with pytest.raises(WordlessNotLiveError):
        list(desk.record(desk.open(), END))
    assert desk.state is SessionState.ABANDONED


@pytest.fixture
def one_place() -> Iterator[tuple[Desk, Generator[Reply, None, None]]]:
    """A desk with one place, and the recording of another person that has it."""
    desk = Desk(places=1)
    desk.enrolling.world.person("bob")
    request = StartEnrollmentRequest("bob", RELEASE)
    session = desk.enrolling.start_as(desk.enrolling.world.app("bob"), request)
    opening = OpenRecording(EnrollmentId(session.session_id), FILE)
    running = desk.record_as("bob", opening, END)
    assert isinstance(next(running), Ready)
    yield desk, running
    running.close()


def test_a_session_does_not_end_while_its_person_waits(one_place: tuple[Desk, Generator[Reply, None, None]]) -> None:
    desk, running = one_place
    waiting = desk.record(desk.open(), END)
    assert isinstance(next(waiting), Waiting)
    desk.enrolling.world.clock.now_us += 11 * 60 * SECOND_US
    running.close()
    assert next(waiting) == Waiting(0, 0)
    assert isinstance(next(waiting), Ready)
    ends_us = desk.enrolling.session(desk.started).expires_us
    assert ends_us == desk.started.expires_us + 11 * 60 * SECOND_US
    assert isinstance(next(waiting), EnrollmentView)


def test_one_that_is_gone_when_its_turn_comes_loses_no_attempt(
    one_place: tuple[Desk, Generator[Reply, None, None]],
) -> None:
    desk, running = one_place
    waiting = desk.record(desk.open(), END)
    next(waiting)
    running.close()
    assert next(waiting) == Waiting(0, 0)
    waiting.close()
    assert desk.enrolling.view(desk.started).attempts_left == 3
    assert isinstance(next(desk.record(desk.open(), END)), Ready)


def test_a_newer_stream_takes_the_turn_of_an_older_one_that_waits(
    one_place: tuple[Desk, Generator[Reply, None, None]],
) -> None:
    desk, _running = one_place
    older = desk.record(desk.open(), END)
    next(older)
    with ThreadPoolExecutor(1) as thread:
        newer = desk.record(desk.open(), END)
        told = thread.submit(next, newer)
        while not desk.turns_replaced:
            pass
        with pytest.raises(RecordingReplacedError):
            list(older)
        assert isinstance(told.result(LONG_S), Waiting)
    newer.close()


def test_a_recording_that_a_stop_cuts_short_costs_no_attempt(desk: Desk) -> None:
    running = desk.record(desk.open(), END)
    next(running)
    assert desk._record.turns.abandon_received() == 1
    with pytest.raises(ServiceStoppingError):
        next(running)
    view = desk.enrolling.view(desk.started)
    assert (view.state, view.attempts_left) == (SessionState.ABANDONED, 3)


def test_a_stop_begins_no_attempt(desk: Desk) -> None:
    assert desk._record.turns.close() == 0
    with pytest.raises(ServiceStoppingError):
        next(desk.record(desk.open(), END))
    assert desk.state is SessionState.CREATED
