"""After any two calls, no more is allowed than before them, unless the owner's own voice was in one of the two."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import pytest

from cameo_service.rpc.front.caller_table import CALLER_TABLE, Effect
from cameo_service.storage.transaction import StoredTransaction
from cameo_service.usecases.acting.writes import Change
from consent.errors import PublicError
from tests.cameo_service.usecases.pairs.allowed import Allowance, AllowedStates, Voices, key_of, known_of
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
IDS_A_CALL = 1_000_000


class Base:
    """One state to start from, and every call that there is on it. What is done to it is undone."""

    def __init__(self, name: str) -> None:
        self.world, store = STATES[name]()
        self._store, self._connection, self.states = store, store._writer, AllowedStates()
        self.calls = {name: list(calls(self.world, command)) for name, command in COMMANDS.items()}
        self._connection.begin_write()
        self._depth = 0
        here = self.here()
        self.allowed, self.known, self.voices = self.states.of(here), known_of(here), Voices.of(here)

    @property
    def every_call(self) -> list[Call]:
        return [call for of_one in self.calls.values() for call in of_one]

    def here(self) -> StoredTransaction:
        """The state as it is now."""
        return self._store._within(StoredTransaction, self._connection)

    @contextmanager
    def made(self, call: Call) -> Iterator[StoredTransaction | None]:
        """The state that the call leaves; None for a call that is refused.

        Ids begin where they began for the call that was undone before it: equal states are known to be equal.
        """
        self._connection.execute("SAVEPOINT made")
        self._depth += 1
        self.world.ids.numbers = count(self._depth * IDS_A_CALL)
        try:
            yield self._make(call)
        finally:
            self._depth -= 1
            self._connection.execute("ROLLBACK TO made")
            self._connection.execute("RELEASE made")

    def _make(self, call: Call) -> StoredTransaction | None:
        transaction, world = self.here(), self.world
        try:
            revision = transaction.next_revision()
            change = Change(transaction, call.caller, world.clock.now_us, revision, "token", world.ids)
            call.command.run(change, call.request)
        except PublicError:
            return None
        return transaction

    def new_after(self, call: Call) -> frozenset[Allowance]:
        """What is allowed after one more call, and was not in the base state."""
        with self.made(call) as end:
            return frozenset() if end is None else self.states.of(end) - self.allowed

    def is_narrower(self, state: StoredTransaction) -> bool:
        """Whether less is allowed, or no more while another thing is known of a person, such as an age."""
        after = self.states.of(state)
        return after < self.allowed or (after == self.allowed and known_of(state) != self.known)


@cache
def base(name: str) -> Base:
    return Base(name)


@cache
def firsts(name: str) -> dict[str, list[Call]]:
    """The calls that narrow, by command: one for each state that they lead to.

    A call without a person comes first: what it may not open, a call of a person to the same state need not show again.
    """
    start, seen, found = base(name), set[object](), defaultdict[str, list[Call]](list)
    for call in sorted(start.every_call, key=lambda call: call.caller.acting is not None):
        with start.made(call) as state:
            if state is None or not start.is_narrower(state):
                continue
            key = key_of(state)
        if not {(key, None), (key, call.caller.acting)} & seen:
            seen.add((key, call.caller.acting))
            found[call.command.name].append(call)
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("first", COMMANDS)
def test_what_narrows_first_opens_nothing_to_the_call_that_follows(state: str, first: str) -> None:
    start = base(state)
    for call in firsts(state)[first]:
        with start.made(call) as middle:
            assert middle is not None
            for second in start.every_call:
                new = start.new_after(second)
                assert not start.voices.unheard(middle, new, call, second), (call, second)


@pytest.mark.parametrize("state", STATES)
def test_no_single_call_opens_what_its_owner_did_not(state: str) -> None:
    start = base(state)
    for call in start.every_call:
        assert not start.voices.unheard(start.here(), start.new_after(call), call), call


def test_every_method_that_writes_is_among_the_commands() -> None:
    requests = {command.request.__name__.removesuffix("Request") for command in COMMANDS.values()}
    writing = {method for method, row in CALLER_TABLE.items() if row.effect is not Effect.READ}
    names = {method: method.rpartition("/")[2] for method in writing - NO_COMMAND}
    assert {method for method, name in names.items() if OTHER_NAMES.get(name, name) not in requests} == set()
    assert writing >= NO_COMMAND
