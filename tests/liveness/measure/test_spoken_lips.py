"""What lips are expected to do while phones are spoken."""

import numpy as np
import pytest

from liveness.measure.lips import AT_REST, expected_lips
from liveness.measure.sound_bands import ROW_S
from liveness.observations import PhoneTime


def middle_of(name: str) -> tuple[float, float]:
    """Opening and rounding in the middle of a long phone."""
    opening, rounding = expected_lips([PhoneTime(name, 1.0, 2.0)], 150)
    return float(opening[75]), float(rounding[75])


@pytest.mark.parametrize("shut", ["P", "B", "M"])
@pytest.mark.parametrize("other", ["AA", "UW", "T"])
def test_lips_shut_for_p_b_m_alone(shut: str, other: str) -> None:
    assert middle_of(shut)[0] < 0.01 < middle_of(other)[0]


def test_lips_round_for_w_and_spread_for_i() -> None:
    assert middle_of("IY")[1] < middle_of("AA")[1] < middle_of("W")[1]


def test_lips_rest_where_nothing_is_spoken() -> None:
    opening, rounding = expected_lips([PhoneTime("AA", 1.0, 1.5)], 150)
    times_s = np.arange(150) * ROW_S
    silent = (times_s < 0.9) | (times_s > 1.6)
    assert np.allclose(opening[silent], AT_REST[0])
    assert np.allclose(rounding[silent], AT_REST[1])
    assert len(opening) == 150
