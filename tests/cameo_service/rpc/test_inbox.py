"""What a client streams waits in order, with the time it came."""

import threading
from collections.abc import Iterator

from cameo_service.rpc.inbox import Inbox
from tests.cameo_service.rpc.live_client import START_S, HandClock


def reader() -> threading.Thread | None:
    return next((thread for thread in threading.enumerate() if thread.name == "recording-inbox"), None)


def test_messages_come_in_order_and_then_the_end() -> None:
    with Inbox(iter("ab"), HandClock()) as inbox:
        arrivals = [inbox.next(None) for _ in range(3)]
    assert [(arrival.message, arrival.at_s) for arrival in arrivals if arrival] == [
        ("a", START_S),
        ("b", START_S),
        (None, START_S),
    ]
    assert not any(arrival.is_broken for arrival in arrivals if arrival)


def test_a_torn_stream_is_no_end() -> None:
    def tears() -> Iterator[str]:
        yield "a"
        raise RuntimeError("what gRPC raises")

    with Inbox(tears(), HandClock()) as inbox:
        assert [arrival.is_broken for arrival in (inbox.next(None), inbox.next(None)) if arrival] == [False, True]


def test_nobody_waits_beyond_the_deadline() -> None:
    asked = threading.Event()

    def silent() -> Iterator[str]:
        asked.wait()
        yield from ()

    with Inbox(silent(), HandClock()) as inbox:
        assert inbox.next(START_S - 1) is None
        asked.set()


def test_a_reader_that_nobody_listens_to_goes() -> None:
    with Inbox(iter(range(1000)), HandClock()) as inbox:
        assert inbox.next(None)
        thread = reader()
        assert thread is not None
    thread.join(5)
    assert not thread.is_alive()
