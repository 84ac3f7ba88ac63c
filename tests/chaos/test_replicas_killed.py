"""Three services over one database, in trouble at random under load. `python -m tests.chaos`: a hundred times."""

from pathlib import Path

import pytest

from tests.chaos.storm import endured
from tests.chaos.storms import Storm, raised

SEED, CYCLES = 20261130, 3


@pytest.mark.parametrize("storm", list(Storm))
def test_nothing_acknowledged_is_lost_and_nothing_is_accepted_after_it_was_taken_back(
    storm: Storm, tmp_path: Path
) -> None:
    with raised(storm, tmp_path) as (deployment, kills):
        survived = endured(deployment, SEED, CYCLES, kills)
    assert survived.acknowledged > CYCLES
    assert survived.commits > 0
