"""Simulated histories; `python -m tests.simulation` lives a hundred thousand."""

import pytest

from tests.simulation.history import History

SOME = 30


@pytest.mark.parametrize("tenth", range(10))
def test_every_answer_is_the_oracles_whichever_replica_dies_lags_or_is_asked_again(tenth: int) -> None:
    lived = [History(seed).live() for seed in range(tenth * SOME, (tenth + 1) * SOME)]
    assert min(sum(one.deaths for one in lived), sum(one.duplicates for one in lived)) > SOME
    assert sum(one.accepted for one in lived) > 0


def test_a_number_is_a_history() -> None:
    first, second = (History(7).live() for _ in range(2))
    assert (first.deaths, first.duplicates, first.accepted) == (second.deaths, second.duplicates, second.accepted)
    assert first.replies == second.replies
