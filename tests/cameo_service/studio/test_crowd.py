"""Twenty people record at once: those beyond the places read where they stand, wait, and each gets a verdict."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from websockets.sync.client import ClientConnection

from cameo_service.config import ServiceConfig
from cameo_service.studio.sign_in import DemoSignIn
from cameo_service.studio.upstream import Upstream
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE
from liveness.live.session import SESSION_LIFETIME_US, SessionState
from tests.cameo_service.rpc.running_service import ISSUER
from tests.cameo_service.rpc.test_enrollment import AskedAlready
from tests.cameo_service.studio.running_studio import RunningStudio
from tests.cameo_service.studio.test_studio_recording import hear, opening, say, session, socket_of, state, token
from tests.cameo_service.usecases.world import ToldClock

PEOPLE = 20
PLACES = ServiceConfig.model_fields["live_recordings"].default
"""As many as a service has whose operator sets nothing."""
PASSED = "ENROLLMENT_STATE_PASSED"


@dataclass
class Crowd:
    """Opens a socket after the other, and leaves them all open."""

    studio: RunningStudio
    names: tuple[str, ...]
    open_sockets: ExitStack = field(default_factory=ExitStack)

    def comes(self, number: int, *, finds_a_place: bool) -> ClientConnection:
        browser = self.studio.browser()
        browser.sign_in(self.names[number])
        session_id = session(self.studio, browser, self.names[number])
        socket = self.open_sockets.enter_context(socket_of(self.studio))
        say(socket, opening(session_id, token(browser, session_id, self.studio.origin)))
        if finds_a_place:
            state(browser, session_id, SessionState.RECORDING)
        return socket


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    names = tuple(f"person{number}" for number in range(PEOPLE))
    studio = RunningStudio(DemoSignIn(names, ToldClock(), ISSUER), PLACES)
    studio.conversation = AskedAlready
    for name in names:
        studio.world.person(name)
    crowd = Crowd(studio, names)
    yield crowd
    crowd.open_sockets.close()
    studio.stop()


class KeptTimeout:
    """A channel that keeps how long a call may last."""

    def __init__(self) -> None:
        self.timeout_s = 0.0

    def stream_stream(self, *_: object) -> Callable[..., object]:
        def call(timeout: float, metadata: object) -> object:
            del metadata
            self.timeout_s = timeout
            return None

        return call


def test_who_waits_longest_still_has_a_whole_session() -> None:
    channel = KeptTimeout()
    Upstream(channel, channel, "studio", tuple).record()  # type: ignore[arg-type]
    assert channel.timeout_s >= (WAITING_PER_PLACE + 1) * SESSION_LIFETIME_US / 1_000_000


def finish(socket: ClientConnection) -> str:
    socket.send(b"1.0")
    say(socket, {"end": {}})
    while "verdict" not in (heard := hear(socket)):
        pass
    return str(heard["verdict"]["state"])


def positions(socket: ClientConnection) -> list[int]:
    """Where it is told to stand until it may begin."""
    told = [1]
    while told[-1]:
        told.append(hear(socket)["waiting"].get("position", 0))
    return told[1:]


def test_twenty_people_who_record_at_once_wait_honestly_and_none_is_lost(crowd: Crowd) -> None:
    recording = [crowd.comes(number, finds_a_place=True) for number in range(PLACES)]
    waiting = [crowd.comes(number, finds_a_place=False) for number in range(PLACES, PEOPLE)]
    told = [hear(socket)["waiting"] for socket in waiting]
    assert sorted(one["position"] for one in told) == list(range(1, PEOPLE - PLACES + 1))
    by_place = [one["estimateS"] for one in sorted(told, key=lambda one: one["position"])]
    assert by_place == sorted(by_place)
    assert by_place[0] > 0
    assert [finish(socket) for socket in recording] == [PASSED] * PLACES
    for socket in waiting:
        stood = positions(socket)
        assert stood == sorted(stood, reverse=True)
    assert [finish(socket) for socket in waiting] == [PASSED] * (PEOPLE - PLACES)
