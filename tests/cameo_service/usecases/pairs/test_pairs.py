"""After any two calls, no more is allowed than before them, unless the owner's own voice was in one of the two."""

from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest

from cameo_service.rpc.front.caller_table import CALLER_TABLE, Effect
from cameo_service.usecases.acting.writes import Change
from consent.errors import PublicError
from tests.cameo_service.usecases.memory_store import Tables
from tests.cameo_service.usecases.pairs.allowed import AllowedStates, key_of, opened
from tests.cameo_service.usecases.pairs.calls import Call, calls
from tests.cameo_service.usecases.pairs.commands import all_commands
from tests.cameo_service.usecases.pairs.states import STATES

COMMANDS = {command.name: command for command in all_commands()}
NO_COMMAND = {
    "/cameo.v1.EnrollmentService/RecordEnrollment",  # a stream: the recording is judged, then settled
    "/cameo.v1.RenderService/FetchIdentityBundle",  # spends a render grant
    "/cameo.v1.EnrollmentService/MintCaptureToken",  # writes nothing; what it opens is a recording
}
OTHER_NAMES = {"HideAppearance": "RemoveAppearance", "DeleteAppearance": "RemoveAppearance"}


class Base:
    """One state to start from, and every call that there is on it."""

    def __init__(self, name: str) -> None:
        self.world, self.store = STATES[name]()
        self.tables, self.states = self.store.tables, AllowedStates()
        self.calls = {name: list(calls(self.world, command)) for name, command in COMMANDS.items()}

    def after(self, tables: Tables, call: Call) -> Tables | None:
        """The state that the call leaves; None for a call that is refused."""
        self.store.tables, world = tables, self.world
        try:
            with self.store.write() as transaction:
                revision = transaction.next_revision()
                change = Change(transaction, call.caller, world.clock.now_us, revision, "token", world.ids)
                call.command.run(change, call.request)
        except PublicError:
            return None
        return self.store.tables


@cache
def base(name: str) -> Base:
    return Base(name)


def narrows(start: Base, tables: Tables) -> bool:
    """Whether less is allowed, or no more while another thing is known of a person, such as an age."""
    before, after = start.states.of(start.tables), start.states.of(tables)
    known = [{who: replace(about, epoch=0) for who, about in state.people.items()} for state in (start.tables, tables)]
    return after < before or (after == before and known[0] != known[1])


@cache
def firsts(name: str) -> dict[str, list[tuple[Call, Tables]]]:
    """The calls that narrow, by command: one for each state that they lead to.

    A call without a person comes first: what it may not open, a call of a person to the same state need not show again.
    """
    start, seen, found = base(name), set[object](), defaultdict[str, list[tuple[Call, Tables]]](list)
    every = [call for of_one in start.calls.values() for call in of_one]
    for call in sorted(every, key=lambda call: call.caller.acting is not None):
        tables = start.after(start.tables, call)
        if tables is None or not narrows(start, tables):
            continue
        key = key_of(tables)
        if not {(key, None), (key, call.caller.acting)} & seen:
            seen.add((key, call.caller.acting))
            found[call.command.name].append((call, tables))
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("first", COMMANDS)
def test_what_narrows_first_opens_nothing_to_the_call_that_follows(state: str, first: str) -> None:
    start = base(state)
    before = start.states.of(start.tables)
    for call, middle in firsts(state)[first]:
        for second in (second for of_one in start.calls.values() for second in of_one):
            end = start.after(middle, second)
            new = start.states.of(end) - before if end is not None else frozenset()
            assert not opened(start.tables, middle, new, call, second), (call, second)


@pytest.mark.parametrize("state", STATES)
def test_no_single_call_opens_what_its_owner_did_not(state: str) -> None:
    start = base(state)
    before = start.states.of(start.tables)
    for call in (call for of_one in start.calls.values() for call in of_one):
        end = start.after(start.tables, call)
        new = start.states.of(end) - before if end is not None else frozenset()
        assert not opened(start.tables, start.tables, new, call), call


def test_every_method_that_writes_is_among_the_commands() -> None:
    requests = {command.request.__name__.removesuffix("Request") for command in COMMANDS.values()}
    writing = {method for method, row in CALLER_TABLE.items() if row.effect is not Effect.READ}
    names = {method: method.rpartition("/")[2] for method in writing - NO_COMMAND}
    assert {method for method, name in names.items() if OTHER_NAMES.get(name, name) not in requests} == set()
    assert writing >= NO_COMMAND
