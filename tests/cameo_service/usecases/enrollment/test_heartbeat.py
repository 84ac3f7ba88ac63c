"""What other replicas do about attempts whose process says nothing any more."""

from dataclasses import dataclass, field

import pytest

from cameo_service.usecases.enrollment.attempt import Attempt
from cameo_service.usecases.enrollment.heartbeat import SILENT_LOOKS, EndSilentAttempts, Heartbeats
from cameo_service.usecases.enrollment.sessions import StartedSession
from liveness.errors import SessionUsedError
from tests.cameo_service.usecases.enrolling import Enrolling, passed


@dataclass
class Replicas:
    """One records, another one looks; the test says when."""

    enrolling: Enrolling = field(default_factory=Enrolling)
    recording: Heartbeats = field(default_factory=Heartbeats)

    def __post_init__(self) -> None:
        self.looking = EndSilentAttempts(self.enrolling.attempts)

    def beat(self) -> int:
        return self.recording.beat(self.enrolling.world.store)

    def looks(self, times: int) -> int:
        return sum(self.looking() for _ in range(times))

    def begin(self) -> tuple[StartedSession, Attempt]:
        started = self.enrolling.start()
        return started, self.enrolling.begin(started)

    def standing(self, started: StartedSession) -> tuple[str, int]:
        view = self.enrolling.view(started)
        return view.state, view.attempts_left


@pytest.fixture
def replicas() -> Replicas:
    return Replicas()


def test_an_attempt_lives_as_long_as_its_process_says_so(replicas: Replicas) -> None:
    started, attempt = replicas.begin()
    with replicas.recording.of(attempt):
        for _ in range(3):
            assert replicas.looks(SILENT_LOOKS) == 0
            assert replicas.beat() == 1
    assert replicas.standing(started) == ("RECORDING", 2)


def test_a_silent_attempt_ends_and_the_person_may_record_again_elsewhere(replicas: Replicas) -> None:
    started, _ = replicas.begin()
    assert replicas.looks(SILENT_LOOKS) == 0
    assert replicas.looks(1) == 1
    assert replicas.standing(started) == ("ABANDONED", 2)
    assert replicas.looks(SILENT_LOOKS) == 0
    assert replicas.enrolling.settle(replicas.enrolling.begin(started), passed()).state == "PASSED"


def test_a_silent_attempt_that_had_come_whole_is_given_back(replicas: Replicas) -> None:
    started, attempt = replicas.begin()
    replicas.enrolling.attempts.judging(attempt)
    assert replicas.looks(SILENT_LOOKS + 1) == 1
    assert replicas.standing(started) == ("ABANDONED", 3)


def test_a_process_that_was_taken_for_dead_settles_nothing_and_keeps_nothing_alive(replicas: Replicas) -> None:
    started, attempt = replicas.begin()
    with replicas.recording.of(attempt):
        assert replicas.looks(SILENT_LOOKS + 1) == 1
        assert replicas.beat() == 1
        with pytest.raises(SessionUsedError):
            replicas.enrolling.attempts.judging(attempt)
        with pytest.raises(SessionUsedError):
            replicas.enrolling.settle(attempt, passed())
    replicas.enrolling.attempts.abandon(attempt)
    assert replicas.standing(started) == ("ABANDONED", 2)
    assert replicas.enrolling.row is None


def test_each_attempt_has_looks_of_its_own(replicas: Replicas) -> None:
    started, _ = replicas.begin()
    replicas.looks(SILENT_LOOKS)
    newer = replicas.enrolling.begin(started)
    assert replicas.looks(SILENT_LOOKS) == 0
    assert replicas.enrolling.settle(newer, passed()).state == "PASSED"


def test_an_attempt_that_beat_since_the_look_is_left_alone(replicas: Replicas) -> None:
    _, attempt = replicas.begin()
    with replicas.enrolling.world.store.read() as snapshot:
        (seen,) = snapshot.sessions.running()
    with replicas.recording.of(attempt):
        replicas.beat()
    assert not replicas.enrolling.attempts.end_lost(seen)


def test_nothing_is_written_while_nothing_is_recorded(replicas: Replicas) -> None:
    _, attempt = replicas.begin()
    with replicas.recording.of(attempt):
        pass
    with replicas.enrolling.world.store.read() as before:
        beats = before.sessions.running()
    assert replicas.beat() == 0
    with replicas.enrolling.world.store.read() as after:
        assert after.sessions.running() == beats
