"""Recordings beyond the places wait, are told where they stand, and take turns by calling service."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from cameo_service.usecases.enrollment.enrollment_errors import TooManyRecordingsError
from cameo_service.usecases.enrollment.places import TYPICAL_S, WAITING_PER_PLACE, Places, Ticket, Waiting
from tests.cameo_service.usecases.world import SECOND_US, ToldClock

LONG_S = 60


def wanted() -> None:
    """By its person, still."""


class Stream:
    """One recording that asks for a place."""

    def __init__(self, places: Places, caller: str = "app", require_wanted: Callable[[], None] = wanted) -> None:
        self._asking: AbstractContextManager[Ticket] = places.ticket(caller)
        self.ticket = self._asking.__enter__()
        self._told: Generator[Waiting, None, None] = self.ticket.wait(require_wanted)

    def next(self) -> Waiting | None:
        """What it is told next; None: it may begin."""
        return next(self._told, None)

    def leave(self) -> None:
        self._told.close()
        self._asking.__exit__(None, None, None)


class Room:
    """Places under a clock that is told, where waiting takes no time: each look is at once."""

    def __init__(self, most: int = 1) -> None:
        self.clock = ToldClock()
        self.places = Places(most, self.clock, look_s=0.0)
        self._open: list[Stream] = []

    def stream(self, caller: str = "app", require_wanted: Callable[[], None] = wanted) -> Stream:
        self._open.append(Stream(self.places, caller, require_wanted))
        return self._open[-1]

    def running(self, caller: str = "app") -> Stream:
        stream = self.stream(caller)
        assert stream.next() is None
        return stream

    def wait(self, seconds: float) -> None:
        self.clock.now_us += round(seconds * SECOND_US)


@pytest.fixture
def room() -> Room:
    return Room()


def test_while_there_are_places_no_recording_waits() -> None:
    room = Room(2)
    room.running()
    room.running()
    assert room.stream().next() == Waiting(1, round(TYPICAL_S))


def test_who_waits_for_recordings_that_all_just_began_is_told_so() -> None:
    room = Room(2)
    room.running()
    room.wait(20)
    room.running()
    told = [room.stream().next() for _ in range(4)]
    assert told == [Waiting(1, 40), Waiting(2, 60), Waiting(3, 100), Waiting(4, 120)]


def test_one_that_waits_is_told_its_place_a_guess_and_that_it_begins(room: Room) -> None:
    first, second, third = room.running(), room.stream(), room.stream()
    assert (second.next(), third.next()) == (Waiting(1, 60), Waiting(2, 120))
    room.wait(10)
    assert (second.next(), third.next()) == (Waiting(1, 50), Waiting(2, 110))
    first.leave()
    assert [second.next(), second.next()] == [Waiting(0, 0), None]
    told = third.next()
    assert told is not None
    assert told.position == 1


def test_a_guess_never_says_less_than_five_seconds(room: Room) -> None:
    room.running()
    waiting = room.stream()
    waiting.next()
    room.wait(3600)
    assert waiting.next() == Waiting(1, 5)


def test_how_long_recordings_took_makes_the_guess(room: Room) -> None:
    for _ in range(30):
        stream = room.running()
        room.wait(10)
        stream.leave()
    room.running()
    assert room.stream().next() == Waiting(1, 15)


def test_the_time_that_it_waited_is_known_once_it_begins(room: Room) -> None:
    first, second = room.running(), room.stream()
    second.next()
    room.wait(45)
    first.leave()
    second.next()
    assert second.ticket.waited_s == 45


def test_a_client_that_is_gone_frees_its_place_in_the_queue(room: Room) -> None:
    first, gone, third = room.running(), room.stream(), room.stream()
    gone.next()
    third.next()
    gone.leave()
    assert third.next() == Waiting(1, 60)
    first.leave()
    assert third.next() == Waiting(0, 0)


def test_one_that_is_gone_when_its_turn_comes_takes_no_word_and_frees_the_place(room: Room) -> None:
    first, gone, third = room.running(), room.stream(), room.stream()
    gone.next()
    third.next()
    first.leave()
    assert gone.next() == Waiting(0, 0)
    gone.leave()
    assert third.next() == Waiting(0, 0)


def test_calling_services_take_turns(room: Room) -> None:
    running = room.running("big")
    queue = [room.stream("big"), room.stream("small")]
    for stream in queue:
        stream.next()
    running.leave()
    assert queue[0].next() == Waiting(0, 0)
    later = room.stream("big")
    told = later.next()
    assert told is not None
    assert told.position == 2
    queue[0].leave()
    assert queue[1].next() == Waiting(0, 0)


def test_a_full_queue_sends_the_newest_of_the_longest_line_away_and_says_when_to_come_back(room: Room) -> None:
    room.running("big")
    waiting = [room.stream("big") for _ in range(WAITING_PER_PLACE)]
    for stream in waiting:
        stream.next()
    with pytest.raises(TooManyRecordingsError) as refused:
        room.stream("big").next()
    assert refused.value.retry_s == TYPICAL_S
    small = room.stream("small")
    assert small.next() is not None
    with pytest.raises(TooManyRecordingsError):
        waiting[-1].next()
    room.wait(10)
    assert waiting[0].next() is not None


def test_one_that_is_not_wanted_any_more_leaves(room: Room) -> None:
    room.running()
    replaced: list[Exception] = []

    def require_wanted() -> None:
        if replaced:
            raise replaced[0]

    waiting = room.stream("app", require_wanted)
    waiting.next()
    replaced.append(KeyError("replaced"))
    with pytest.raises(KeyError):
        waiting.next()


def test_a_place_that_is_free_wakes_the_one_that_waits_for_it() -> None:
    places = Places(1, ToldClock(), look_s=LONG_S)
    first, second = Stream(places), Stream(places)
    assert first.next() is None
    second.next()
    with ThreadPoolExecutor(1) as thread:
        told = thread.submit(second.next)
        first.leave()
        assert told.result(LONG_S / 2) == Waiting(0, 0)
