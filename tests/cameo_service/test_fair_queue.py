from cameo_service.fair_queue import FairQueue

MOST = 99


def queue_of(**waiting: int) -> FairQueue[str]:
    queue = FairQueue[str]()
    for caller, count in waiting.items():
        for number in range(count):
            assert queue.put(caller, f"{caller}{number}", MOST) is None
    return queue


def test_callers_take_turns_and_each_keeps_its_order() -> None:
    queue = queue_of(a=3, b=1, c=2)
    expected = ["a0", "b0", "c0", "a1", "c1", "a2"]
    assert queue.ordered() == expected
    assert [queue.take() for _ in range(7)] == [*expected, None]
    assert len(queue) == 0


def test_who_comes_later_waits_for_one_turn_of_each_other_and_not_for_their_lines() -> None:
    queue = queue_of(a=50)
    queue.take()
    queue.put("b", "b0", MOST)
    assert queue.ordered().index("b0") == 1


def test_the_longest_line_makes_room_for_a_caller_with_less() -> None:
    queue = queue_of(a=3, b=1)
    assert queue.put("c", "c0", 4) == "a2"
    assert queue.put("b", "b1", 4) == "b1"
    assert queue.put("a", "a2", 4) == "a2"
    assert queue.ordered() == ["a0", "b0", "c0", "a1"]


def test_what_is_dropped_leaves_its_place_and_is_dropped_once() -> None:
    queue = queue_of(a=2)
    assert queue.drop("a", "a0")
    assert not queue.drop("a", "a0")
    assert not queue.drop("b", "a1")
    assert queue.put("b", "b0", 2) is None
    assert queue.ordered() == ["a1", "b0"]


def test_callers_that_are_served_leave_nothing_behind() -> None:
    queue = FairQueue[str]()
    for number in range(1000):
        queue.put(str(number), "item", 1)
        queue.take()
    assert not queue._lines
