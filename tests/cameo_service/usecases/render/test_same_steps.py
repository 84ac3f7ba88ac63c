"""A check takes the same steps for every person it refuses. They are counted, since times differ by machine."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.refused_people import HEARD, ISSUER, PROVIDER, REQUESTER, Settled
from cameo_service.clock import UuidV7Source
from cameo_service.storage.engines.sqlite import SqliteConnection
from cameo_service.storage.store import SqliteStore, open_store
from consent import decision
from consent.reading import hearing
from consent.reading import spoken as spoken_text
from consent.verdict import Outcome
from tests.cameo_service.usecases.world import NOW_US, World

COUNTED = (
    (hearing, "is_near"),
    (hearing, "sound_of"),
    (spoken_text, "sound_of"),
    (decision, "_judge_audience"),
    (decision, "_allowed"),
    (decision, "_with_every_yes"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "data", os.urandom)
    yield opened
    opened.close()


class Counted:
    """Stands for a function and counts its calls."""

    def __init__(self, name: str, function: Callable[..., object], steps: list[str]) -> None:
        self._name, self._function, self._steps = name, function, steps

    def __call__(self, *given: object, **named: object) -> object:
        self._steps.append(self._name)
        return self._function(*given, **named)


def test_statements_and_comparisons_are_the_same_for_every_kind_of_refusal(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles = Settled(store, UuidV7Source(os.urandom), NOW_US).handles
    world, steps = World(store), list[str]()
    with store.read() as snapshot:
        requester = snapshot.people.of_account(ISSUER, REQUESTER)
    assert requester is not None
    world.people[REQUESTER] = requester
    (connection,) = store._idle
    assert isinstance(connection, SqliteConnection)
    connection.set_trace_callback(lambda statement: steps.append(statement.partition(" ")[0]))
    for module, name in COUNTED:
        monkeypatch.setattr(module, name, Counted(name, getattr(module, name), steps))
    taken: dict[str, list[str]] = {}
    for kind, handle in handles.items():
        steps.clear()
        reply = world.check(REQUESTER, f"@{handle} among {HEARD}s and one {HEARD}", service_id=PROVIDER)
        assert reply.outcome is Outcome.NOT_PERMITTED, kind
        taken[kind] = list(steps)
    assert "is_near" in taken["limit used up"]
    assert {kind: counted for kind, counted in taken.items() if counted != taken["never granted"]} == {}
    assert world.refusals.calls == len(handles)
