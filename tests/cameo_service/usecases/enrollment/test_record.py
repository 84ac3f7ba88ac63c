"""One attempt from its first message to its verdict, over an inbox that is a list: no transport is needed."""

from collections.abc import Generator

import pytest

from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError, VerificationNotLiveError
from cameo_service.usecases.enrollment.receive import Arrival, Chunk, FromClient, OpenRecording
from cameo_service.usecases.enrollment.record import RecordEnrollment, Reply
from cameo_service.usecases.enrollment.sessions import EnrollmentView
from consent.identity import EnrollmentId
from consent.owner_act import OwnerAct
from liveness.challenge.plan import ChallengePlan
from liveness.challenge.prompts import Challenge
from liveness.errors import NotOpenedError, OpenedTwiceError
from liveness.live.conversation import Conversation
from liveness.live.messages import Ended, Opened, Ready
from liveness.live.session import SessionState
from tests.cameo_service.usecases.enrolling import Enrolling
from tests.cameo_service.usecases.enrollment.live_client import LIMITS, TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

END, FILE = Ended(), Challenge()


class Listed:
    """What the client sends, all of it at once, and then the end of the stream."""

    def __init__(self, at_s: float, *messages: FromClient) -> None:
        self._left = [Arrival(message, at_s) for message in (*messages, None)]

    def next(self, until_s: float | None) -> Arrival | None:
        del until_s
        return self._left.pop(0)


class Desk:
    """A person with a session, and the use case over stores in memory."""

    def __init__(self) -> None:
        self.enrolling, self.analyst = Enrolling(), ToldAnalyst()
        clock = self.enrolling.world.clock
        self._record = RecordEnrollment(
            attempts=self.enrolling.attempts,
            analyst=self.analyst,
            settle=self.enrolling.settles,
            policy=self.enrolling.policy,
            new_conversation=lambda _act: Conversation(ChallengePlan("yes"), lambda _: 0, LIMITS.bytes),
            new_follower=TextFollower,
            limits=LIMITS,
            clock=clock,
        )
        self.started = self.enrolling.start()

    def record(self, *messages: FromClient) -> Generator[Reply, None, None]:
        inbox = Listed(self.enrolling.world.clock.monotonic_s(), *messages)
        return self._record(self.enrolling.world.app("ada"), inbox)

    def open(self, mode: Opened | Challenge = FILE) -> OpenRecording:
        return OpenRecording(EnrollmentId(self.started.session_id), mode)

    @property
    def state(self) -> SessionState:
        return self.enrolling.view(self.started).state


@pytest.fixture
def desk() -> Desk:
    return Desk()


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


def test_a_file_verifies_no_owner(desk: Desk) -> None:
    list(desk.record(desk.open(), END))
    desk.started = desk.enrolling.start_verification(OwnerAct.ERASE)
    with pytest.raises(VerificationNotLiveError):
        list(desk.record(desk.open(), END))
    assert desk.state is SessionState.ABANDONED
