"""What a client streams waits in order, with the time it came."""

from cameo_service.rpc.front.arrivals import Inbox
from tests.cameo_service.usecases.enrollment.live_client import START_S, HandClock


def test_messages_come_in_order_and_then_the_end() -> None:
    taken: list[None] = []
    inbox = Inbox(HandClock(), lambda: taken.append(None))
    for message in ("a", "b", None):
        inbox.put(message)
    arrivals = [inbox.next(None) for _ in range(3)]
    assert [(arrival.message, arrival.at_s) for arrival in arrivals if arrival] == [
        ("a", START_S),
        ("b", START_S),
        (None, START_S),
    ]
    assert len(taken) == 3


def test_nobody_waits_beyond_the_deadline() -> None:
    assert Inbox(HandClock(), lambda: None).next(START_S - 1) is None
