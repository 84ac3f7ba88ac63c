"""What stands still counts for nothing, whatever rounding leaves of it."""

import numpy as np
import pytest

from liveness.measure.flat_signals import FLAT, direction, in_units, is_flat, is_silent, scale_of, without_noise


@pytest.mark.parametrize("scale", [1e-3, 1.0, 255.0, 1e6])
def test_a_spread_is_flat_up_to_the_floor_of_its_own_scale(scale: float) -> None:
    assert is_flat(FLAT * scale, scale)
    assert not is_flat(1.01 * FLAT * scale, scale)


def test_a_spread_that_is_no_number_is_flat() -> None:
    assert is_flat(np.nan, 1.0)


def test_nothing_is_measured_in_units_of_nothing() -> None:
    values, units = np.array([4.0, 4.0, 0.0]), np.array([2.0, 0.0, 0.0])
    assert in_units(values, units, is_flat(units, 1.0)).tolist() == [2.0, 0.0, 0.0]


def test_columns_that_hold_rounding_noise_alone_are_nothing() -> None:
    noise = np.random.default_rng(1).normal(size=(50, 2))
    left = without_noise(noise * [1e-15, 1.0], np.array([10.0, 10.0]))
    assert not left[:, 0].any()
    assert np.array_equal(left[:, 1], noise[:, 1])


def test_the_scale_is_the_largest_value_and_nothing_without_any() -> None:
    assert scale_of(np.array([[1.0, -3.0], [2.0, 0.5]])).tolist() == [2.0, 3.0]
    assert scale_of(np.zeros((0, 2))).tolist() == [0.0, 0.0]
    assert without_noise(np.zeros((0, 2)), np.ones(2)).shape == (0, 2)


def test_a_vector_without_length_points_nowhere() -> None:
    assert direction(np.full(4, 1e-12, np.float32)) is None
    assert direction(np.full(4, np.nan, np.float32)) is None
    assert direction(np.array([0.0, 3.0], np.float32)) == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize(("level", "silent"), [(0.0, True), (1e-12, True), (3e-5, False)])
def test_less_than_a_step_of_16_bit_sound_is_silence(level: float, silent: bool) -> None:  # noqa: FBT001 - a table
    assert is_silent(np.full(100, level, np.float32)) is silent


def test_no_samples_are_silent() -> None:
    assert is_silent(np.zeros(0, np.float32))
