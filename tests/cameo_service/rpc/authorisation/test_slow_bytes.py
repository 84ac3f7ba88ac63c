"""A byte every five seconds, on every port: bytes keep no call open, and others are answered meanwhile."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cameo_service.rpc.front.first_message import PATIENCE
from tests.cameo_service.rpc.authorisation.test_bad_callers import EACH_PORT, secured
from tests.cameo_service.rpc.authorisation.three_ports import ThreePorts
from tests.cameo_service.rpc.front.half_open import HalfOpenCalls
from tests.cameo_service.rpc.identity.secure_service import APP
from tests.cameo_service.rpc.identity.test_secure_story import revoked

BETWEEN_BYTES_S = 5.0
MANY = 50


class ToldLoop(asyncio.SelectorEventLoop):
    """Its clock goes on by itself and by what it is told."""

    skipped_s = 0.0

    def time(self) -> float:
        """Seconds, as its timers see them."""
        return super().time() + self.skipped_s

    def skip(self, seconds: float) -> None:
        """So much later, from another thread; returns when timers have seen it."""

        async def skip() -> None:
            self.skipped_s += seconds

        asyncio.run_coroutine_threadsafe(skip(), self).result()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> ToldLoop:
    told = ToldLoop()
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: told)
    return told


@pytest.fixture
def ports(tmp_path: Path, loop: ToldLoop) -> Iterator[ThreePorts]:
    """With the limits of the service as they are."""
    assert loop.skipped_s == 0.0
    running = ThreePorts(tmp_path, PATIENCE)
    yield running
    running.stop()


def test_a_byte_every_five_seconds_keeps_no_call_open_on_any_port(
    ports: ThreePorts, loop: ToldLoop, caplog: pytest.LogCaptureFixture
) -> None:
    secure = secured(ports)
    with ExitStack() as opened, caplog.at_level(logging.INFO):
        unary, recordings, watches = calls = [
            opened.enter_context(HalfOpenCalls(port, method, MANY, secure))
            for port, method in zip(ports.ports, EACH_PORT, strict=True)
        ]
        for one in calls:
            one.trickle()
        loop.skip(BETWEEN_BYTES_S)
        unary.wait_until_all_ended()
        watches.wait_until_all_ended()
        recordings.trickle()
        recordings.ping(1)
        assert not recordings.ended, "ten seconds are for the first message of a recording, and five are over"
        revoked(ports, ports.connection(APP))
        loop.skip(BETWEEN_BYTES_S)
        recordings.wait_until_all_ended()
    ended = [record.call["code"] for record in caplog.records if hasattr(record, "call")]
    assert sorted(ended) == ["OK"] + ["REQUEST_LATE"] * 3 * MANY
