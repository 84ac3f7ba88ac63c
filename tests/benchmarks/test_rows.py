"""What suites make of the numbers that they measured."""

import pytest

from benchmarks.check.grid import cells
from benchmarks.fleet.growth import SIZES, grown
from benchmarks.fleet.soak import Counted, Held
from benchmarks.fleet.soak import grown as held_grown


def measured(calls_s: float, p95_ms: float) -> dict[str, float]:
    return {"calls_s": calls_s, "p50_ms": 1.0, "p95_ms": p95_ms, "calls": 10}


def test_the_best_round_of_a_cell_counts_and_is_compared_with_the_best_of_the_empty_method() -> None:
    empty = {("sqlite", 0, 16): [measured(900, 1), measured(1000, 1)]}
    (row,) = cells({**empty, ("sqlite", 5, 16): [measured(400, 9.0), measured(300, 2.0)]})
    assert row["name"] == "check_5_mentions_16_in_flight_on_sqlite"
    assert (row["value"], row["ratio"], row["p95_ms"], row["n"]) == (400, 0.4, 9.0, 20)


def test_growth_is_extrapolated_along_the_logarithm_of_people_and_called_so() -> None:
    rows = {
        row["name"]: row
        for row in grown({1: dict(zip(SIZES, (1.0, 1.1, 1.2), strict=True)), 5: dict.fromkeys(SIZES, 2.0)}, "", "ms")
    }
    beyond = rows["check_1_ms_among_10000000"]
    assert (beyond["value"], beyond["extrapolated"], beyond["n"]) == (1.3, True, 0)
    assert "extrapolated" not in rows["check_1_ms_among_1000000"]
    assert (rows["check_1m_vs_10k"]["ratio"], rows["check_1m_vs_10k"]["of_5_mentions"]) == (1.2, 1.0)


def test_what_is_held_at_first_is_no_growth() -> None:
    # 100 MB are loaded in the first tenth of an hour; then the service adds 6 MB an hour, and no descriptor.
    held = [
        Held(minute * 60.0, {"service": (0.0 if minute < 5 else 100.0) + minute / 10, "watch": 40.0}, 70)
        for minute in range(1, 61)
    ]
    memory, descriptors = held_grown(held, Counted(answered=1234))
    assert (memory["value"], memory["n"], memory["calls"]) == (6.0, 60.0, 1234)
    assert memory["by_part"] == "service 6.0, watch 0.0"
    assert descriptors["value"] == 0.0


def test_a_few_bursts_say_nothing_of_growth() -> None:
    with pytest.raises(ValueError, match="--minutes"):
        held_grown([Held(20.0, {"service": 1.0}, 1)] * 4, Counted())
