"""Compares a check in a renderer's replica, freshness included, with the same check on a bare dict, in CPU time."""

from collections.abc import Callable
from hashlib import sha256
from time import monotonic, thread_time
from typing import Any

from cameo_client.revocation_replica import RevocationReplica

SCOPES = 1_000
CHECKS = 20_000
ROUNDS = 200
"""Short alternating rounds; the best of each counts, because other load on the machine slows the rest."""
FLOOR, CLAIMED = 3, 4


def rows() -> list[dict[str, Any]]:
    """`replica_vs_dict`: rate over that of a function that compares with a bare dict, no clock asked.

    inline_ratio: over the rate of the comparison written in the measuring loop itself, without any call.
    """
    scopes = [sha256(number.to_bytes(4, "big")).digest()[:16] for number in range(SCOPES)]
    floors = dict.fromkeys(scopes, FLOOR)
    replica = RevocationReplica(monotonic)
    replica.raise_floors(floors.items())
    asked = [scopes[number % SCOPES] for number in range(CHECKS)]

    def bare(scope: bytes, epoch: int) -> bool:
        return floors.get(scope, 0) <= epoch

    seconds = {"ours": 1e9, "bare": 1e9, "inline": 1e9}
    for _ in range(ROUNDS):
        replica.checkpoint(monotonic())
        seconds["ours"] = min(seconds["ours"], _called(replica.holds, asked))
        seconds["bare"] = min(seconds["bare"], _called(bare, asked))
        seconds["inline"] = min(seconds["inline"], _inline(floors, asked))
    if not replica.holds(scopes[0], CLAIMED):
        raise RuntimeError("a refusal was measured")
    ratio = round(seconds["bare"] / seconds["ours"], 3)
    return [
        {
            "name": "replica_vs_dict",
            "value": ratio,
            "unit": "ratio",
            "ratio": ratio,
            "inline_ratio": round(seconds["inline"] / seconds["ours"], 3),
            "n": CHECKS * ROUNDS,
        },
        {
            "name": "replica_checks_per_second",
            "value": round(CHECKS / seconds["ours"]),
            "unit": "checks/s on one core",
            "n": CHECKS * ROUNDS,
        },
    ]


def _called(check: Callable[[bytes, int], bool], asked: list[bytes]) -> float:
    started = thread_time()
    for scope in asked:
        check(scope, CLAIMED)
    return thread_time() - started


def _inline(floors: dict[bytes, int], asked: list[bytes]) -> float:
    started = thread_time()
    for scope in asked:
        floors[scope] <= CLAIMED  # noqa: B015 - what is measured
    return thread_time() - started


if __name__ == "__main__":
    print(rows())
