"""Replicas are killed at random under load; then everything that was acknowledged is looked for."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from random import Random  # noqa: TID251 - seeded: every run kills the same
from typing import Any

import psutil

from cameo_client.revocation_scope import pair_scope
from cameo_service.usecases.ports.activity import ActivityKind
from tests.cameo_service.rpc.test_linearizable import Register, step
from tests.chaos.load import Load, Pair
from tests.chaos.proxy import Proxy
from tests.chaos.replicas import LONG_S, Deployment, person_id
from tests.chaos.watching import Watcher
from tests.e2e import acts
from tests.linearizability import Operation, is_linearizable

EACH = 3
"""Clients of a pair."""
EVERY_LINE = 1_000_000
LEAST_BETWEEN, MOST_BETWEEN = 10, 60
"""Answered operations between two kills."""

STEP_S = 300


@dataclass(frozen=True)
class Survived:
    """operations, acknowledged: those answered, and writes of them. again: writes sent again. commits: accepted."""

    kills: int
    operations: int
    acknowledged: int
    again: int
    commits: int


Kill = Callable[[Deployment, Random], None]


def kill_replica(deployment: Deployment, chance: Random) -> None:
    """It is started again while the others serve."""
    replica = chance.choice(deployment.replicas)
    replica.kill()
    replica.start()


def kill_watch(deployment: Deployment, chance: Random) -> None:
    """The service starts it again."""
    chance.choice(deployment.replicas).kill_watch()


def kill_database_of(running: Any) -> Kill:
    """Kills the postmaster of a server, as its library knows it; its other processes notice and end. It recovers."""

    def kill_database(deployment: Deployment, chance: Random) -> None:
        del deployment, chance
        postmaster = psutil.Process(running.get_pid())
        children = postmaster.children(recursive=True)
        postmaster.kill()
        _, outliving = psutil.wait_procs([postmaster, *children], LONG_S)
        assert not outliving
        command = [sys.executable, "-W", "ignore", "-m", "tests.chaos.start_server", str(running.pgdata)]
        subprocess.run(command, check=True, capture_output=True, timeout=LONG_S)
        running.ensure_postgres_running()  # it runs: who it is is read again

    return kill_database


def trouble_between(proxies: Sequence[Proxy]) -> Kill:
    """The way of one replica to the database is cut, slow, or held until the next trouble; the others' stay."""

    def trouble(deployment: Deployment, chance: Random) -> None:
        del deployment
        for proxy in proxies:
            proxy.release()
        proxy = chance.choice(proxies)
        chance.choice([proxy.cut, proxy.hold, proxy.slow])()

    return trouble


def step_clock(deployment: Deployment, chance: Random) -> None:
    """The clock of one replica goes five minutes ahead, five behind, or right; that of another is set right first.

    So one is right at all times: where all are ahead, each assertion of a client is over, and no call is answered.
    """
    righted, stepped = chance.sample(deployment.replicas, 2)
    righted.step_clock(0)
    stepped.step_clock(chance.choice([-STEP_S, 0, STEP_S]))


def deny_or_step(state: Register, operation: Operation) -> Register | None:
    """As `step`, where a clock may be wrong: what was allowed too early or too late may be refused."""
    is_refusal = operation.kind not in {"grant", "revoke"} and not operation.answered
    return state if is_refusal else step(state, operation)


def endured(deployment: Deployment, seed: int, cycles: int, kills: tuple[Kill, ...]) -> Survived:
    """Loads, kills, and compares: nothing acknowledged is lost, and nothing is accepted after it was taken back."""
    are_clocks_stepped = step_clock in kills
    chance, pairs = Random(seed), [Pair("ada", "bob"), Pair("cleo", "dan")]  # noqa: S311 - order of a test
    introduce(deployment, pairs)
    with ExitStack() as begun:
        watchers = [begun.enter_context(closing(Watcher(replica))) for replica in deployment.replicas]
        with Load(deployment, pairs, EACH, seed, are_clocks_stepped=are_clocks_stepped) as load:
            for _ in range(cycles):
                load.wait_for(chance.randrange(LEAST_BETWEEN, MOST_BETWEEN))
                chance.choice(kills)(deployment, chance)
            load.wait_for(MOST_BETWEEN)
        load.require_whole()
        for pair in pairs:
            model = deny_or_step if are_clocks_stepped else step
            assert is_linearizable(pair.history, model, (False, 0)), "an answer that no order of acts explains"
        require_stored(deployment, pairs)
        require_told(deployment, pairs, watchers)
    committed = [one for pair in pairs for one in pair.history if one.kind == "commit" and one.answered]
    operations = sum(len(pair.history) for pair in pairs)
    acknowledged = sum(sum(pair.acknowledged.values()) for pair in pairs)
    return Survived(cycles, operations, acknowledged, load.lost, len(committed))


def introduce(deployment: Deployment, pairs: list[Pair]) -> None:
    """Owners with a face and a voice that approved people may render, and requesters."""
    first = deployment.replicas[0]
    for pair in pairs:
        acts.introduce(first, pair.owner, pair.requester)
        acts.claim(first, pair.owner)
    deployment.enroll(*[pair.owner for pair in pairs])
    for pair in pairs:
        acts.set_audience(first, pair.owner, "APPROVED")


def require_stored(deployment: Deployment, pairs: list[Pair]) -> None:
    """Each acknowledged write was done, and once: a lost one that was sent again has one line of activity."""
    with deployment.stored() as store:
        for pair in pairs:
            owner = person_id(store, pair.owner)
            with store.read() as snapshot:
                kinds = [row.kind for row in snapshot.activity.of(owner, EVERY_LINE)]
                revoked = snapshot.facts.of([owner], person_id(store, pair.requester), "", 0)[owner].pair_epoch
            assert kinds.count(ActivityKind.GRANTED) == pair.acknowledged["grant"]
            assert kinds.count(ActivityKind.REVOKED) == pair.acknowledged["revoke"]
            assert revoked == max(pair.revoked, default=0)


def require_told(deployment: Deployment, pairs: list[Pair], watchers: list[Watcher]) -> None:
    """The watchers of each replica were told of the newest revocation of each pair."""
    with deployment.stored() as store:
        for pair in pairs:
            owner, requester = (person_id(store, person) for person in (pair.owner, pair.requester))
            scope = pair_scope(owner.bytes, requester.bytes)
            for watcher in watchers:
                watcher.wait_for(scope, max(pair.revoked, default=0))
