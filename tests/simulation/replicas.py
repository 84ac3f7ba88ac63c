"""Replicas without processes: the use cases over one store, each with a clock of its own, which die when told."""

from collections.abc import Callable
from itertools import count
from typing import TypeVar

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.writes import Command, WriteRequest
from cameo_service.usecases.ports.store import Store
from consent.identity import SubjectId
from consent.render_grant import RenderGrantClaims
from tests.cameo_service.usecases.failing_store import FailingStore
from tests.cameo_service.usecases.world import World

Act = TypeVar("Act", bound=WriteRequest)
Reply = TypeVar("Reply")
NEVER, BEFORE, AFTER = "never", "before its write", "after its write"
"""When a replica dies in an act: what it was about to commit is undone, or is there and no caller was told."""


class DiedError(Exception):
    """The replica is gone. Its caller does not know what was done."""


class MortalStore(FailingStore):
    """A store as one replica has it. dies: when, in its next write."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.dies = NEVER

    def failure(self) -> tuple[Exception | None, Exception | None]:
        dies, self.dies = self.dies, NEVER
        return (DiedError() if dies == BEFORE else None, DiedError() if dies == AFTER else None)


class Shared:
    """What replicas share: the store, the key ring, and the people that all of them know."""

    def __init__(self, store: Store) -> None:
        self.store, self.numbers = store, count(1)
        self.signed: list[RenderGrantClaims] = []
        self.people: dict[str, SubjectId] = {}


class SimulatedReplica:
    """One replica, with nothing in its memory. skew_us: how far its clock is from the right time."""

    def __init__(self, shared: Shared, now_us: int, skew_us: int) -> None:
        self.store, self.skew_us = MortalStore(shared.store), skew_us
        self.world = World(self.store)
        self.world.ids.numbers, self.world.signer.signed, self.world.people = (
            shared.numbers,
            shared.signed,
            shared.people,
        )
        self.at(now_us)

    def at(self, now_us: int) -> None:
        """The right time is this."""
        self.world.clock.now_us = now_us + self.skew_us

    @property
    def now_us(self) -> int:
        return self.world.clock.now_us

    def run(self, command: Command[Act, Reply], caller: "Callable[[World], Caller]", request: Act) -> Reply:
        return self.world.run(command, caller(self.world), request)
