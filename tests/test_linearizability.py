from tests.linearizability import Operation, is_linearizable


def register(state: int, operation: Operation) -> int | None:
    if operation.kind == "write":
        return int(str(operation.asked))
    return state if operation.answered == state else None


def write(called: float, returned: float, value: int) -> Operation:
    return Operation(called, returned, "write", asked=value)


def read(called: float, returned: float, value: int) -> Operation:
    return Operation(called, returned, "read", answered=value)


def test_what_happened_one_after_the_other_is_linearizable() -> None:
    assert is_linearizable([write(0, 1, 5), read(2, 3, 5)], register, 0)


def test_a_stale_read_after_an_acknowledged_write_is_found() -> None:
    assert not is_linearizable([write(0, 1, 5), read(2, 3, 0)], register, 0)


def test_an_overlapping_read_may_see_either() -> None:
    for value in (0, 5):
        assert is_linearizable([write(0, 10, 5), read(2, 3, value)], register, 0)


def test_two_readers_may_not_see_a_write_come_and_go() -> None:
    assert not is_linearizable([write(0, 10, 5), read(1, 2, 5), read(3, 4, 0)], register, 0)


def test_a_long_good_history_is_answered_at_once() -> None:
    history = [write(8 * n, 8 * n + 40, n) for n in range(400)]
    assert is_linearizable(history, register, 0)
